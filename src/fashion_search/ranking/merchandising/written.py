"""The form in which rules are written as data; apart, as pydantic is loaded only to read some."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from fashion_search.errors import InvalidRequestError
from fashion_search.filters import Filter, parse_filter
from fashion_search.ranking.merchandising.rules import Boost, Bury, Exclude, Pin, Rule
from fashion_search.ranking.merchandising.when import When

__all__ = ["read_rule"]


class Written(BaseModel):
    """What every written rule has."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    words: tuple[str, ...] = ()
    starts: date | None = None
    ends: date | None = None

    def when(self) -> When:
        return When(words=self.words, starts=self.starts, ends=self.ends)


class WrittenCondition(Written):
    where: Any

    def condition(self) -> Filter:
        parsed = parse_filter(self.where)
        if parsed is None:
            raise InvalidRequestError(
                "where is empty; say which products, such as {'article_type': 'Heels'}."
            )
        return parsed


class WrittenWeight(WrittenCondition):
    kind: Literal["boost", "bury"]
    factor: float = 1.0
    addend: float = 0.0
    name: str | None = None

    def rule(self) -> Rule:
        made = Boost if self.kind == "boost" else Bury
        return made(
            where=self.condition(), factor=self.factor, addend=self.addend, when=self.when(), name=self.name
        )


class WrittenPin(Written):
    kind: Literal["pin"]
    product_id: str
    position: int

    def rule(self) -> Rule:
        return Pin(product_id=self.product_id, position=self.position, when=self.when())


class WrittenExclusion(WrittenCondition):
    kind: Literal["exclude"]

    def rule(self) -> Rule:
        return Exclude(where=self.condition(), when=self.when())


_ONE: TypeAdapter[WrittenWeight | WrittenPin | WrittenExclusion] = TypeAdapter(
    Annotated[WrittenWeight | WrittenPin | WrittenExclusion, Field(discriminator="kind")]
)


def read_rule(written: object) -> Rule:
    """Read one rule.

    Raises:
        InvalidRequestError: it is not of that form, or asks for nonsense.
    """
    try:
        return _ONE.validate_python(written).rule()
    except ValidationError as exc:
        raise InvalidRequestError(_reason(exc)) from exc


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong, and where."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("boost", "bury", "pin", "exclude"))
    if not place:
        return f"{first['msg']}."
    found = "" if first["type"] == "missing" else f", not {first['input']!r}"
    return f"{place}: {first['msg']}{found}."
