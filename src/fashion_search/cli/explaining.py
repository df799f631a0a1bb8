"""`explain`: why a product is ranked where it is, or what keeps it away."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Limit, Model, Store, Where, open_client, parse_where
from fashion_search.errors import InvalidRequestError
from fashion_search.searching import Placing

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
        condition = parse_where(where)
        if user:
            found = client.explain_recommendation(user, product_id, limit=limit, where=condition)
        else:
            found = client.explain(words[0], product_id, limit=limit, where=condition, understand=understand)
    if as_json:
        show.json_object(found.to_dict())
    else:
        _print(found)


def _print(found: Placing) -> None:
    show.console.print(Text(found.title, style="bold"))
    for line in found.lines():
        show.console.print(Text(line))
    if found.hit is None:
        return
    parts = [(part.name, part.value) for part in found.hit.explanation.parts]
    show.table("", ("addend", "value"), [*parts, ("score", found.hit.score)])
    for note in found.hit.explanation.notes:
        show.console.print(Text(note, style="dim"))
