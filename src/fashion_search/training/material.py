"""What a run may learn from: the products that are not held out, and drawn ones beside them."""

import argparse
import dataclasses
from pathlib import Path

import numpy as np
import torch

from fashion_search.training.captions import Captioner
from fashion_search.training.catalogue import Catalogue, read_styles
from fashion_search.training.cleaning import without_doubtful_colors
from fashion_search.training.drawn import with_drawn
from fashion_search.training.photos import found_path
from fashion_search.training.shades import shades


def training_rows(catalogue: Catalogue, photos: Path) -> list[int]:
    """Products with a photo and a title that are not held out."""
    found = np.load(found_path(photos))
    return [
        row
        for row, hidden in enumerate(catalogue.held_out())
        if found[row] and not hidden and catalogue.titles[row]
    ]


def shaded(catalogue: Catalogue, pixels: torch.Tensor) -> Catalogue:
    """The catalogue with a column that splits wide colours into light and dark by their photos."""
    column = shades(catalogue.columns["base_color"], pixels.numpy())
    return dataclasses.replace(catalogue, columns={**catalogue.columns, "shade": column})


def material(options: argparse.Namespace, seed: int) -> tuple[Captioner, torch.Tensor]:
    """The products that may be learned from, as captions, and their photos, uint8 [n, HEIGHT, WIDTH, 3]."""
    whole = read_styles(options.styles)
    rows = training_rows(whole, options.photos)
    catalogue = whole.select(rows)
    pixels = torch.from_numpy(np.load(options.photos)[rows])
    if options.drawn:
        catalogue, pixels = with_drawn(catalogue, pixels, options.drawn)
    captioner = Captioner(shaded(without_doubtful_colors(catalogue), pixels), seed)
    print(f"{len(catalogue)} products, {len(captioner.concepts)} concepts", flush=True)
    return captioner, pixels
