"""Who a product is made for: never crossed within a look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

__all__ = ["Audience", "audience_in_title", "audience_of", "genders_for"]

Sex = Literal["men", "women", "any"]
Age = Literal["adult", "child"]

_MEN = frozenset(
    {"men", "man", "mens", "male", "boy", "boys", "menswear", "masculine", "gentlemen", "homme", "herren"}
)
_WOMEN = frozenset(
    {
        "women",
        "woman",
        "womens",
        "female",
        "girl",
        "girls",
        "ladies",
        "lady",
        "womenswear",
        "ladieswear",
        "femme",
        "damen",
    }
)
_CHILDREN = frozenset(
    {
        "boy",
        "boys",
        "girl",
        "girls",
        "kid",
        "kids",
        "child",
        "children",
        "baby",
        "babies",
        "infant",
        "toddler",
        "junior",
        "juniors",
    }
)
_SAID_IN_TITLES = frozenset({"men", "mens", "women", "womens", "boys", "girls", "kids", "ladies"})
"""Without "man", "baby" and the like, which are said of spiders and of pink."""

_ANYBODY = frozenset({"unisex", "all", "everyone", "neutral", "any", "adult", "adults"})


@dataclass(frozen=True, slots=True)
class Audience:
    """An age group and a sex; `"any"` suits both."""

    age: Age
    sex: Sex

    def suits(self, other: Audience) -> bool:
        """Whether one person could wear both."""
        return self.age == other.age and (self.sex == other.sex or "any" in (self.sex, other.sex))


@cache
def audience_of(gender: str | None) -> Audience | None:
    """Who a gender label means: "Boys" are male children, "Unisex" are adults of any sex.

    Returns:
        `None` for a missing or unknown label.
    """
    words = frozenset(re.findall(r"[a-z]+", (gender or "").lower()))
    if not words & (_MEN | _WOMEN | _CHILDREN | _ANYBODY):
        return None
    men, women = bool(words & _MEN), bool(words & _WOMEN)
    sex: Sex = "any" if men == women else "men" if men else "women"
    return Audience("child" if words & _CHILDREN else "adult", sex)


@cache
def audience_in_title(title: str | None) -> Audience | None:
    """Who a title says a product is made for: labels are wrong now and then, as for "Kids Unisex Shoes".

    Returns:
        `None` when it does not say, or says several.
    """
    words = frozenset(re.findall(r"[a-z]+", (title or "").lower())) & _SAID_IN_TITLES
    return audience_of(" ".join(sorted(words))) if words else None


def genders_for(wearer: Audience, genders: Iterable[str]) -> tuple[str, ...]:
    """The labels among `genders` that the wearer can wear."""
    known = ((gender, audience_of(gender)) for gender in genders)
    return tuple(gender for gender, audience in known if audience is not None and wearer.suits(audience))
