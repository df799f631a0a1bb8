"""The typed builder: `F.price.between(20, 80) & F.gender.isin(["Women"])`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Generic, NoReturn, TypeVar, cast

from fashion_search.errors import FilterError, nearest
from fashion_search.filters.conditions import Between, Comparison, Contains, In, IsNull, Like
from fashion_search.filters.expr import Filter, Not
from fashion_search.filters.fields import kind_of
from fashion_search.filters.values import Value, shown

__all__ = ["F", "Fields", "NumberField", "TextField"]

_V = TypeVar("_V", str, float)


class _Field(Generic[_V]):
    """A field of a product; comparing it with a value makes a filter."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        kind_of(name)
        self.name: Final = name

    def __eq__(self, value: _V) -> Filter:  # type: ignore[override]
        """Equal to the value."""
        return Comparison(self.name, "==", value)

    def __ne__(self, value: _V) -> Filter:  # type: ignore[override]
        """Not equal to the value; null is not unequal, it is unknown."""
        return Comparison(self.name, "!=", value)

    def __lt__(self, value: _V) -> Filter:
        """Below the value; text is in order of code points."""
        return Comparison(self.name, "<", value)

    def __le__(self, value: _V) -> Filter:
        """Below the value or equal to it."""
        return Comparison(self.name, "<=", value)

    def __gt__(self, value: _V) -> Filter:
        """Above the value."""
        return Comparison(self.name, ">", value)

    def __ge__(self, value: _V) -> Filter:
        """Above the value or equal to it."""
        return Comparison(self.name, ">=", value)

    def between(self, low: _V, high: _V) -> Filter:
        """From `low` to `high`, both included; nothing when `low` is above `high`."""
        return Between(self.name, low, high)

    def isin(self, values: Iterable[_V]) -> Filter:
        """Equal to one of the values; nothing when there are none."""
        return In(self.name, cast("tuple[Value, ...]", values))  # In reads any collection into a tuple

    def notin(self, values: Iterable[_V]) -> Filter:
        """Equal to none of the values; with no values, every product that has one. Null never matches."""
        return Not(self.isin(values))

    def is_null(self) -> Filter:
        """The product has no value here. `~F.price.is_null()` asks for those that have one."""
        return IsNull(self.name)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"F.{self.name}"

    def __bool__(self) -> NoReturn:
        """Refuse: a field alone is not a condition."""
        raise self._alone()

    def __rand__(self, other: object) -> NoReturn:
        """Refuse `F.price > 20 & F.year == 2015`, which Python reads as `20 & F.year`."""
        raise self._alone()

    __and__ = __or__ = __ror__ = __rand__

    if not TYPE_CHECKING:  # a type checker shall refuse unknown operations, not find this

        def __getattr__(self, name: str) -> NoReturn:
            """Refuse an operation this kind of field does not offer.

            Raises:
                FilterError: always, but for private names, which tools probe for.
            """
            if name.startswith("_"):
                raise AttributeError(name)
            offered = (word for word in dir(type(self)) if word != "name" and word[0] != "_")
            raise FilterError(f"{self!r} does not offer {shown(name)}. {nearest(name, offered)}")

    def _alone(self) -> FilterError:
        return FilterError(
            f"F.{self.name} alone is not a condition. Compare it with a value, and put each comparison in "
            "parentheses: (F.price > 20) & (F.year == 2015)."
        )


class NumberField(_Field[float]):
    """A field that holds numbers."""

    __slots__ = ()


class TextField(_Field[str]):
    """A field that holds text. Everything is case-sensitive."""

    __slots__ = ()

    def like(self, pattern: str) -> Filter:
        r"""The whole text matches: `%` any characters, `_` exactly one, `\` takes the next one literally."""
        return Like(self.name, pattern)

    def contains(self, text: str) -> Filter:
        """The text holds this one somewhere; `%` and `_` mean themselves."""
        return Contains(self.name, text)


class Fields:
    """The fields of a product, one attribute each, offering what its kind offers."""

    __slots__ = ()

    product_id: Final = TextField("product_id")
    product_display_name: Final = TextField("product_display_name")
    master_category: Final = TextField("master_category")
    sub_category: Final = TextField("sub_category")
    article_type: Final = TextField("article_type")
    base_color: Final = TextField("base_color")
    price: Final = NumberField("price")
    image_path: Final = TextField("image_path")
    gender: Final = TextField("gender")
    season: Final = TextField("season")
    year: Final = NumberField("year")
    usage: Final = TextField("usage")

    if not TYPE_CHECKING:  # a type checker shall refuse unknown names, not find this

        def __getattr__(self, name: str) -> NoReturn:
            """Refuse an unknown field, naming the nearest ones.

            Raises:
                FilterError: always, but for private names, which tools probe for.
            """
            if not name.startswith("_"):
                kind_of(name)
            raise AttributeError(name)

    def __repr__(self) -> str:
        return "F"


F: Final = Fields()
"""Where filters start: `F.price < 80`."""
