"""What a shop wants shown: boost, bury, pin, exclude; the order of the rules never counts."""

from fashion_search.ranking.merchandising.applying import Places, also, condition, place, places, weigh
from fashion_search.ranking.merchandising.reading import parse_rules, read_rules
from fashion_search.ranking.merchandising.rules import Boost, Bury, Exclude, Merchandising, Pin, Rule
from fashion_search.ranking.merchandising.when import ALWAYS, When

__all__ = [
    "ALWAYS",
    "Boost",
    "Bury",
    "Exclude",
    "Merchandising",
    "Pin",
    "Places",
    "Rule",
    "When",
    "also",
    "condition",
    "parse_rules",
    "place",
    "places",
    "read_rules",
    "weigh",
]
