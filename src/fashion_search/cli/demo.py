"""`demo`: search, recommend and dress on a catalogue that needs no data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fashion_search.cli import show
from fashion_search.cli.options import AsJson
from fashion_search.client import FashionClient
from fashion_search.demo import draw_catalog
from fashion_search.display import Card, Section, grid_html, page
from fashion_search.display.markup import heading
from fashion_search.filters import F
from fashion_search.people import Persona
from fashion_search.recommenders.recommendation import Recommendation
from fashion_search.results import SearchResult
from fashion_search.types import Product

__all__ = ["demo"]

_LIMIT = 12
_UNSEEN_SEED = 99
_SHOPPERS = ("athletic", "luxury")
_DRESSED = "One pick per slot, chosen together; the bars say why they go together."
_DRAWN = (
    "The products are drawn by the package, not photographed, and their brands are invented. "
    "The model that reads them is the one that reads your photos."
)


def demo(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the page and the store.")] = Path(
        "fashion-search-demo"
    ),
    open_page: Annotated[bool, typer.Option("--open", help="Show the page in the browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draw a catalogue, search it four ways, recommend, dress, and write one page with the pictures."""
    if not as_json:
        show.console.print(f"[bold]fashion_search demo.[/bold] {_DRAWN}\n")
    with show.progress_bars(quiet=as_json) as progress:
        client = FashionClient.demo(out / "store", progress=progress)
    unseen, photo = _unseen_photo()
    results = _searches(client, photo)
    picks = [_for_persona(client, segment) for segment in _SHOPPERS]
    look = client.complete_the_look(results[-1][0].product_id, alternatives=1)
    sections = [
        Section(title=result.title, note=_note(result), body=_body(result, photo, unseen))
        for result in results
    ]
    sections += [_persona_section(client, persona, found) for persona, found in picks]
    sections.append(Section(title="A completed look", note=_DRESSED, body=look.to_html()))
    written = show.open_page(
        page("fashion_search demo", sections, note=_DRAWN), out / "index.html", show=open_page
    )
    if as_json:
        show.json_object(
            {
                "page": str(written),
                "store": str(out / "store"),
                "searches": [{"query": result.title, "hits": result.to_dicts()} for result in results],
                "recommendations": [found.to_dict() for _, found in picks],
                "look": look.to_dict(),
            }
        )
        return
    for result in (*results, *(found for _, found in picks)):
        show.hits(result)
    show.look(look)
    show.console.print(f"All of it with pictures: [bold]{written}[/bold]", soft_wrap=True)
    show.console.print(f'Go on: fashion-search search {out / "store"} "striped shirt" --open', soft_wrap=True)


def _unseen_photo() -> tuple[Product, bytes]:
    """A handbag that the catalogue does not have: drawn from another seed."""
    other = draw_catalog(400, seed=_UNSEEN_SEED)
    bag = next(product for product in other.products if product.article_type == "Handbags")
    return bag, other.picture(bag.product_id)


def _searches(client: FashionClient, photo: bytes) -> list[SearchResult]:
    text = client.search("red dress", limit=_LIMIT)
    picture = client.search_image(photo, limit=_LIMIT)
    affordable = (F.gender == "Men") & (F.price <= 60)  # noqa: PLR2004
    filtered = client.search("running shoes", where=affordable, limit=_LIMIT)
    polo = client.search("navy blue polo shirt", limit=1)[0]
    return [text, picture, filtered, client.similar(polo.product_id, limit=_LIMIT)]


def _for_persona(client: FashionClient, segment: str) -> tuple[Persona, Recommendation]:
    """An invented shopper of the store, and what is recommended to them."""
    persona = next(one for one in client.users.personas() if one.segment == segment)
    return persona, client.recommend(persona.user_id, limit=_LIMIT)


def _persona_section(client: FashionClient, persona: Persona, found: Recommendation) -> Section:
    """What they bought, then what is recommended, with the past products that speak for the first."""
    bought = {event.product_id: "bought" for event in persona.history if event.kind == "purchase"}
    past = [_past_card(client, product_id, said) for product_id, said in bought.items()]
    reasons = ", ".join(
        _name(client.products.get(one.product_id)) for one in found.because[found[0].product_id]
    )
    note = f"{persona.description} The first is recommended because of: {reasons}."
    title = f"Recommended to {persona.user_id}"
    body = grid_html(past, title="Bought before") + grid_html(found.cards(), title="Recommended")
    return Section(title=title, note=note, body=body + _why(found))


def _past_card(client: FashionClient, product_id: str, said: str) -> Card:
    product = client.products.get(product_id)
    picture = client.pictures.read(product) if client.pictures else None
    return Card(title=_name(product), subtitle=said, price=product.price, picture=picture)


def _name(product: Product) -> str:
    return product.product_display_name or product.product_id


def _note(result: SearchResult) -> str | None:
    """The filter, so that nobody wonders why the rest is missing."""
    return None if result.where is None else f"where {result.where}"


def _body(result: SearchResult, photo: bytes, unseen: Product) -> str:
    """The grid, below the picture that was asked with when there was one."""
    lead = ""
    if result.query is not None and result.query.image is not None:
        asked = Card(title="The picture asked with", subtitle=unseen.product_display_name, picture=photo)
        lead = grid_html([asked])
    return lead + result.to_html() + _why(result)


def _why(result: SearchResult) -> str:
    """The addends of the first hit's score, as bars."""
    if not result:
        return ""
    heard = f'<div class="fs-grid">{heading("Why the first is first")}</div>'
    return heard + result[0].explanation.to_html()
