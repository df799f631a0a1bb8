"""Whether two products belong to one occasion."""

from __future__ import annotations

from collections.abc import Mapping

from fashion_search.ranking.seasons import season_similarity

__all__ = ["NEUTRAL", "season_agreement", "usage_agreement", "usages_conflict"]

NEUTRAL = 0.5
"""What an unknown attribute is worth: neither praise nor blame."""

_PAIRS: Mapping[frozenset[str], float] = {
    frozenset(pair.split("/")): value
    for pair, value in {
        "Casual/Smart Casual": 0.8,
        "Casual/Travel": 0.8,
        "Casual/Party": 0.5,
        "Casual/Ethnic": 0.4,
        "Casual/Sports": 0.4,
        "Casual/Formal": 0.35,
        "Smart Casual/Formal": 0.8,
        "Smart Casual/Party": 0.7,
        "Smart Casual/Travel": 0.5,
        "Formal/Party": 0.6,
        "Formal/Travel": 0.3,
        "Party/Ethnic": 0.6,
        "Sports/Travel": 0.6,
        "Smart Casual/Ethnic": 0.3,
        "Party/Travel": 0.2,
        "Ethnic/Travel": 0.2,
        "Sports/Formal": 0.0,
        "Sports/Smart Casual": 0.0,
        "Sports/Party": 0.0,
        "Sports/Ethnic": 0.0,
        "Formal/Ethnic": 0.0,
    }.items()
}
"""How well two usages of the Kaggle catalogue go together, by judgement; at 0 they are never together."""


def usage_agreement(one: str | None, other: str | None) -> float:
    """How well two usages go together, in [0, 1]; `NEUTRAL` when one is unknown."""
    if one is None or other is None:
        return NEUTRAL
    if one == other:
        return 1.0
    return _PAIRS.get(frozenset((one, other)), NEUTRAL)


def usages_conflict(one: str | None, other: str | None) -> bool:
    """Whether two usages are never shown in one look, such as sports and formal."""
    return usage_agreement(one, other) == 0.0


def season_agreement(one: str | None, other: str | None) -> float:
    """How near two seasons are, in [0, 1]; `NEUTRAL` when one is unknown."""
    return NEUTRAL if one is None or other is None else season_similarity(one, other)
