"""A search between the client and the parts: what is asked of whom, in which order, written once."""

from fashion_search.searching.asking import Ask, AtOnce, Awaiting, Work, answer
from fashion_search.searching.call import Call
from fashion_search.searching.fields import Fields, fields_of, fields_of_awaited
from fashion_search.searching.once import AsyncOnce, Once
from fashion_search.searching.options import Defaults, Options
from fashion_search.searching.placing import Placing, place_recommended, place_searched
from fashion_search.searching.same_model import same_model
from fashion_search.searching.searcher import Searcher
from fashion_search.searching.threads import Threads

__all__ = [
    "Ask",
    "AsyncOnce",
    "AtOnce",
    "Awaiting",
    "Call",
    "Defaults",
    "Fields",
    "Once",
    "Options",
    "Placing",
    "Searcher",
    "Threads",
    "Work",
    "answer",
    "fields_of",
    "fields_of_awaited",
    "place_recommended",
    "place_searched",
    "same_model",
]
