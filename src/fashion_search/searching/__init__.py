"""A search between the client and the parts: what is asked of whom, in which order, written once."""

from fashion_search.searching.asking import Ask, AtOnce, Awaiting, Work, answer
from fashion_search.searching.call import Call
from fashion_search.searching.fields import AsyncSnapshot, Fields, Snapshot
from fashion_search.searching.options import Options
from fashion_search.searching.searcher import Searcher
from fashion_search.searching.threads import Threads

__all__ = [
    "Ask",
    "AsyncSnapshot",
    "AtOnce",
    "Awaiting",
    "Call",
    "Fields",
    "Options",
    "Searcher",
    "Snapshot",
    "Threads",
    "Work",
    "answer",
]
