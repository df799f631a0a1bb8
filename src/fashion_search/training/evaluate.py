"""Measure an exported folder against its bars: `python -m fashion_search.training.evaluate FOLDER …`.

Held-out products only, unless a line says otherwise.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from fashion_search.evaluation import calibration_error
from fashion_search.evaluation.exact import mix, nearest_rows
from fashion_search.ranking.calibration import Calibrations, parse_calibrations
from fashion_search.training.calibrate import judged, relevance_report
from fashion_search.training.catalogue import read_styles
from fashion_search.training.exported import ExportedModel
from fashion_search.training.measures import Bar, against, precision, recall, save_values
from fashion_search.training.photos import found_path
from fashion_search.training.shelf import Shelf
from fashion_search.training.splits import title_key

MIN_LABEL = 10
"""Labels with fewer held-out products are left out of the label bars."""

LABEL_BARS = {"article_type": (0.92, 0.88), "sub_category": (0.95, 0.0), "base_color": (0.85, 0.75)}


def label_bars(model: ExportedModel, shelf: Shelf, least: int = MIN_LABEL) -> list[Bar]:
    """A bare label finds products that carry it, in the 0.9 image + 0.1 title mix."""
    items = mix(shelf.image, shelf.title, 0.9)
    bars = []
    for field, (first, tenth) in LABEL_BARS.items():
        labels = [n for n in shelf.catalogue.labels(field) if shelf.fits({field: [n]}).sum() >= least]
        found = nearest_rows(model.embed_texts(labels), items, 10)
        fits = [shelf.fits({field: [label]}) for label in labels]
        bars.append(Bar(f"{field} P@1, 0.9/0.1 mix", precision(found, fits, 1), first))
        bars.append(Bar(f"{field} P@10, 0.9/0.1 mix", precision(found, fits, 10), tenth))
    return bars


def title_bars(
    model: ExportedModel, shelf: Shelf, wanted: list[str], targets: tuple[float, float], name: str
) -> list[Bar]:
    """A title finds the photos of the products that carry it, by image alone."""
    keys = np.array([title_key(title) for title in shelf.catalogue.titles], dtype=object)
    present = set(keys)
    titles = [title for title in wanted if title_key(title) in present]
    found = nearest_rows(model.embed_texts(titles), shelf.image, 10)
    fits = [keys == title_key(title) for title in titles]
    return [
        Bar(f"title -> image R@1, {name}", recall(found, fits, 1), targets[0]),
        Bar(f"title -> image R@10, {name}", recall(found, fits, 10), targets[1]),
    ]


def shopper_bar(
    model: ExportedModel,
    shelf: Shelf,
    queries: list[dict[str, Any]],
    *,
    verbose: bool = False,
    second: bool = False,
) -> Bar:
    """Shoppers' words find what their rule allows, in the hybrid space."""
    found = nearest_rows(model.embed_texts([query["text"] for query in queries]), shelf.hybrid, 10)
    values = precision(found, [shelf.fits(query["where"]) for query in queries], 10)
    if verbose:
        for query, value in zip(queries, values, strict=True):
            print(f"    {value:.1f}  {query['text']}")
    return (
        Bar("second list of queries P@10, hybrid", values, 0.78)
        if second
        else Bar("shopper queries P@10, hybrid", values, 0.85)
    )


def image_bars(shelf: Shelf, sample: int = 3000) -> list[Bar]:
    """A photo finds others of its type, and of its type and colour."""
    rows = np.random.default_rng(0).permutation(len(shelf.catalogue))[:sample]
    found = nearest_rows(shelf.image[rows], shelf.image, 6)
    others = np.array(
        [[hit for hit in hits if hit != row][:5] for row, hits in zip(rows, found, strict=True)]
    )
    kind, color = shelf.columns["article_type"], shelf.columns["base_color"]
    same = kind[others] == kind[rows][:, None]
    both = same & (color[others] == color[rows][:, None])
    return [
        Bar("image -> image P@5, same type", same.mean(1), 0.88),
        Bar("image -> image P@5, same type and colour", both.mean(1), 0.55),
    ]


def second_bars(model: ExportedModel, articles: Path, photos: Path, least: int = 20) -> list[Bar]:
    """A catalogue training never saw: names of types and colour groups find photos."""
    import pandas as pd

    table = pd.read_parquet(articles)
    images = model.embed_photos(np.load(photos))
    bars = []
    for column, name in (("product_type_name", "product type"), ("colour_group_name", "colour group")):
        values = table[column].to_numpy(dtype=object)
        labels = [label for label, count in table[column].value_counts().items() if count >= least]
        found = nearest_rows(model.embed_texts([str(label) for label in labels]), images, 10)
        bars.append(
            Bar(
                f"second catalogue, {name} -> image P@10",
                precision(found, [values == x for x in labels], 10),
                0.45,
            )
        )
    return bars


def read_queries(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The shopper queries with their rules, and the queries nothing matches."""
    import tomllib

    content = tomllib.loads(path.read_text("utf-8"))
    return content["query"], [entry["text"] for entry in content.get("nothing", [])]


def evaluate(options: argparse.Namespace) -> list[Bar]:
    """Every bar that is a mean over queries; prints as it goes."""
    model = ExportedModel(options.folder, threads=options.threads)
    whole = read_styles(options.styles)
    found, photos = np.load(found_path(options.photos)), np.load(options.photos, mmap_mode="r")
    rows = [row for row, hidden in enumerate(whole.held_out()) if hidden and found[row] and whole.titles[row]]
    shelf = Shelf(model, whole.select(rows), photos[rows])
    queries, nothing = read_queries(options.queries)
    titles = sorted(set(shelf.catalogue.titles))
    bars = label_bars(model, shelf)
    bars += title_bars(model, shelf, titles, (0.25, 0.65), "held-out")
    bars += [shopper_bar(model, shelf, queries, verbose=options.verbose), *image_bars(shelf)]
    if options.more_queries:
        more, _ = read_queries(options.more_queries)
        bars.append(shopper_bar(model, shelf, more, verbose=options.verbose, second=True))
    if options.second:
        bars += second_bars(model, *options.second)
    card = json.loads((options.folder / "model.json").read_text())
    if curves := parse_calibrations(card.get("calibration", {})):
        threshold = options.min_relevance or card.get("min_relevance")
        _relevance(model, shelf, curves, queries, nothing, threshold=threshold)
    if options.all:
        rows = [row for row in range(len(whole)) if found[row] and whole.titles[row]]
        shelf = Shelf(model, whole.select(rows), photos[rows])
        bars += title_bars(
            model, shelf, _benchmark_titles(options.benchmark, titles), (0.18, 0.50), "all documents"
        )
        bars += [
            Bar(f"all labels, all documents: {b.name}", b.values, 0.0) for b in label_bars(model, shelf, 1)
        ]
    return bars


def _benchmark_titles(path: Path | None, titles: list[str]) -> list[str]:
    import gzip

    return sorted(json.loads(gzip.decompress(path.read_bytes()))) if path else titles


def _relevance(
    model: ExportedModel,
    shelf: Shelf,
    curves: Calibrations,
    queries: list[dict[str, Any]],
    nothing: list[str],
    *,
    threshold: float | None,
) -> None:
    texts = [query["text"] for query in queries]
    report = relevance_report(
        curves["text", "hybrid"],
        shelf.hybrid,
        model.embed_texts(texts),
        model.embed_texts(nothing),
        threshold,
    )
    print("\n".join(report))
    for (kind, space), curve in curves.items():
        cosines, fits = judged(model, shelf, f"{kind}/{space}", test=True)
        error = calibration_error(curve.relevance(cosines), fits, bins=15)
        print(f"calibration error {kind}/{space}: {error:.3f} (bar <= 0.05)")


def main() -> None:
    """Evaluate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--queries", type=Path, default=Path("tests/evaluation/shopper_queries.toml"))
    parser.add_argument("--more-queries", type=Path, help="another list of shopper queries")
    parser.add_argument(
        "--second", type=Path, nargs=2, metavar=("ARTICLES", "PHOTOS"), help="the second catalogue"
    )
    parser.add_argument("--benchmark", type=Path, help="ground_truth_text-image.json.gz of KAGL")
    parser.add_argument("--all", action="store_true", help="also over all documents, training items included")
    parser.add_argument("--min-relevance", type=float, help="threshold to judge; default: the model's own")
    parser.add_argument("--verbose", action="store_true", help="show every shopper query")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", type=Path, help="write every bar's value per query")
    parser.add_argument(
        "--against", type=Path, help="compare with values that --save wrote for another model"
    )
    options = parser.parse_args()
    bars = evaluate(options)
    print("\n".join(bar.line() for bar in bars))
    if options.save:
        save_values(bars, options.save)
    if options.against:
        print(
            "\n".join(["", "difference to the saved values, query by query", *against(options.against, bars)])
        )


if __name__ == "__main__":
    main()
