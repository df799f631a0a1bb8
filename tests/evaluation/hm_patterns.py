"""How well `zero_shot` reads patterns, on a catalogue the model was not trained on, by the shop's own labels.

    python tests/evaluation/hm_patterns.py DATA

DATA has `hm_half/`. Of the shop's names for patterns five are taken for our six answers: Solid, Stripe, Check
and Dot as they are, All over pattern for floral print and geometric both; articles under other names are
left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from hm_data import read_products

from fashion_search.batch.attributes.words import VOCABULARY
from fashion_search.batch.attributes.zero_shot import ZeroShot
from fashion_search.images.folder import open_pictures
from fashion_search.pictures.decode import decode
from fashion_search.types import Product

TRUE = {
    "Solid": "solid",
    "All over pattern": "all over",
    "Stripe": "stripes",
    "Check": "checks",
    "Dot": "dots",
}
SAID = {
    "solid color": "solid",
    "floral print": "all over",
    "geometric": "all over",
    "striped": "stripes",
    "checkered": "checks",
    "polka dots": "dots",
}
AT_ONCE, DRAWS = 16, 1000
CLASSES = tuple(TRUE.values())


def f1(true: np.ndarray, said: np.ndarray) -> np.ndarray:
    """F1 of each class; 0 where a class is neither there nor said."""
    found = []
    for number in range(len(CLASSES)):
        hits = np.sum((true == number) & (said == number))
        both = np.sum(true == number) + np.sum(said == number)
        found.append(2 * hits / both if both else 0.0)
    return np.array(found)


def read(products: list[Product], place: Path) -> list[str]:
    """What is said of each article's pattern."""
    extractor, pictures = ZeroShot().load(VOCABULARY), open_pictures(place)
    found: list[str] = []
    for start in range(0, len(products), AT_ONCE):
        some = products[start : start + AT_ONCE]
        shown = [decode(pictures.read(product) or b"") for product in some]
        found += [readings.attributes["pattern"].values[0] for readings in extractor.extract(shown, some)]
    return found


def report(name: str, true: np.ndarray, said: np.ndarray) -> None:
    dice, each = np.random.default_rng(6), f1(true, said)
    draws = (dice.integers(0, len(true), len(true)) for _ in range(DRAWS))
    low, high = np.percentile([f1(true[some], said[some]).mean() for some in draws], [2.5, 97.5])
    classes = ", ".join(f"{one} {score:.2f}" for one, score in zip(CLASSES, each, strict=True))
    right = float(np.mean(true == said))
    print(f"{name}: macro-F1 {each.mean():.3f} ({low:.3f} to {high:.3f}), accuracy {right:.3f}; {classes}")


def main() -> None:
    folder = Path(sys.argv[1]) / "hm_half"
    rows = pq.read_table(folder / "articles.parquet", columns=["article_id", "graphical_appearance_name"])
    named = dict(zip(*rows.to_pydict().values(), strict=True))
    products = [one for one in read_products(folder) if named[one.product_id] in TRUE]
    true = np.array([CLASSES.index(TRUE[named[one.product_id]]) for one in products])
    answers = read(products, folder / "images_64x96.zip")
    said = np.array([CLASSES.index(SAID[one]) if one in SAID else -1 for one in answers])
    print(f"{len(products):,} articles; of {np.mean(said < 0):.1%} nothing is said")
    report("zero_shot", true, said)
    report("always solid", true, np.zeros_like(true))


if __name__ == "__main__":
    main()
