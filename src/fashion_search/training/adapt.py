"""Adapt a model to one's own catalogue, without a GPU and without torch: `adapt(store, out)`.

Both towers stay as they are. Behind each a small residual network is trained on vectors the store already
has and on captions made of the products' fields, and appended to its ONNX graph. Titles, labels, phrases and
pictures of products that took no part say whether it helped.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.evaluation import Bootstrap, Measured, bootstrap_means, compare_paired, holm
from fashion_search.store import Store
from fashion_search.training.adapt_calibration import fit_relevance
from fashion_search.training.adapt_fit import Fitted, fit_heads
from fashion_search.training.adapt_folder import Samples, check_target, files_of, write_folder
from fashion_search.training.adapt_graph import require_onnx
from fashion_search.training.adapt_heads import Heads
from fashion_search.training.adapt_material import Material, gather
from fashion_search.training.adapt_plan import AdaptPlan
from fashion_search.training.adapt_questions import Questions, ask_all
from fashion_search.training.adapt_report import AdaptReport
from fashion_search.types import ProgressCallback

__all__ = ["AdaptPlan", "AdaptReport", "adapt"]

_SAMPLES = 16


def adapt(
    store: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    embedder: OnnxEmbedder | None = None,
    keep_anyway: bool = False,
    plan: AdaptPlan | None = None,
    progress: ProgressCallback | None = None,
) -> AdaptReport:
    """Adapt a model to a store, and keep it when it is shown to be better on held-out products.

    The store itself is not changed and goes on answering with the model it was made with; `fashion-search
    ingest … --model OUT` makes it one of the adapted model. Interrupted at any time, nothing is left behind.

    Args:
        store: A store made with `embedder`.
        out: The folder to write; must not exist, or be empty.
        embedder: The model to adapt; by default the one in this package.
        keep_anyway: Write the model although it is not shown to be better.
        plan: Sizes, rates and the seed.
        progress: Told about captions encoded and rounds trained.

    Raises:
        MissingDependencyError: the extra `train` (its package `onnx`) or `local` is not installed.
        ModelMismatchError: the store was made with another model.
        InvalidRequestError: the store has too few products with picture and title, or `out` is taken.
        NotFoundError: there is no store.
        ConfigurationError: a graph cannot be extended.
    """
    began, how, target = time.perf_counter(), plan or AdaptPlan(), Path(out).expanduser()
    require_onnx()
    check_target(target)
    model = embedder or BundledEmbedder(batch_size=64)
    files_of(model)
    with Store.open(store) as opened:
        material = gather(opened, model, how, progress)
        fitted = fit_heads(material, how, progress)
        report = AdaptReport(
            store=Path(store),
            before=model.identity,
            after=None,
            out=None,
            training=len(material.training),
            validation=len(material.validation),
            held_out=len(material.held_out),
            left_out=material.left_out,
            rounds=len(fitted.validation) - 1,
            best_round=fitted.best_round,
            measures=_measure(material, fitted, how.bootstrap),
            seconds=time.perf_counter() - began,
        )
        if not (report.better or keep_anyway):
            return report
        return _kept(replace(report, out=target), model, fitted.heads, material, opened)


def _measure(material: Material, fitted: Fitted, plan: Bootstrap) -> dict[str, Measured]:
    """Before and after for every question about held-out products, corrected for how many there are."""
    questions = Questions.about(material, material.held_out)
    before = ask_all(questions, None)
    after = ask_all(questions, fitted.heads) if fitted.best_round else before
    measured: dict[str, Measured] = {}
    for first, second in zip(before, after, strict=True):
        means = bootstrap_means(first, plan), bootstrap_means(second, plan)
        differences = compare_paired(first, second, plan)
        measured |= {name: Measured(means[0][name], means[1][name], differences[name]) for name in first}
    adjusted = holm([row.difference.p_value for row in measured.values()])
    return {
        name: replace(row, difference=replace(row.difference, p_adjusted=float(p)))
        for (name, row), p in zip(measured.items(), adjusted, strict=True)
    }


def _kept(
    report: AdaptReport, model: OnnxEmbedder, heads: Heads, material: Material, store: Store
) -> AdaptReport:
    """Fit relevance anew and write the folder."""
    final = replace(report, relevance=fit_relevance(material, heads, model))
    samples = Samples(material.catalogue.titles[:_SAMPLES], list(_pictures(material, store)))
    return replace(final, after=write_folder(model, heads, report=final, samples=samples))


def _pictures(material: Material, store: Store) -> Iterator[bytes]:
    """Some of the store's thumbnails."""
    for product_id in material.catalogue.product_ids[:_SAMPLES]:
        picture = store.picture(product_id)
        if picture is not None:
            yield picture
