"""Fit relevance from cosine on held-out judged pairs: `python -m fashion_search.training.calibrate FOLDER …`.

A text query is a sampled caption, and a product fits when it meets every attribute the caption states; an
image query is a product's photo, and a product fits when its article type is the same. Judged pairs are the
best hits of a query and as many products drawn at random. Half of the queries fit the curves, the other half
measures their error.
"""

import argparse
import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.evaluation.exact import nearest_rows
from fashion_search.ranking.calibration import Curve, KnotCalibration
from fashion_search.training.captions import Captioner
from fashion_search.training.catalogue import read_styles
from fashion_search.training.curves import SILENCED, fit_curve
from fashion_search.training.exported import ExportedModel
from fashion_search.training.measures import Flags, Vectors
from fashion_search.training.photos import found_path
from fashion_search.training.shelf import Shelf

PAIRS = tuple(f"{kind}/{space}" for kind in ("text", "image") for space in ("image", "text", "hybrid"))
QUERIES, HITS, RANDOM = 1600, 60, 60

UNSOLD = (
    "lawn sprinkler", "monitor arm", "crime thriller book", "angle grinder", "laundry detergent",
    "acoustic piano", "cat food", "brake pads", "filing cabinet", "fish fingers", "tumble dryer",
    "basil plant", "soundbar", "a4 paper", "bread maker", "ceiling light", "boat engine",
    "train to berlin", "delivery status", "qwerty zxcvb", "coffee beans", "garden shed",
    "tennis court booking", "motor oil", "mattress topper", "usb charger", "wall paint", "orange juice",
    "student loan", "barbecue charcoal",
)  # fmt: skip
"""Things the catalogue lacks; neither training phrases nor queries that the bars are judged on."""


def judged(model: ExportedModel, shelf: Shelf, pair: str, *, test: bool) -> tuple[Vectors, Flags]:
    """Cosines and verdicts of one (query kind, space) pair."""
    kind, space = pair.split("/")
    vectors, verdicts = (
        _text_queries(model, shelf, test=test) if kind == "text" else _image_queries(shelf, test=test)
    )
    items = shelf.space(space)
    hits = (
        nearest_rows(vectors, items, HITS + 1)[:, 1:]
        if kind == "image"
        else nearest_rows(vectors, items, HITS)
    )
    drawn = np.random.default_rng(1).integers(0, len(items), (len(vectors), RANDOM))
    rows = np.concatenate([hits, drawn], 1)
    cosine = np.einsum("qd,qhd->qh", vectors, items[rows])
    fits = np.take_along_axis(verdicts, rows, 1)
    return cosine.astype(np.float32).ravel(), fits.ravel()


def _text_queries(model: ExportedModel, shelf: Shelf, *, test: bool) -> tuple[Vectors, Flags]:
    captioner = Captioner(shelf.catalogue, seed=100 + test)
    rows = captioner.random.sample(range(len(shelf.catalogue)), min(QUERIES // 2, len(shelf.catalogue)))
    said = [captioner.attributes(row) for row in rows]
    fits = captioner.fits([used for _, used in said], np.arange(len(shelf.catalogue)))
    return model.embed_texts([text for text, _ in said]), fits


def _image_queries(shelf: Shelf, *, test: bool) -> tuple[Vectors, Flags]:
    rows = np.random.default_rng(7).permutation(len(shelf.catalogue))[:QUERIES]
    rows = rows[test::2]
    kind = shelf.columns["article_type"]
    return shelf.image[rows], kind[rows][:, None] == kind[None, :]


def best_relevance(curve: Curve, items: Vectors, queries: Vectors, limit: int = 20) -> NDArray[np.float64]:
    """The relevance of the first hits of every query, best first, shape (queries, limit)."""
    cosines = np.take_along_axis(queries @ items.T, nearest_rows(queries, items, limit), 1)
    return curve.relevance(cosines).astype(np.float64)


def choose_threshold(curve: Curve, items: Vectors, unsold: Vectors) -> float:
    """The lowest relevance that silences that share of unsold things."""
    return round(float(np.quantile(best_relevance(curve, items, unsold, 1)[:, 0], SILENCED)), 4)


def relevance_report(
    curve: Curve, items: Vectors, queries: Vectors, nothing: Vectors, threshold: float | None
) -> list[str]:
    """Spread of the shown relevance, and how often "nothing matches" is said rightly and wrongly."""
    shown, absent = best_relevance(curve, items, queries), best_relevance(curve, items, nothing)
    spread = np.median(shown[:, 0] - shown[:, -1])
    lines = [f"spread of the top 20: median {spread:.3f} (bar >= 0.15)"]
    if threshold is not None:
        rightly, wrongly = (absent[:, 0] < threshold).sum(), (shown[:, 0] < threshold).sum()
        lines.append(
            f"{rightly} of {len(absent)} unmatched queries return nothing at {threshold} (bar 16 of 20)"
        )
        lines.append(f"{wrongly} of {len(shown)} shopper queries return nothing (bar <= 2)")
    return lines


def as_written(curves: Mapping[str, KnotCalibration]) -> dict[str, dict[str, list[float]]]:
    """The form `parse_calibrations` reads."""
    return {
        pair: {name: list(values) for name, values in dataclasses.asdict(curve).items()}
        for pair, curve in curves.items()
    }


def calibrate(folder: Path, shelf: Shelf) -> dict[str, Any]:
    """Fit all curves and the default threshold, and write them into the folder's card."""
    model = ExportedModel(folder, threads=2)
    found = {pair: fit_curve(*judged(model, shelf, pair, test=False)) for pair in PAIRS}
    fitted = {pair: curve for pair, curve in found.items() if curve is not None}
    unsold = model.embed_texts(UNSOLD)
    card: dict[str, Any] = json.loads((folder / "model.json").read_text())
    card["calibration"] = as_written(fitted)
    card["min_relevance"] = choose_threshold(fitted["text/hybrid"], shelf.hybrid, unsold)
    staged = folder / "model.json.new"
    staged.write_text(json.dumps(card, indent=2) + "\n")
    staged.replace(folder / "model.json")
    return card


def main() -> None:
    """Calibrate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    options = parser.parse_args()
    whole, found = read_styles(options.styles), np.load(found_path(options.photos))
    rows = [row for row, hidden in enumerate(whole.held_out()) if hidden and found[row] and whole.titles[row]]
    photos = np.load(options.photos, mmap_mode="r")[rows]
    shelf = Shelf(ExportedModel(options.folder, 2), whole.select(rows), photos)
    print(json.dumps(calibrate(options.folder, shelf), indent=2))


if __name__ == "__main__":
    main()
