"""What any client needs: products, vectors, the model that made them, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from fashion_search.checking.model import a_product, same_vectors
from fashion_search.checking.probes import Probe
from fashion_search.errors import ModelMismatchError, NotFoundError
from fashion_search.wiring import Parts

__all__ = ["local_probes"]


def local_probes(make: Callable[[], Parts], opened: ExitStack) -> Iterator[Probe]:
    """The questions, in the order in which one needs the other.

    Args:
        make: Makes the parts, when first needed.
        opened: Closes what belongs to them.
    """
    local = _Local(make, opened)
    yield Probe(part="index", ask=local.index)
    yield Probe(part="catalog", ask=local.catalog, after=("index",))
    yield Probe(part="model", ask=local.model, after=("index", "catalog"))
    yield Probe(part="pictures", ask=local.picture, after=("catalog",), is_needed=False)


class _Local:
    """The parts as a client gets them."""

    def __init__(self, make: Callable[[], Parts], opened: ExitStack) -> None:
        self._make = make
        self._opened = opened
        self._made: Parts | None = None

    def _parts(self) -> Parts:
        if self._made is None:
            self._made = self._make()
            resources = self._made.get("resources")
            if resources is not None:
                self._opened.push(resources)
        return self._made

    def index(self) -> str:
        parts = self._parts()
        ready: Callable[[], None] | None = parts.get("ready")
        if ready is not None:
            ready()
        return f"{len(parts['index']):,} products, encoded by {parts['index'].identity.name}"

    def catalog(self) -> str:
        return f"{self._parts()['catalog'].count():,} products"

    def model(self) -> str:
        parts = self._parts()
        stored, own = parts["index"].identity, parts["embedder"].identity
        if stored != own:
            raise ModelMismatchError(
                f"The vectors were made by {stored}, but queries are encoded by {own}. Encode the catalogue "
                "again, or name the model that made them."
            )
        return same_vectors(parts["embedder"], parts["index"], parts["catalog"])

    def picture(self) -> str:
        parts = self._parts()
        product = a_product(parts["catalog"])
        pictures = parts.get("pictures")
        content = None if pictures is None else pictures.read(product)
        if content is None:
            raise NotFoundError(f"Product {product.product_id} has no picture; results will show none.")
        return f"the picture of {product.product_id} has {len(content):,} bytes"
