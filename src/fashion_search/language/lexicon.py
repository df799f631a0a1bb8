"""Shoppers' words and what they mean, read from `lexicon.json` beside this file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

__all__ = ["SECTIONS", "Lexicon", "Synonym", "lexicon"]

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "types": ("article_type", "sub_category", "master_category"),
    "colors": ("base_color",),
    "genders": ("gender",),
    "usages": ("usage",),
    "seasons": ("season",),
}
"""Sections of synonyms, and the fields their labels may belong to, the narrowest first."""


@dataclass(frozen=True, slots=True)
class Synonym:
    """A phrase, and the labels it stands for.

    Attributes:
        phrase: What a shopper writes.
        labels: What catalogues call it; most have only some of these.
        fields: Where to look for the labels, the narrowest first.
    """

    phrase: str
    labels: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The whole file.

    Attributes:
        synonyms: Phrases and the labels they stand for.
        details: Patterns, materials and parts, by phrase: texts that a title holds. No field has them.
        spellings: Words spelt in two ways, in the singular, and the spelling that labels use.
        plural_only: Words whose singular means something else (shorts).
        filler: Words that say nothing about a product.
        fixed: Phrases whose words do not mean what they would mean alone (no show).
        negators: Phrases after which comes what is not wanted.
        ordinary: English words that need no putting right.
        adult_genders: Labels of products for men or for women.
        child_genders: Labels of products for children. All other labels are for everybody.
    """

    synonyms: tuple[Synonym, ...]
    details: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]
    plural_only: frozenset[str]
    filler: frozenset[str]
    fixed: tuple[str, ...]
    negators: tuple[str, ...]
    ordinary: frozenset[str]
    adult_genders: tuple[str, ...]
    child_genders: tuple[str, ...]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that comes with the package, read once."""
    content = json.loads(resources.files(__package__).joinpath("lexicon.json").read_text("utf-8"))
    return Lexicon(
        synonyms=tuple(_synonyms(content)),
        details={
            phrase: _texts(texts)
            for texts, phrases in content["details"].items()
            for phrase in _split(phrases)
        },
        spellings=content["spellings"],
        plural_only=frozenset(content["plural_only"]),
        filler=frozenset(content["filler"].split()),
        fixed=tuple(content["fixed"]),
        negators=tuple(content["negators"]),
        ordinary=frozenset(content["ordinary"].split()),
        adult_genders=_split(content["adult_genders"]),
        child_genders=_split(content["child_genders"]),
    )


def _synonyms(content: Mapping[str, Any]) -> Iterator[Synonym]:
    for section, fields in SECTIONS.items():
        for labels, phrases in content[section].items():
            for phrase in _split(phrases):
                yield Synonym(phrase, _split(labels), fields)


def _split(listed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in listed.split(",") if part.strip())


def _texts(listed: str) -> tuple[str, ...]:
    """As `_split`, but spaces count: `lace ` is not `laced`."""
    return tuple(part.removeprefix(" ") for part in listed.split(","))
