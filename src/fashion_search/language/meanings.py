"""What phrases mean in one catalogue: its own labels, synonyms of them, brands, details of titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fashion_search.filters import Contains, Filter, In, Like, Or
from fashion_search.filters.patterns import escaped
from fashion_search.language.brands import Brand
from fashion_search.language.lexicon import Synonym, lexicon
from fashion_search.language.words import key_of, tokenise

__all__ = [
    "TYPE_FIELDS",
    "Kind",
    "Meaning",
    "Values",
    "brands_by_key",
    "details",
    "labels_of",
    "pieces_of",
    "size_of",
    "synonyms_of",
    "words_of",
]

Kind: TypeAlias = Literal["attribute", "brand", "detail"]
"""What a phrase names: values of a field, a brand, or something that only titles tell."""

TYPE_FIELDS = ("article_type", "sub_category", "master_category")
"""The fields that say what kind of thing a product is, the narrowest first."""

Values: TypeAlias = Mapping[str, Mapping[str, int]]
"""For each attribute field its values, and how many products have them."""

_SHORTENED_FROM = 3  # words of a brand whose last may be left out
_TITLE = "product_display_name"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means in one catalogue.

    Attributes:
        kind: What it names.
        field: The field that holds it.
        values: The field's values, the likeliest first; for a brand its name, for a detail the phrase.
        in_titles: For brands the ways a title begins, for details the texts a title holds.
    """

    kind: Kind
    field: str
    values: tuple[str, ...]
    in_titles: tuple[str, ...] = ()

    def condition(self) -> Filter:
        """The filter that finds what is meant."""
        if self.kind == "attribute":
            return In(self.field, self.values)
        if self.kind == "brand":
            return Or(tuple(Like(self.field, escaped(text) + " %") for text in self.in_titles))
        return Or(tuple(Contains(self.field, text) for text in self.in_titles))

    @property
    def is_type(self) -> bool:
        """Whether this says what kind of thing a product is."""
        return self.field in TYPE_FIELDS


def labels_of(values: Values) -> dict[str, list[Meaning]]:
    """Key -> the fields that have such a value, the field that is meant first."""
    spellings: dict[str, dict[str, list[str]]] = {}
    for field in values:
        for value in values[field]:
            spellings.setdefault(key_of(value), {}).setdefault(field, []).append(value)
    spellings.pop("", None)
    return {
        key: [Meaning("attribute", field, tuple(by_field[field])) for field in _in_order(by_field, values)]
        for key, by_field in spellings.items()
    }


def _in_order(by_field: Mapping[str, Sequence[str]], values: Values) -> list[str]:
    """Article types before other attributes before categories, of which the larger goes first."""

    def place(field: str) -> tuple[int, int]:
        if field == "article_type":
            return 0, 0
        size = size_of(Meaning("attribute", field, tuple(by_field[field])), values)
        return (2, -size) if field in TYPE_FIELDS else (1, 0)

    return sorted(by_field, key=place)


def size_of(meaning: Meaning, values: Values) -> int:
    """How many products have one of the values."""
    return sum(values[meaning.field][value] for value in meaning.values)


def synonyms_of(
    synonyms: Iterable[Synonym], labels: Mapping[str, Sequence[Meaning]]
) -> Iterator[tuple[str, Meaning]]:
    """Phrases with the labels this catalogue has for them, all from the narrowest field that has any."""
    by_key: dict[str, list[Synonym]] = {}
    for synonym in synonyms:
        by_key.setdefault(key_of(synonym.phrase), []).append(synonym)
    for key, same in by_key.items():
        for field in same[0].fields:
            asked = (key_of(label) for synonym in same for label in synonym.labels)
            values = [
                value
                for label in asked
                for meaning in labels.get(label, ())
                if meaning.field == field
                for value in meaning.values
            ]
            if values:
                yield key, Meaning("attribute", field, tuple(dict.fromkeys(values)))
                break


def pieces_of(labels: Mapping[str, Sequence[Meaning]]) -> Iterator[tuple[str, Meaning]]:
    """The parts of article types that name two things: `Necklace and Chains`, `Hat/beanie`."""
    for meanings in labels.values():
        meaning = meanings[0]
        if meaning.field == "article_type":
            pieces = re.split(r"/| and | & ", meaning.values[0])
            yield from ((key_of(piece), meaning) for piece in pieces if len(pieces) > 1 and key_of(piece))


def details() -> Iterator[tuple[str, Meaning]]:
    """Patterns, materials and parts of garments, looked for in titles."""
    for phrase, texts in lexicon().details.items():
        yield key_of(phrase), Meaning("detail", _TITLE, (phrase,), texts)


def brands_by_key(brands: Mapping[str, Brand]) -> Iterator[tuple[str, Meaning]]:
    """Brands by their full name, then long ones without the last word: "us polo" for "U.S. Polo Assn."."""
    meanings = {
        key: Meaning("brand", _TITLE, (brand.name,), brand.spellings) for key, brand in brands.items()
    }
    yield from meanings.items()
    for meaning in meanings.values():
        pieces = [token.key for token in tokenise(meaning.values[0]) if token.key]
        if len(pieces) >= _SHORTENED_FROM:
            yield "".join(pieces[:-1]), meaning


def words_of(known: Mapping[str, Meaning], values: Values, brands: Mapping[str, Brand]) -> Counter[str]:
    """Words of all phrases, as they are written, and how many products they speak of."""
    words: Counter[str] = Counter()
    for counts in values.values():
        for value, count in counts.items():
            words.update(dict.fromkeys(re.findall(r"[^\W\d_]+", value.lower()), count))
    for brand in brands.values():
        words.update(dict.fromkeys(re.findall(r"[^\W\d_]+", brand.name.lower()), brand.count))
    for synonym in lexicon().synonyms:
        if key_of(synonym.phrase) in known:
            words.update(dict.fromkeys(re.findall(r"[^\W\d_]+", synonym.phrase.lower()), 1))
    return words
