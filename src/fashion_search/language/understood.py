"""What was understood of a text: parts that can be read, applied and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fashion_search.filters import Filter, all_of, any_of
from fashion_search.language.meanings import TYPE_FIELDS, Meaning
from fashion_search.language.parts import UnderstoodPart
from fashion_search.language.words import Token
from fashion_search.preferences import Preferences

__all__ = ["Understood"]

_WISHES = {
    "article_type": "article_types",
    "sub_category": "sub_categories",
    "master_category": "master_categories",
    "base_color": "colors",
    "gender": "genders",
    "usage": "usages",
    "season": "seasons",
}
"""Field -> where `Preferences` keeps wishes about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a text was understood to say.

    Attributes:
        text: The text as it was read: compatible Unicode form, single spaces.
        parts: What it says, in the order it says so.
        did_you_mean: The text with misspelt words put right; `None` when there is nothing to put right.
        tokens: The words of the text that may be left over, fillers not among them.
    """

    text: str
    parts: tuple[UnderstoodPart, ...] = ()
    did_you_mean: str | None = None
    tokens: tuple[Token, ...] = ()

    @property
    def rest(self) -> str:
        """The words that no part explains, in lower case, without fillers such as "looking for a"."""
        spans = [span for part in self.parts for span in part.spans]
        left = [token for token in self.tokens if not _covered(token, spans)]
        return "".join(
            self._glue(before, token) + token.word for before, token in zip([None, *left], left, strict=False)
        )

    @property
    def wanted(self) -> str:
        """The text for the encoder: no prices, years and exclusions, whose words would draw a vector near.

        The whole text when nothing else is left.
        """
        spans = [span for part in self.parts if part.excluded or part.kind in _NUMBERS for span in part.spans]
        kept = "".join(" " if _inside(place, spans) else letter for place, letter in enumerate(self.text))
        if all(_covered(token, spans) for token in self.tokens):
            return self.text
        return _REPEATED_COMMA.sub(r"\1 ", " ".join(kept.split())).strip(" ,;&/-")

    @property
    def without(self) -> str:
        """What is not wanted, by name, for a vector to turn away from; empty when nothing is excluded."""
        return ", ".join(value for part in self.parts if part.excluded for value in part.values)

    def drop(self, part: UnderstoodPart) -> Understood:
        """The same text with this part not understood: its words are words again.

        A part that is not here, or no longer, changes nothing.
        """
        return replace(self, parts=tuple(other for other in self.parts if other != part))

    def where(self) -> Filter | None:
        """What products must comply with: the hard parts; `None` when there are none."""
        return all_of(part.condition() for part in self.parts if part.hard)

    def kinds(self) -> Filter | None:
        """The kinds of things the text prefers, as a filter; `None` when it names none.

        Not a requirement, but a second place to look for candidates: when the vectors find nothing of a rare
        kind, there is nothing for preferences to move up.
        """
        return any_of(
            Meaning("attribute", part.field, part.values).condition()
            for part in self.parts
            if part.field in TYPE_FIELDS and not part.excluded
        )

    def preferences(self) -> Preferences:
        """What products are preferred for: the soft parts that are wanted."""
        soft = [part for part in self.parts if not part.hard and not part.excluded]
        wishes: dict[str, Any] = {
            _WISHES[part.field]: dict.fromkeys(part.values, 1.0) for part in soft if part.kind == "attribute"
        }
        price = next((part for part in soft if part.kind == "price"), None)
        if price is not None:
            wishes.update(price_low=price.low, price_high=price.high)
        return Preferences(**wishes)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return {
            "text": self.text,
            "parts": [part.to_dict() for part in self.parts],
            "rest": self.rest,
            "did_you_mean": self.did_you_mean,
        }

    def __bool__(self) -> bool:
        """Whether anything was understood."""
        return bool(self.parts)

    def __iter__(self) -> Iterator[UnderstoodPart]:
        """The parts."""
        return iter(self.parts)

    def __str__(self) -> str:
        """One line a part, then what is left over and what may have been meant."""
        lines = [str(part) for part in self.parts]
        if self.rest:
            lines.append(f"rest: {self.rest}")
        if self.did_you_mean:
            lines.append(f"did you mean: {self.did_you_mean}")
        return "\n".join(lines)

    def _glue(self, before: Token | None, token: Token) -> str:
        """What stands between two left-over words: nothing, a hyphen that was typed, or a space."""
        if before is None:
            return ""
        between = self.text[before.end : token.start]
        return between if between and not between.isspace() and len(between) == 1 else " "


_NUMBERS = frozenset({"price", "year"})
_REPEATED_COMMA = re.compile(r"\s*([,;])[\s,;]*")


def _covered(token: Token, spans: list[tuple[int, int]]) -> bool:
    return any(start < token.end and token.start < end for start, end in spans)


def _inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
