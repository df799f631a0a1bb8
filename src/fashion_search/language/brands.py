"""Brands, read from titles that begin with one: "Nike Men Black Shoes"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fashion_search.language.lexicon import lexicon
from fashion_search.language.words import key_of

__all__ = ["Brand", "brands_in"]

_LONGEST = 5  # words of a brand
_ENOUGH_TITLES = 5
_BRAND_LED = 0.2  # share of titles with words before the gender; below it, titles do not begin with brands
_LEADS = 0.9  # share of a word's titles that it must begin, to be a brand without a gender after it


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand of the catalogue.

    Attributes:
        name: As most titles spell it.
        spellings: All spellings, each the beginning of some title.
        count: How many titles begin with it.
    """

    name: str
    spellings: tuple[str, ...]
    count: int


def brands_in(titles: Iterable[str], taken: Iterable[str] = ()) -> dict[str, Brand]:
    """The brands that titles begin with, by key.

    A brand is what stands before the gender, in at least five titles. When a fifth of all titles are built
    that way, a first word that hardly ever stands elsewhere is one too. Other catalogues have no brands to be
    read.

    Args:
        titles: The titles.
        taken: Keys that already mean something, such as colours: never a brand.
    """
    split = [title.split() for title in titles]
    before_gender = Counter(" ".join(words[:place]) for words in split if (place := _gender_at(words)))
    if not split or before_gender.total() < _BRAND_LED * len(split):
        return {}
    no_brand = set(taken) | {key_of(word) for word in lexicon().filler}
    found = Counter({name: count for name, count in before_gender.items() if len(name.split()) <= _LONGEST})
    found.update(_leading_words(split, set(found)))
    return dict(_gathered(found, no_brand))


def _gender_at(words: list[str]) -> int:
    """How many words stand before the gender; 0 when there is none, or nothing before it."""
    return next((place for place, word in enumerate(words) if word.lower() in _GENDER_WORDS), 0)


def _leading_words(split: list[list[str]], known: set[str]) -> dict[str, int]:
    """First words that stand first nearly always, in titles that name no gender: cosmetics, for instance."""
    everywhere = Counter(word for words in split for word in set(words))
    first = Counter(words[0] for words in split if words and not _gender_at(words))
    leading = Counter(words[0] for words in split if words)
    known_starts = {name.split()[0] for name in known if name}
    return {
        word: count
        for word, count in first.items()
        if count >= _ENOUGH_TITLES and word not in known_starts and leading[word] >= _LEADS * everywhere[word]
    }


def _gathered(found: Mapping[str, int], no_brand: set[str]) -> Iterator[tuple[str, Brand]]:
    """Spellings of one key together, the rare and the meaningless left out."""
    spellings: dict[str, list[str]] = {}
    for name in sorted(found, key=lambda name: (-found[name], name)):
        spellings.setdefault(key_of(name), []).append(name)
    for key, names in spellings.items():
        count = sum(found[name] for name in names)
        if count >= _ENOUGH_TITLES and len(key) > 1 and key not in no_brand and not key.isdigit():
            yield key, Brand(names[0], tuple(names), count)


_PEOPLE = ("men", "man", "women", "woman", "boy", "girl", "kid", "infant")
_GENDER_WORDS = frozenset({"unisex", *_PEOPLE, *(f"{who}{end}" for who in _PEOPLE for end in ("s", "'s"))})
