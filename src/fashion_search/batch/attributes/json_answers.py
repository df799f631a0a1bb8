"""Answers out of what a language model wrote: JSON where it is some, what can be made of it elsewhere."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence

from fashion_search.batch.attributes.readings import Reading
from fashion_search.batch.attributes.vocabulary import Attribute

__all__ = ["parse", "validate"]

_PAIR = re.compile(r"[\"']?(\w[\w ]*?)[\"']?\s*[:=]\s*(\[[^\]]*\]|\"[^\"]*\"|'[^']*'|[^,\n{}]+)")


def parse(text: str) -> dict[str, object] | None:
    """The first object in a text, or the pairs that stand in it.

    Fences, words around the object, single quotes, trailing commas, bare words and an end that is missing are
    forgiven.

    Returns:
        Values by name; `None` when there is not one pair.
    """
    for candidate in _objects(text):
        for read in (json.loads, ast.literal_eval):
            try:
                found = read(candidate)
            except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
                continue
            if isinstance(found, dict) and found:
                return {str(name): value for name, value in found.items()}
    pairs = {name.strip(): _bare(value) for name, value in _PAIR.findall(text)}
    return pairs or None


def validate(
    found: Mapping[str, object], attributes: Sequence[Attribute], choices: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Reading], list[str]]:
    """Readings of the attributes whose answers are allowed, and a sentence for each that is not.

    Args:
        found: What was parsed; names may be spelt with spaces, hyphens and capitals.
        attributes: Those that were asked for.
        choices: The allowed answers by attribute.
    """
    by_name = {_name(name): value for name, value in found.items()}
    readings: dict[str, Reading] = {}
    errors: list[str] = []
    for attribute in attributes:
        value = by_name.get(_name(attribute.name))
        words = [str(one) for one in value] if isinstance(value, list | tuple) else _split(value, attribute)
        known = [_known(word, attribute, choices[attribute.name]) for word in words]
        fitting = tuple(dict.fromkeys(word for word in known if word is not None))
        if fitting:
            readings[attribute.name] = Reading(fitting if attribute.several else fitting[:1])
        else:
            errors.append(f"{attribute.name}: {value!r} is none of the answers.")
    return readings, errors


def _objects(text: str) -> list[str]:
    """Parts of the text that may be an object, as they stand and mended."""
    start = text.find("{")
    if start < 0:
        return []
    depth, end = 0, len(text)
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            end = at + 1
            break
    whole = text[start:end]
    mended = re.sub(r",\s*([}\]])", r"\1", whole) + "}" * max(depth, 0)
    return [whole, mended]


def _bare(value: str) -> object:
    value = value.strip()
    if value.startswith("["):
        return [part.strip(" \"'") for part in value.strip("[]").split(",") if part.strip(" \"'")]
    return value.strip(" \"'.")


def _name(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _split(value: object, attribute: Attribute) -> list[str]:
    if value is None:
        return []
    return str(value).split(",") if attribute.several else [str(value)]


def _known(word: str, attribute: Attribute, choices: Sequence[str]) -> str | None:
    meant = attribute.meaning(word)
    return meant if meant in choices else None
