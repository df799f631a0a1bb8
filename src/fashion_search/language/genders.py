"""Whom a catalogue's genders speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fashion_search.language.lexicon import lexicon
from fashion_search.language.words import key_of

__all__ = ["Genders"]


@dataclass(frozen=True, slots=True)
class Genders:
    """A catalogue's labels of gender.

    Attributes:
        adults: Those for men or for women.
        everybody: Those for neither in particular, such as Unisex, or a label no one knows.
    """

    adults: frozenset[str]
    everybody: tuple[str, ...]

    @classmethod
    def of(cls, labels: Iterable[str]) -> Genders:
        """Sort a catalogue's labels."""
        adult = {key_of(label) for label in lexicon().adult_genders}
        child = {key_of(label) for label in lexicon().child_genders}
        keys = {label: key_of(label) for label in labels}
        return cls(
            adults=frozenset(label for label, key in keys.items() if key in adult),
            everybody=tuple(sorted(label for label, key in keys.items() if key not in adult | child)),
        )
