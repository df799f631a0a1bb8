"""`personas`, `recommend`: the store for one person."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, cast

import typer

from fashion_search.cli import show
from fashion_search.cli.options import AsJson, Limit, Model, Store, Where, open_client, parse_where
from fashion_search.people import SEGMENTS, Segment

__all__ = ["personas", "recommend"]

SegmentName = Enum("SegmentName", {name: name for name in SEGMENTS}, type=str)  # type: ignore[misc]
"""The segments, as choices of the command line."""


def personas(store: Store, *, model: Model = None, as_json: AsJson = False) -> None:
    """Show the five invented shoppers of a store."""
    cast = open_client(store, model).users.personas()
    if as_json:
        show.json_object(
            {
                "personas": [
                    {
                        "user_id": one.user_id,
                        "segment": one.segment,
                        "description": one.description,
                        "product_ids": sorted({event.product_id for event in one.history}),
                    }
                    for one in cast
                ]
            }
        )
        return
    rows = [(one.user_id, one.segment, len(one.history), one.description) for one in cast]
    show.table(f"{len(cast)} personas", ("user", "segment", "events", "who"), rows)


def recommend(
    store: Store,
    user_id: Annotated[
        str | None, typer.Argument(help="Whom to recommend to; a persona's id works too.")
    ] = None,
    *,
    limit: Limit = 20,
    where: Where = None,
    restrict_category: Annotated[bool, typer.Option(help="Only article types they like.")] = True,
    restrict_price: Annotated[bool, typer.Option(help="Only prices inside their band.")] = True,
    restrict_color: Annotated[bool, typer.Option(help="Only colours they like.")] = False,
    diversity: Annotated[float, typer.Option(min=0, max=1, help="0 by score, 1 by difference.")] = 0.3,
    exclude_bought: Annotated[bool, typer.Option(help="Leave out what they bought.")] = True,
    session: Annotated[
        list[str] | None, typer.Option(help="A product looked at just now; repeat for more.")
    ] = None,
    segment: Annotated[
        SegmentName | None, typer.Option(help="What kind of shopper somebody unknown seems to be.")
    ] = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Find products for one person."""
    found = open_client(store, model).recommend(
        user_id,
        limit=limit,
        where=parse_where(where),
        restrict_category=restrict_category,
        restrict_price=restrict_price,
        restrict_color=restrict_color,
        diversity=diversity,
        exclude_bought=exclude_bought,
        session=session or (),
        segment=cast("Segment", segment.value) if segment else None,
    )
    if as_json:
        show.json_object(found.to_dict())
        return
    show.hits(found)
    show.console.print(f"from: {found.rung}")
