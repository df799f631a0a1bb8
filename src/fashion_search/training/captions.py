"""Captions for products, sampled from titles, labels and the lexicon, each with the products it fits."""

import random
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.catalogue import Catalogue
from fashion_search.training.lexicon import Concept, concepts, read_lexicon

MAX_CONCEPTS = 4
"""A caption is a conjunction of at most so many concepts."""

Caption = tuple[str, tuple[int, ...]]
"""The words, and the indices of the concepts they state."""


class Captioner:
    """Samples captions; the same seed gives the same captions."""

    def __init__(self, catalogue: Catalogue, seed: int = 0) -> None:
        self.catalogue = catalogue
        self.lexicon = read_lexicon()
        self.concepts: list[Concept] = concepts(catalogue, self.lexicon)
        self.masks: NDArray[np.bool_] = np.stack([c.mask(catalogue) for c in self.concepts])
        self.random = random.Random(seed)  # noqa: S311 - reproducible sampling, not security
        self._of_product = [self._by_kind(row) for row in range(len(catalogue))]

    def labelled(self, field: str) -> list[int]:
        """Indices of the concepts that are the field's labels, in the labels' order."""
        return [
            index
            for index, concept in enumerate(self.concepts)
            if concept.label and concept.label[0] == field
        ]

    def _by_kind(self, row: int) -> dict[str, list[int]]:
        kinds: dict[str, list[int]] = {}
        for index in np.flatnonzero(self.masks[:, row]):
            kinds.setdefault(self.concepts[index].kind, []).append(int(index))
        return kinds

    def title(self, row: int) -> str:
        """The title: as written, without digits and codes, with words dropped, or with a typing slip."""
        title = self.catalogue.titles[row]
        draw = self.random.random()
        if draw < 0.5:
            return title
        if draw < 0.75:
            return clean_title(title)
        if draw < 0.9:
            return self._drop_word(title)
        return self.slip(title)

    def attributes(self, row: int) -> Caption:
        """A phrase that states a few of the product's attributes in a shopper's words."""
        kinds = self._of_product[row]
        noun = self._pick(kinds, "noun")
        said = {kind: self._pick(kinds, kind, share) for kind, share in SHARES.items()}
        phrase, used = self._compose(noun, said)
        wrapped = self.random.choice(self.lexicon["templates"]["wrap"]).format(phrase)
        return self._typed(wrapped, 0.2), used

    def bare(self, row: int) -> Caption:
        """One label or one synonym alone."""
        kind = self.random.choices(("noun", "color", "usage", "gender"), (6, 3, 1, 1))[0]
        index = self._pick(self._of_product[row], kind) or self._pick(self._of_product[row], "noun")
        if index is None:
            return self.catalogue.titles[row], ()
        return self._typed(self.say(index), 0.2), (index,)

    def say(self, index: int) -> str:
        """One of a concept's names."""
        names = [name for form in self.concepts[index].forms.values() for name in form]
        return self.random.choice(names)

    def fits(self, used: Sequence[tuple[int, ...]], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """[caption, row]: whether the product meets every concept of the caption."""
        return meets(used, self.masks[:, rows])

    def foreign(self) -> str:
        """A phrase about something no fashion catalogue holds."""
        foreign = self.lexicon["foreign"]
        make = self.random.choice(foreign["makes"]) or "{}"
        return str(make).format(self.random.choice(foreign["things"]))

    def slip(self, text: str) -> str:
        """One typing slip: a letter swapped, dropped or doubled."""
        if len(text) < 5:
            return text
        at = self.random.randrange(1, len(text) - 2)
        return self.random.choice(
            (
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
            )
        )

    def _typed(self, text: str, share: float) -> str:
        return self.slip(text) if self.random.random() < share else text

    def _pick(self, kinds: dict[str, list[int]], kind: str, share: float = 1.0) -> int | None:
        choices = kinds.get(kind)
        if not choices or self.random.random() > share:
            return None
        if kind == "noun":  # the article type itself half of the time, a group it belongs to otherwise
            label = [i for i in choices if (self.concepts[i].label or ("",))[0] == "article_type"]
            if label and self.random.random() < 0.5:
                return label[0]
        return self.random.choice(choices)

    def _compose(self, noun: int | None, said: dict[str, int | None]) -> Caption:
        parts = {"noun": self._word(noun, "noun") or "item", "color": self._word(said["color"], "color")}
        parts["detail"] = self._word(said["detail"], "detail")
        used = [noun, said["color"], said["detail"]]
        parts["before"], parts["after"] = "", ""
        people = [said[kind] for kind in ("gender", "usage", "season") if said[kind] is not None]
        self.random.shuffle(people)
        for index in people[:2]:
            slot = self._free_slot(index, parts)
            if slot:
                parts[slot] = self._word(index, slot)
                used.append(index)
        phrase = self._join(parts)
        return phrase, tuple(index for index in used if index is not None)[:MAX_CONCEPTS]

    def _free_slot(self, index: int | None, parts: dict[str, str]) -> str | None:
        if index is None:
            return None
        slots = [s for s in ("before", "after") if not parts[s] and self.concepts[index].forms.get(s)]
        return self.random.choice(slots) if slots else None

    def _join(self, parts: dict[str, str]) -> str:
        noun, color = parts["noun"], parts["color"]
        trailing = color and self.random.random() < 0.2
        front = [parts["before"], "" if trailing else color]
        if self.random.random() < 0.3:
            front.reverse()
        detail = parts["detail"]
        with_detail = [noun, detail] if detail.startswith(("with", "made", "without")) else [detail, noun]
        words = [*front, *with_detail, f"in {color}" if trailing else "", parts["after"]]
        return " ".join(word for word in words if word)

    def _word(self, index: int | None, slot: str) -> str:
        if index is None:
            return ""
        names = self.concepts[index].forms.get(slot, ())
        return self.random.choice(names) if names else ""

    def _drop_word(self, title: str) -> str:
        words = title.split()
        if len(words) > 3:
            del words[self.random.randrange(len(words))]
        return " ".join(words)


SHARES = {"color": 0.55, "detail": 0.35, "gender": 0.4, "usage": 0.25, "season": 0.06}
"""How often an attribute caption states each kind of attribute the product has."""


def meets(used: Sequence[tuple[int, ...]], masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """[caption, column]: whether a column of `masks` holds every concept of the caption."""
    out = np.ones((len(used), masks.shape[1]), bool)
    for caption, indices in enumerate(used):
        for index in indices:
            out[caption] &= masks[index]
    return out


def clean_title(title: str) -> str:
    """The title without codes: words that hold digits go, unless nothing would be left.

    >>> clean_title("ADIDAS Men's 365 Shoe G43")
    "ADIDAS Men's Shoe"
    """
    words = [word for word in title.split() if not re.search(r"\d", word)]
    return " ".join(words) or title
