"""Products drawn by the package itself: the demo catalogue's style, and garments that other shops sell.

`python -m fashion_search.training.drawn OUT.npz --count 1500 --seeds 101 102 --each 40` draws them once. The
demo's own seed is refused: what it shows must stay unseen.
"""

import argparse
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from fashion_search.demo import draw_catalog
from fashion_search.demo.brands import brand_for, title_of
from fashion_search.demo.design import Design
from fashion_search.demo.dice import Dice
from fashion_search.demo.palette import BASE_COLORS, is_dark
from fashion_search.training.catalogue import FIELDS, Catalogue
from fashion_search.training.photos import fit
from fashion_search.training.wardrobe import WARDROBE, Rail

DEMO_SEED = 7

COLORS: Mapping[str, float] = {
    "Black": 9, "White": 4, "Navy Blue": 4, "Blue": 3, "Grey": 3, "Beige": 3, "Pink": 3, "Red": 2, "Green": 2,
    "Brown": 2, "Cream": 1, "Olive": 1, "Maroon": 1, "Purple": 1, "Yellow": 1, "Orange": 1, "Teal": 1,
    "Khaki": 1, "Charcoal": 1, "Turquoise Blue": 1, "Lavender": 1, "Peach": 1, "Magenta": 1, "Burgundy": 1,
    "Rust": 1, "Mustard": 1, "Off White": 1, "Tan": 1,
}  # fmt: skip
PATTERNS: Mapping[str, float] = {
    "solid": 12, "striped": 2, "floral": 2, "printed": 1, "checked": 1, "polka dot": 1, "animal print": 1,
}  # fmt: skip
"""How often the wardrobe is drawn in each."""

ON_DARK = ("White", "Red", "Grey", "Yellow", "Turquoise Blue")
ON_LIGHT = ("Navy Blue", "Black", "Red", "Teal", "Maroon")

Drawing = tuple[bytes, dict[str, str]]
"""A JPEG, and the title and labels of what it shows."""


def of_shops(count: int, seeds: list[int]) -> Iterator[Drawing]:
    """`count` products of each seed's demo catalogue."""
    if DEMO_SEED in seeds:
        raise ValueError(f"seed {DEMO_SEED} is the demo's own; training must not see it")
    for shop in (draw_catalog(count, seed) for seed in seeds):
        for product in shop.products:
            labels = {name: getattr(product, name) or "" for name in FIELDS}
            yield shop.picture(product.product_id), {"titles": product.product_display_name or "", **labels}


def of_wardrobe(each: int) -> Iterator[Drawing]:
    """Every garment of the wardrobe so many times, in other colours and patterns each time."""
    for rail in WARDROBE:
        for noun in rail.cuts:
            for number in range(each):
                yield _garment(rail, noun, Dice("wardrobe", noun, number))


def _garment(rail: Rail, noun: str, dice: Dice) -> Drawing:
    gender, color, pattern = dice.pick(rail.genders), dice.weighted(COLORS), dice.weighted(PATTERNS)
    accent = dice.pick(ON_DARK if is_dark(BASE_COLORS[color]) else ON_LIGHT)
    photo = Design(rail.article_type, noun, color, accent, pattern, "").of(rail.cuts[noun], dice)
    brand = brand_for("casual", dice)
    title = title_of(brand=brand, gender=gender, color=color, pattern=pattern, noun=noun, dice=dice)
    labels = {name: getattr(rail, name) for name in ("master_category", "sub_category", "article_type")}
    worn = {"season": dice.pick(rail.seasons), "usage": "Casual"}
    return photo, {"titles": title, "gender": gender, "base_color": color, **labels, **worn}


def store(drawings: list[Drawing], out: Path) -> None:
    """Write titles, labels and fitted photos."""
    photos = np.stack([fit(Image.open(io.BytesIO(photo))) for photo, _ in drawings])
    columns = {name: np.array([said[name] for _, said in drawings]) for name in ("titles", *FIELDS)}
    stored: dict[str, Any] = {"photos": photos, **columns}
    np.savez(out, **stored)


def with_drawn(catalogue: Catalogue, pixels: torch.Tensor, drawn: Path) -> tuple[Catalogue, torch.Tensor]:
    """The catalogue with drawn products after the real ones."""
    with np.load(drawn) as stored:
        titles = stored["titles"].tolist()
        columns = {name: [*catalogue.columns[name], *stored[name].tolist()] for name in FIELDS}
        photos = torch.from_numpy(stored["photos"])
    ids = [*catalogue.product_ids, *(f"drawn-{number}" for number in range(len(titles)))]
    return Catalogue(ids, [*catalogue.titles, *titles], columns), torch.cat([pixels, photos])


def main() -> None:
    """Draw from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=1500, help="products of each demo catalogue")
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102])
    parser.add_argument("--each", type=int, default=40, help="drawings of each garment of the wardrobe")
    options = parser.parse_args()
    store([*of_shops(options.count, options.seeds), *of_wardrobe(options.each)], options.out)


if __name__ == "__main__":
    main()
