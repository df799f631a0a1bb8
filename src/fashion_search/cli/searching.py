"""`search`, `similar`, `products`: asking a store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fashion_search.cli import show
from fashion_search.cli.options import (
    AsJson,
    Limit,
    Model,
    SpaceName,
    Store,
    Where,
    open_client,
    parse_space,
    parse_where,
)
from fashion_search.display import Section, page
from fashion_search.looks import Look
from fashion_search.results import SearchResult
from fashion_search.types import Page as Listing
from fashion_search.types import Query

__all__ = ["look", "products", "search", "similar"]

Page = Annotated[
    bool, typer.Option("--open", help="Write a page with the pictures and show it in the browser.")
]
PagePath = Annotated[Path | None, typer.Option("--html", help="Where to write the page with the pictures.")]
Facets = Annotated[
    list[str] | None, typer.Option("--facet", help="Count the values of this field; repeat for more.")
]


def search(
    store: Store,
    text: Annotated[str | None, typer.Argument(help="What to look for, in words.")] = None,
    *,
    image: Annotated[
        str | None, typer.Option("--image", "-i", help="A picture to look for: a path or an http(s) URL.")
    ] = None,
    without: Annotated[str | None, typer.Option(help="What to leave out, in words.")] = None,
    limit: Limit = 20,
    where: Where = None,
    space: SpaceName = None,
    understand: Annotated[
        bool, typer.Option(help="Read prices, genders, brands and exclusions out of the words.")
    ] = True,
    diversity: Annotated[
        float, typer.Option(min=0, max=1, help="0 ranks by score, 1 by difference alone.")
    ] = 0.0,
    min_relevance: Annotated[
        float | None, typer.Option(help="Leave out hits below this relevance, 0 to 1.")
    ] = None,
    facet: Facets = None,
    model: Model = None,
    open_page: Page = False,
    html: PagePath = None,
    as_json: AsJson = False,
) -> None:
    """Search a store by words, by picture, or by both."""
    result = open_client(store, model).search(
        Query(text=text, image=image, without=without),
        limit=limit,
        where=parse_where(where),
        space=parse_space(space),
        understand=understand,
        diversity=diversity,
        min_relevance=min_relevance,
        facets=facet or (),
    )
    _show(result, as_json=as_json, open_page=open_page, html=html)


def similar(
    store: Store,
    product_id: Annotated[str, typer.Argument(help="The product to start from.")],
    *,
    limit: Limit = 20,
    where: Where = None,
    space: SpaceName = None,
    facet: Facets = None,
    model: Model = None,
    open_page: Page = False,
    html: PagePath = None,
    as_json: AsJson = False,
) -> None:
    """Find products like one of the store."""
    result = open_client(store, model).similar(
        product_id,
        limit=limit,
        where=parse_where(where),
        space=parse_space(space) or "hybrid",
        facets=facet or (),
    )
    _show(result, as_json=as_json, open_page=open_page, html=html)


def look(
    store: Store,
    product_id: Annotated[str, typer.Argument(help="The product to dress around.")],
    *,
    slot: Annotated[
        list[str] | None, typer.Option(help="Fill this slot, such as shoes; repeat for more.")
    ] = None,
    alternatives: Annotated[int, typer.Option(min=0, help="More products per slot.")] = 3,
    budget: Annotated[float | None, typer.Option(help="Most that the whole look may cost.")] = None,
    where: Where = None,
    model: Model = None,
    open_page: Page = False,
    html: PagePath = None,
    as_json: AsJson = False,
) -> None:
    """Complete the look: an outfit around one product."""
    found = open_client(store, model).complete_the_look(
        product_id, slots=slot, alternatives=alternatives, budget=budget, where=parse_where(where)
    )
    title = f"A look with {found.seed.product_display_name or product_id}"
    written = _write_page(title, found, open_page=open_page, html=html)
    if as_json:
        show.json_object({**found.to_dict(), "page": str(written) if written else None})
        return
    show.look(found)
    if written:
        show.console.print(f"page: {written}", soft_wrap=True)


def products(
    store: Store,
    product_id: Annotated[str | None, typer.Argument(help="One product; without it, a listing.")] = None,
    *,
    where: Where = None,
    order_by: Annotated[str, typer.Option(help="Field to order by; a leading - reverses.")] = "product_id",
    limit: Limit = 20,
    cursor: Annotated[str | None, typer.Option(help="Go on from here; printed below a listing.")] = None,
    facet: Facets = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Show one product, list products, or count their values."""
    catalog = open_client(store, model).products
    condition = parse_where(where)
    if product_id is not None:
        listing = Listing((catalog.get(product_id),), None)
    else:
        listing = catalog.list(where=condition, order_by=order_by, limit=limit, cursor=cursor)
    counts = catalog.facets(facet, where=condition) if facet else {}
    if as_json:
        show.json_object(
            {
                "products": [product.to_dict() for product in listing.products],
                "next_cursor": listing.next_cursor,
                "facets": show.plain_facets(counts),
            }
        )
        return
    show.products(f"{len(listing.products)} of {catalog.count(where=condition):,} products", listing.products)
    show.facets(counts)
    if listing.next_cursor:
        show.console.print(f"more: --cursor {listing.next_cursor}", soft_wrap=True)


def _write_page(title: str, found: SearchResult | Look, *, open_page: bool, html: Path | None) -> Path | None:
    """One page with the pictures, when one was asked for; where it went."""
    if not (open_page or html):
        return None
    body = page(title, [Section(title=title, body=found.to_html())])
    return show.open_page(body, html or Path("fashion-search.html"), show=open_page)


def _show(result: SearchResult, *, as_json: bool, open_page: bool, html: Path | None) -> None:
    written = _write_page(result.title, result, open_page=open_page, html=html)
    if as_json:
        show.json_object(
            {
                "query": result.title,
                "understood": result.understood.to_dict() if result.understood else None,
                "hits": result.to_dicts(),
                "facets": show.plain_facets(result.facets),
                "timings_ms": dict(result.timings_ms),
                "page": str(written) if written else None,
            }
        )
        return
    show.hits(result)
    show.facets(result.facets)
    if written:
        show.console.print(f"page: {written}", soft_wrap=True)
