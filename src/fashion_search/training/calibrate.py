"""Fit relevance from cosine on held-out judged pairs: `python -m fashion_search.training.calibrate FOLDER …`.

A text query is a sampled caption, and a product fits when it meets every attribute the caption states; an
image query is a product's photo, and a product fits when its article type is the same. Judged pairs are the
best hits of a query and as many products drawn at random. Half of the queries fit the curves, the other half
measures their error.
"""

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.captions import Captioner
from fashion_search.training.catalogue import read_styles
from fashion_search.training.exported import ExportedModel
from fashion_search.training.measures import Flags, Vectors, calibration_error, top
from fashion_search.training.photos import found_path
from fashion_search.training.shelf import Shelf

PAIRS = tuple(f"{kind}/{space}" for kind in ("text", "image") for space in ("image", "text", "hybrid"))
QUERIES, HITS, RANDOM = 800, 60, 60

UNSOLD = (
    "lawn sprinkler", "monitor arm", "crime thriller book", "angle grinder", "laundry detergent",
    "acoustic piano", "cat food", "brake pads", "filing cabinet", "fish fingers", "tumble dryer",
    "basil plant", "soundbar", "a4 paper", "bread maker", "ceiling light", "boat engine",
    "train to berlin", "delivery status", "qwerty zxcvb", "coffee beans", "garden shed",
    "tennis court booking", "motor oil", "mattress topper", "usb charger", "wall paint", "orange juice",
    "student loan", "barbecue charcoal",
)  # fmt: skip
"""Things the catalogue lacks; neither training phrases nor queries that the bars are judged on."""


@dataclasses.dataclass(frozen=True)
class Curve:
    """relevance = 1 / (1 + exp(-(slope * cosine + intercept)))."""

    slope: float
    intercept: float

    def relevance(self, cosine: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
        """The probability that a product fits."""
        return 1.0 / (
            1.0 + np.exp(-np.clip(self.slope * cosine.astype(np.float64) + self.intercept, -60, 60))
        )

    def error(self, cosine: NDArray[np.float64], fits: Flags) -> float:
        """Expected calibration error."""
        return calibration_error(self.relevance(cosine), fits)


def fit_curve(cosine: NDArray[np.float64], fits: Flags, rounds: int = 50) -> Curve:
    """Logistic regression by Newton's method."""
    inputs = np.stack([cosine, np.ones_like(cosine)], 1)
    weights = np.zeros(2)
    for _ in range(rounds):
        chance = 1.0 / (1.0 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        spread = np.maximum(chance * (1 - chance), 1e-6)
        hessian = (inputs * spread[:, None]).T @ inputs + 1e-6 * np.eye(2)
        step = np.linalg.solve(hessian, inputs.T @ (fits - chance))
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return Curve(float(weights[0]), float(weights[1]))


def judged(model: ExportedModel, shelf: Shelf, pair: str, *, test: bool) -> tuple[NDArray[np.float64], Flags]:
    """Cosines and verdicts of one (query kind, space) pair."""
    kind, space = pair.split("/")
    vectors, verdicts = (
        _text_queries(model, shelf, test=test) if kind == "text" else _image_queries(shelf, test=test)
    )
    items = shelf.space(space)
    hits = top(vectors, items, HITS + 1)[:, 1:] if kind == "image" else top(vectors, items, HITS)
    drawn = np.random.default_rng(1).integers(0, len(items), (len(vectors), RANDOM))
    rows = np.concatenate([hits, drawn], 1)
    cosine = np.einsum("qd,qhd->qh", vectors, items[rows])
    fits = np.take_along_axis(verdicts, rows, 1)
    return cosine.astype(np.float64).ravel(), fits.ravel()


def _text_queries(model: ExportedModel, shelf: Shelf, *, test: bool) -> tuple[Vectors, Flags]:
    captioner = Captioner(shelf.catalogue, seed=100 + test)
    rows = captioner.random.sample(range(len(shelf.catalogue)), QUERIES // 2)
    said = [captioner.attributes(row) for row in rows]
    fits = captioner.fits([used for _, used in said], np.arange(len(shelf.catalogue)))
    return model.embed_texts([text for text, _ in said]), fits


def _image_queries(shelf: Shelf, *, test: bool) -> tuple[Vectors, Flags]:
    rows = np.random.default_rng(7).permutation(len(shelf.catalogue))[:QUERIES]
    rows = rows[test::2]
    kind = shelf.columns["article_type"]
    return shelf.image[rows], kind[rows][:, None] == kind[None, :]


def curves_of(card: dict[str, Any]) -> dict[str, Curve]:
    """The curves a model card holds."""
    return {pair: Curve(**card["calibration"][pair]) for pair in PAIRS if pair in card.get("calibration", {})}


def best_relevance(curve: Curve, items: Vectors, queries: Vectors, limit: int = 20) -> NDArray[np.float64]:
    """The relevance of the first hits of every query, best first."""
    return curve.relevance(np.take_along_axis(queries @ items.T, top(queries, items, limit), 1))


SILENCED = 0.8
"""The share of unsold things for which the default threshold must show nothing."""


def choose_threshold(curve: Curve, items: Vectors, unsold: Vectors) -> float:
    """The lowest relevance that silences that share of unsold things."""
    return round(float(np.quantile(best_relevance(curve, items, unsold, 1)[:, 0], SILENCED)), 3)


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


def calibrate(folder: Path, shelf: Shelf) -> dict[str, Any]:
    """Fit all curves and the default threshold, and write them into the folder's card."""
    model = ExportedModel(folder, threads=2)
    fitted = {pair: fit_curve(*judged(model, shelf, pair, test=False)) for pair in PAIRS}
    unsold = model.embed_texts(UNSOLD)
    card: dict[str, Any] = json.loads((folder / "model.json").read_text())
    card["calibration"] = {pair: dataclasses.asdict(curve) for pair, curve in fitted.items()}
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
    print(
        json.dumps(
            calibrate(options.folder, Shelf(ExportedModel(options.folder, 2), whole.select(rows), photos)),
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
