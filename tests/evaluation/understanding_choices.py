"""How words could be read otherwise, and what that would be worth.

    python tests/evaluation/understanding_choices.py --store STORE [--list NAME]

STORE holds the real catalogue. Precision at 10 over a list of shoppers' queries as `search` reads them, and
the difference that each other choice makes: what is preferred required instead, no candidates looked for
among the kinds named, only what no part explains given to the encoder, readings that leave words over taken
at their word, no synonyms for types.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias
from unittest.mock import patch

from shoppers import LISTS, every, judge, read_queries

from fashion_search import FashionClient
from fashion_search.evaluation import Run, Scores, bootstrap_means, compare_paired, evaluate
from fashion_search.filters import Filter
from fashion_search.language import Understood
from fashion_search.language.lexicon import lexicon
from fashion_search.language.meanings import TYPE_FIELDS

LIMIT = 10
MEASURE = "precision@10"

Change: TypeAlias = Callable[[Understood], Understood]


class NoKinds(Understood):
    """Names no kinds to look for candidates in."""

    def kinds(self) -> Filter | None:
        """Nothing."""
        return None


class RestAlone(Understood):
    """Gives the encoder what no part explains."""

    @property
    def wanted(self) -> str:
        """The rest, or everything where nothing is left."""
        return self.rest or self.text


class NothingLeft(Understood):
    """Is never in doubt: as if every word had been read."""

    @property
    def rest(self) -> str:
        """Nothing."""
        return ""


def remade(kind: type[Understood], understood: Understood) -> Understood:
    """The same of another class."""
    return kind(**{one.name: getattr(understood, one.name) for one in fields(Understood)})


def required(names: tuple[str, ...], understood: Understood) -> Understood:
    """With everything said of these fields a must."""
    parts = (replace(one, hard=one.hard or one.field in names) for one in understood.parts)
    return replace(understood, parts=tuple(parts))


CHANGES: Mapping[str, Change] = {
    "types required": partial(required, tuple(TYPE_FIELDS)),
    "colours required": partial(required, ("base_color",)),
    "no candidates from the kinds": partial(remade, NoKinds),
    "only the rest encoded": partial(remade, RestAlone),
    "never in doubt": partial(remade, NothingLeft),
}


def found(client: FashionClient, text: str, change: Change | None = None) -> tuple[str, ...]:
    """The hits for a text, read as it is or otherwise."""
    plain = client.search(text, limit=LIMIT, min_relevance=0)
    if change is None or not plain.understood:
        return plain.product_ids
    read = change(plain.understood)
    return client.search(text, limit=LIMIT, min_relevance=0, understand=read).product_ids


def measured(store: Path, texts: list[str], file: Path) -> dict[str, Scores]:
    """Every choice by name, the one made first."""
    runs: dict[str, Run] = {}
    with FashionClient.open(store) as client:
        judgements = judge(read_queries(file), every(client))
        for name, change in {"as search reads": None, **CHANGES}.items():
            runs[name] = Run({text: found(client, text, change) for text in texts})
    fewer = replace(
        lexicon(), synonyms=tuple(one for one in lexicon().synonyms if "article_type" not in one.fields)
    )
    with (
        patch("fashion_search.language.phrases.lexicon", lambda: fewer),
        patch("fashion_search.language.meanings.lexicon", lambda: fewer),
        FashionClient.open(store) as client,
    ):
        runs["no synonyms for types"] = Run({text: found(client, text) for text in texts})
    return {name: evaluate(run, judgements, (MEASURE,), relevant_from=2) for name, run in runs.items()}


def main() -> None:
    """Print a line for each choice."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--list", choices=LISTS, default="first")
    given = parser.parse_args()
    file = LISTS[given.list]
    scores = measured(given.store, [query.text for query in read_queries(file)], file)
    made = scores["as search reads"].values
    for name, mine in scores.items():
        mean = bootstrap_means(mine.values)[MEASURE]
        gain = compare_paired(made, mine.values)[MEASURE]
        worse = int((mine.values[MEASURE] < made[MEASURE]).sum())
        said = f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}], {worse} worse"
        print(f"{name:30s} {mean.mean:.3f} [{mean.low:.3f}, {mean.high:.3f}]  {said}")


if __name__ == "__main__":
    main()
