"""Eighty queries, written with their meaning before the parser: at least nine in ten are read exactly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fashion_search.language import Understood, understand

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WRITTEN = Path(__file__).parents[2] / "evaluation" / "understanding.toml"
SHARE = 0.9


def expected(query: dict) -> dict:
    """The written meaning, order of values aside."""
    meaning = {name: frozenset(said) if isinstance(said, list) else said for name, said in query.items()}
    meaning["without"] = {name: frozenset(said) for name, said in query.get("without", {}).items()}
    return {"rest": "", "did_you_mean": None, **meaning}


def meaning_of(understood: Understood) -> dict:
    """What was understood, in the shape of the file."""
    meaning: dict = {"without": {}, "rest": understood.rest, "did_you_mean": understood.did_you_mean}
    for part in understood:
        name = part.field if part.kind == "attribute" else part.kind
        if part.kind in ("price", "year"):
            bounds = {"low": part.low, "high": part.high}
            meaning[name] = {end: value for end, value in bounds.items() if value is not None}
        else:
            (meaning["without"] if part.excluded else meaning)[name] = frozenset(part.values)
    return meaning


@pytest.fixture(scope="module")
def queries() -> list[dict]:
    return tomllib.loads(WRITTEN.read_text("utf-8"))["query"]


def test_there_are_eighty_different_queries(queries):
    assert len({query["text"] for query in queries}) == 80


def test_nine_in_ten_queries_are_read_exactly(queries, vocabulary):
    misses = []
    for query in queries:
        wanted = expected(query)
        understood = {"text": query["text"], **meaning_of(understand(query["text"], vocabulary))}
        if understood != wanted:
            names = sorted({*wanted, *understood})
            misses.append(
                (
                    query["text"],
                    {
                        name: (wanted.get(name), understood.get(name))
                        for name in names
                        if wanted.get(name) != understood.get(name)
                    },
                )
            )
    for text, differences in misses:
        print(f"{text!r}: (written, read) = {differences}")
    exact = 1 - len(misses) / len(queries)
    print(f"exact: {exact:.1%}")
    assert exact >= SHARE
