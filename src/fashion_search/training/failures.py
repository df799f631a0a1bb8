"""Draw what the model gets wrong on the demo: `python -m fashion_search.training.failures FOLDER OUT.png`.

Every label of type or colour, and every pair of both, asks for its products by picture alone. The queries
with the fewest right hits are drawn, a line each, right hits framed in green and wrong ones in red.
"""

import argparse
import dataclasses
import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fashion_search.demo import draw_catalog
from fashion_search.evaluation.exact import nearest_rows
from fashion_search.training.exported import ExportedModel
from fashion_search.training.measures import Flags
from fashion_search.training.photos import fit

HITS, LINES, FEWEST = 8, 6, 6
"""Hits of a query, queries drawn, and the products a query must have to be asked."""

CELL, NAME, GAP = (72, 88), 170, 6
RIGHT, WRONG, INK = "#2e7d32", "#c62828", "#222222"


@dataclasses.dataclass(frozen=True)
class Failure:
    """A query, its first hits, and which of them are right."""

    text: str
    hits: tuple[int, ...]
    right: tuple[bool, ...]


def failures(folder: Path, seed: int = 7) -> tuple[list[Failure], list[Image.Image], float]:
    """The worst queries, the shop's pictures, and the mean precision over all queries asked."""
    model, shop = ExportedModel(folder), draw_catalog(seed=seed)
    pictures = [Image.open(io.BytesIO(shop.picture(p.product_id))).convert("RGB") for p in shop.products]
    kind = np.array([p.article_type or "" for p in shop.products], dtype=object)
    color = np.array([p.base_color or "" for p in shop.products], dtype=object)
    asked = questions(kind, color)
    found = nearest_rows(
        model.embed_texts(list(asked)), model.embed_photos(np.stack([fit(p) for p in pictures])), HITS
    )
    every = [
        Failure(text, tuple(row.tolist()), tuple(fits[row].tolist()))
        for (text, fits), row in zip(asked.items(), found, strict=True)
    ]
    every.sort(key=lambda one: (sum(one.right), one.text))
    return every[:LINES], pictures, float(np.mean([one.right for one in every]))


def questions(kind: np.ndarray, color: np.ndarray) -> dict[str, Flags]:
    """What is asked, and which products are right: labels with enough products, and pairs of them."""
    every = {name: kind == name for name in sorted(set(kind) - {""})}
    every |= {name: color == name for name in sorted(set(color) - {""})}
    pairs = sorted(set(zip(color.tolist(), kind.tolist(), strict=True)))
    every |= {f"{one} {other}": (color == one) & (kind == other) for one, other in pairs if one and other}
    return {text: fits for text, fits in every.items() if fits.sum() >= FEWEST}


def draw(worst: list[Failure], pictures: list[Image.Image]) -> Image.Image:
    """A line per query."""
    width, height = NAME + HITS * (CELL[0] + GAP), len(worst) * (CELL[1] + GAP) + GAP
    sheet = Image.new("RGB", (width, height), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default()
    for line, one in enumerate(worst):
        top = GAP + line * (CELL[1] + GAP)
        pen.text((GAP, top + CELL[1] // 2), f'"{one.text.lower()}": {sum(one.right)} of {HITS}', INK, font)
        for place, (row, right) in enumerate(zip(one.hits, one.right, strict=True)):
            left = NAME + place * (CELL[0] + GAP)
            sheet.paste(Image.fromarray(fit(pictures[row], CELL[1], CELL[0])), (left, top))
            frame = (left, top, left + CELL[0] - 1, top + CELL[1] - 1)
            pen.rectangle(frame, outline=RIGHT if right else WRONG, width=2)
    return sheet


def main() -> None:
    """Draw from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    worst, pictures, mean = failures(options.folder)
    draw(worst, pictures).quantize(64).save(options.out, optimize=True)
    print(f"mean precision at {HITS} over all queries: {mean:.3f}")
    for one in worst:
        print(f"{sum(one.right)} of {HITS}  {one.text}")


if __name__ == "__main__":
    main()
