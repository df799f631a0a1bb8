"""`explain`: why a product is ranked where it is, or what keeps it away."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Limit, Model, Store, Where, open_client, parse_where
from fashion_search.cli.placing import Placing, recommended, searched
from fashion_search.errors import InvalidRequestError

__all__ = ["explain"]


def explain(
    store: Store,
    asked: Annotated[
        list[str], typer.Argument(metavar="[QUERY] PRODUCT_ID", help="The words and the product.")
    ],
    *,
    user: Annotated[str | None, typer.Option(help="Explain a recommendation to this person instead.")] = None,
    limit: Limit = 20,
    where: Where = None,
    understand: Annotated[bool, typer.Option(help="Read the words as a search does.")] = True,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Show why a product is ranked where it is; if it is not among the hits, what keeps it away."""
    *words, product_id = asked
    if len(words) != (0 if user else 1):
        wanted = (
            "PRODUCT_ID alone with --user" if user else 'a query and a product: explain STORE "red dress" ID'
        )
        raise InvalidRequestError(f"explain got {asked!r} after the store; give {wanted}.")
    with open_client(store, model) as client:
        product, condition = client.products.get(product_id), parse_where(where)
        if user:
            found = recommended(client, user, product, limit, condition)
        else:
            found = searched(client, words[0], product, limit, condition, understand=understand)
    if as_json:
        show.json_object(found.to_dict())
    else:
        _print(found, limit)


def _print(found: Placing, limit: int) -> None:
    name = found.product.product_display_name or found.product.product_id
    place = "not found" if found.rank is None else f"rank {found.rank:,} of {found.among:,}"
    show.console.print(Text(f"{found.result.title}: {name}, {place}", style="bold"))
    for line in str(found.result.understood or "").splitlines():
        show.console.print(Text(f"understood: {line}", style="dim"))
    for reason in found.reasons:
        show.console.print(Text(f"not among the first {limit}: {reason}"))
    if found.hit is None:
        return
    parts = [(part.name, part.value) for part in found.hit.explanation.parts]
    show.table("", ("addend", "value"), [*parts, ("score", found.hit.score)])
    for note in found.hit.explanation.notes:
        show.console.print(Text(note, style="dim"))
    for one in found.because:
        said = f"because of {one.product_id} ({one.kind}, {one.at}), alike by {one.similarity:.2f}"
        show.console.print(Text(said, style="dim"))
