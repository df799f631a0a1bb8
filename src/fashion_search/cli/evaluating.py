"""`eval kagl`, `eval compare`: measuring one store against a benchmark, and two side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Limit, Model, Store, open_client
from fashion_search.client import FashionClient
from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.embedders.onnx import OnnxEmbedder
from fashion_search.errors import InvalidRequestError, ModelMismatchError, NotFoundError
from fashion_search.evaluation import Comparison, GroundTruth, Judgements, KaglPlan, evaluate_kagl
from fashion_search.evaluation import compare as compare_searches
from fashion_search.store import Store as OpenStore
from fashion_search.training.splits import held_out

__all__ = ["compare", "eval_app", "kagl", "read_queries"]

eval_app = typer.Typer(help="Measure how good a search is.", no_args_is_help=True)


@eval_app.command("kagl")
def kagl(
    store: Store,
    *,
    ground_truth: Annotated[Path, typer.Option(help="Folder with the benchmark's ground_truth_*.json.gz.")],
    picture_size: Annotated[
        str,
        typer.Option(help="Of the pictures the store was made from, such as 60x80; stated in the report."),
    ] = "of unstated size",
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Run the KAGL benchmark by its own protocol, over all documents and over held-out ones."""
    judged = GroundTruth.read(ground_truth)
    embedder = OnnxEmbedder.from_folder(model) if model else BundledEmbedder()
    with OpenStore.open(store) as opened, show.progress_bars(quiet=as_json) as progress:
        if opened.manifest.model != embedder.identity:
            raise ModelMismatchError(
                f"The store holds vectors of {opened.manifest.model}, but the model is {embedder.identity}. "
                "Name the model it was made with: --model FOLDER."
            )
        report = evaluate_kagl(
            opened.product_ids,
            [product.product_display_name for product in opened.products()],
            opened.vectors("image"),
            ground_truth=judged,
            embed_texts=embedder.embed_texts,
            plan=KaglPlan(picture_size=picture_size, model=str(embedder.identity), held_out=held_out),
            progress=progress,
        )
    if as_json:
        show.json_object(report.to_dict())
    else:
        show.console.print(Text(str(report)), soft_wrap=True)


@eval_app.command("compare")
def compare(
    store_a: Store,
    store_b: Store,
    *,
    queries: Annotated[Path, typer.Option(help="One query a line; or .toml or .json with id = query.")],
    judgements: Annotated[
        Path | None, typer.Option(help="JSON: query id (or its words) to product ids, or to ids and grades.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page with pictures side by side here.")] = None,
    limit: Limit = 20,
    model_a: Annotated[Path | None, typer.Option(help="Model folder of the first store.")] = None,
    model_b: Annotated[Path | None, typer.Option(help="Model folder of the second store.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask two stores the same queries: what differs, which changed most, and whether it is more than luck."""
    asked = read_queries(queries)
    judged = Judgements.read(judgements) if judgements else None
    clients = open_client(store_a, model_a), open_client(store_b, model_b)
    with show.progress_bars(quiet=as_json) as progress:
        found = compare_searches(
            *clients,
            asked,
            judged,
            names=_names(store_a, store_b),
            limit=limit,
            catalog_size=_shared_size(clients),
            progress=progress,
        )
    written = show.open_page(found.to_html(), html, show=False) if html else None
    _show(found, written, as_json=as_json)


def read_queries(path: Path) -> dict[str, str]:
    """Queries by id: from TOML or JSON as they stand there, from text with each line as its own id.

    Raises:
        NotFoundError: there is no such file.
        InvalidRequestError: the file cannot be read, is not of that form, or has no query.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise NotFoundError(f"No queries at {path}: there is no such file.") from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidRequestError(f"{path} cannot be read: {exc}") from exc
    kind = path.suffix.lower()
    if kind in (".toml", ".json"):
        queries = _by_id(_toml(text, path) if kind == ".toml" else _json(text, path), path)
    else:
        queries = {line: line for line in map(str.strip, text.splitlines()) if line}
    if not queries:
        raise InvalidRequestError(f"{path} has no query.")
    return queries


def _by_id(content: object, path: Path) -> dict[str, str]:
    if isinstance(content, list) and all(isinstance(query, str) for query in content):
        content = {query: query for query in content}
    if not isinstance(content, dict) or not all(isinstance(query, str) for query in content.values()):
        raise InvalidRequestError(f"{path}: expected texts by query id, such as {{'1': 'red dress'}}.")
    return content


def _json(text: str, path: Path) -> object:
    try:
        content: object = json.loads(text)
    except ValueError as exc:
        raise InvalidRequestError(f"{path} is not JSON: {exc}") from exc
    return content


def _toml(text: str, path: Path) -> dict[str, Any]:
    """TOML; Python 3.10 has no reader of its own."""
    try:
        import tomllib
    except ModuleNotFoundError as exc:
        raise InvalidRequestError(
            f"{path}: TOML needs Python 3.11 or newer; write the queries as JSON."
        ) from exc
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise InvalidRequestError(f"{path} is not TOML: {exc}") from exc


def _names(first: Path, second: Path) -> tuple[str, str]:
    """The folders' names, or their paths when those are alike."""
    names = first.resolve().name, second.resolve().name
    return names if names[0] != names[1] else (f"A {first}", f"B {second}")


def _shared_size(clients: tuple[FashionClient, FashionClient]) -> int | None:
    """How many products there are, when both have the same number."""
    sizes = {len(client.index) for client in clients}
    return sizes.pop() if len(sizes) == 1 else None


def _show(found: Comparison, written: Path | None, *, as_json: bool) -> None:
    if as_json:
        show.json_object({**found.to_dict(), "page": str(written) if written else None})
        return
    show.console.print(Text(str(found)), soft_wrap=True)
    if written:
        show.console.print(f"page: {written}", soft_wrap=True)
