"""The lexicon as concepts: each is a set of names and the products of a catalogue that the names fit."""

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.training.catalogue import Catalogue

Forms = Mapping[str, tuple[str, ...]]
"""How a concept is said: `noun`, or `before` and `after` a noun."""

LABEL_KINDS = {
    "article_type": "noun",
    "sub_category": "noun",
    "master_category": "noun",
    "base_color": "color",
    "gender": "gender",
    "usage": "usage",
    "season": "season",
}
"""Field -> the part of a caption that its labels fill."""

SECTIONS = {"types": "article_type", "colors": "base_color"}
PHRASED = {"genders": "gender", "usages": "usage", "seasons": "season"}


@dataclasses.dataclass(frozen=True)
class Concept:
    """One meaning: its kind, its words, and the condition on fields and title that products must meet."""

    kind: str
    forms: Forms
    where: Mapping[str, tuple[str, ...]]
    title: str | None = None
    label: tuple[str, str] | None = None

    def mask(self, catalogue: Catalogue) -> NDArray[np.bool_]:
        """Which products the concept fits."""
        fits = np.ones(len(catalogue), bool)
        for field, values in self.where.items():
            fits &= np.isin(np.array(catalogue.columns[field], dtype=object), list(values))
        if self.title:
            pattern = re.compile(self.title, re.IGNORECASE)
            fits &= np.fromiter((bool(pattern.search(t)) for t in catalogue.titles), bool, len(catalogue))
        return fits


def read_lexicon() -> dict[str, Any]:
    """The files of `words/`, as they are written, in one mapping."""
    lexicon: dict[str, Any] = {}
    for file in resources.files("fashion_search.training").joinpath("words").iterdir():
        lexicon |= json.loads(file.read_text("utf-8"))
    return lexicon


def concepts(catalogue: Catalogue, lexicon: Mapping[str, Any]) -> list[Concept]:
    """Every label of the catalogue with its synonyms, then groups and details."""
    every = [*_labels(catalogue, lexicon), *_groups(lexicon), *_details(lexicon)]
    return [concept for concept in every if concept.where.keys() <= catalogue.columns.keys()]


def own_names(every: Sequence[Concept]) -> list[list[str]]:
    """Per concept the names that no other concept of its kind and rank (label or group) has; all, if none."""
    held = Counter((bool(c.label), c.kind, name) for c in every for name in set(_names(c)))
    found = []
    for concept in every:
        names = _names(concept)
        own = [name for name in names if held[bool(concept.label), concept.kind, name] == 1]
        found.append(own or names)
    return found


def _names(concept: Concept) -> list[str]:
    return [name for form in concept.forms.values() for name in form]


def _labels(catalogue: Catalogue, lexicon: Mapping[str, Any]) -> list[Concept]:
    found = []
    for field, kind in LABEL_KINDS.items():
        for value in catalogue.labels(field):
            forms = _label_forms(lexicon, field, value, kind)
            found.append(Concept(kind, forms, {field: (value,)}, label=(field, value)))
    return found


def _label_forms(lexicon: Mapping[str, Any], field: str, value: str, kind: str) -> Forms:
    for section, name in PHRASED.items():
        if name == field:
            said = lexicon[section].get(value, {})
            return {"before": (value.lower(), *said.get("before", ())), "after": tuple(said.get("after", ()))}
    section = next((section for section, name in SECTIONS.items() if name == field), "")
    others = _values(lexicon) - {_plain(value)}
    said = [name for name in lexicon.get(section, {}).get(value, ()) if _plain(name) not in others]
    return {kind: (value.lower(), *said)}


def _values(lexicon: Mapping[str, Any]) -> set[str]:
    """Every type and colour label, as names are compared: a name that is another label is that label's."""
    return {_plain(value) for section in SECTIONS for value in lexicon[section]}


def _plain(name: str) -> str:
    return name.lower().replace("-", " ")


def _groups(lexicon: Mapping[str, Any]) -> list[Concept]:
    found = []
    labels = _values(lexicon)
    for section, kind in (("groups", "noun"), ("color_groups", "color"), ("shades", "color")):
        for entry in lexicon[section]:
            where = {k: tuple(v) for k, v in entry.items() if k not in ("names", "title")}
            names = tuple(name for name in entry["names"] if _plain(name) not in labels)
            found.append(Concept(kind, {kind: names or tuple(entry["names"])}, where, entry.get("title")))
    return found


def _details(lexicon: Mapping[str, Any]) -> list[Concept]:
    return [
        Concept("detail", {"detail": tuple(entry["names"])}, {}, entry["title"])
        for entry in lexicon["details"]
    ]
