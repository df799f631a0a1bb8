"""Rows to a catalogue: each product once, in order, and what could not be taken listed with its reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fashion_search.errors import InvalidRequestError
from fashion_search.ingest.prices import synthesise_price
from fashion_search.ingest.read import RawTable, read_table
from fashion_search.ingest.rejects import Reject
from fashion_search.ingest.rows import RawRow, RowError, to_product
from fashion_search.store.manifest import PriceSource
from fashion_search.types import Product

__all__ = ["Intake", "ProductsInput", "take_in"]

ProductsInput = str | os.PathLike[str] | Iterable[Product]
"""A product file, or products that are already there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """An input, read.

    Attributes:
        products: Every usable product, ascending by product id.
        row_numbers: The data row each product came from.
        rejects: Rows and values that were kept aside.
        table: The raw input, for the quality report.
        price_source: Where prices come from.
    """

    products: tuple[Product, ...]
    row_numbers: Mapping[str, int]
    rejects: tuple[Reject, ...]
    table: RawTable
    price_source: PriceSource


def take_in(products: ProductsInput, *, mapping: Mapping[str, str], synthesise_prices: bool) -> Intake:
    """Read, clean and sort an input.

    Raises:
        NotFoundError: there is no such file.
        InvalidRequestError: the file cannot be read at all, or not one product can be taken.
    """
    table = _table(products, mapping)
    kept: dict[str, tuple[int, Product]] = {}
    rejects: list[Reject] = []
    for row in table.rows:
        _take(row, kept, rejects)
    if not kept:
        why = f" The first row: {rejects[0].reason}" if rejects else " It has no rows."
        raise InvalidRequestError(f"Not one product could be taken from the input.{why}")
    price_source = _price_source((product for _, product in kept.values()), synthesise_prices)
    price: Callable[[Product], Product] = synthesise_price if price_source == "synthesised" else _as_it_is
    return Intake(
        products=tuple(price(kept[product_id][1]) for product_id in sorted(kept)),
        row_numbers={product_id: number for product_id, (number, _) in kept.items()},
        rejects=tuple(rejects),
        table=table,
        price_source=price_source,
    )


def _table(products: ProductsInput, mapping: Mapping[str, str]) -> RawTable:
    if isinstance(products, str | os.PathLike):
        return read_table(Path(products).expanduser(), mapping)
    names = Product.field_names()
    rows = tuple(RawRow(number, product.to_dict()) for number, product in enumerate(products, 1))
    return RawTable({name: name for name in names}, (), rows)


def _take(row: RawRow, kept: dict[str, tuple[int, Product]], rejects: list[Reject]) -> None:
    try:
        product, problems = to_product(row)
    except RowError as exc:
        said = row.values.get("product_id")
        product_id = said if isinstance(said, str) else None
        rejects.append(
            Reject(kind="row", row=row.number, product_id=product_id, cause=exc.cause, reason=str(exc))
        )
        return
    product_id = product.product_id
    if product_id in kept:
        reason = f"The product id {product_id!r} is already that of row {kept[product_id][0]}."
        rejects.append(
            Reject(
                kind="row", row=row.number, product_id=product_id, cause="duplicate product id", reason=reason
            )
        )
        return
    kept[product_id] = (row.number, product)
    rejects.extend(
        Reject(kind="value", row=row.number, product_id=product_id, cause="bad value", reason=problem)
        for problem in problems
    )


def _price_source(products: Iterable[Product], synthesise_prices: bool) -> PriceSource:  # noqa: FBT001
    prices = [product.price for product in products]
    if synthesise_prices and None in prices:
        return "synthesised"
    return "given" if any(price is not None for price in prices) else "none"


def _as_it_is(product: Product) -> Product:
    return product
