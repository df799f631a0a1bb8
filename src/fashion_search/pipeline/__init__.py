"""The pure steps of a search: everything that happens between two calls to a part."""

from fashion_search.pipeline.compose import (
    ComposedQuery,
    QueryPart,
    compose,
    default_space,
    part_cosines,
    plan,
)
from fashion_search.pipeline.fusing import found_elsewhere, fuse_scored, with_others
from fashion_search.pipeline.hits import assemble
from fashion_search.pipeline.merchandising import add_merchandising, note_places, with_variants
from fashion_search.pipeline.merge import merge
from fashion_search.pipeline.scoring import (
    Scored,
    add_rules,
    default_threshold,
    in_order,
    keep_relevant,
    score_parts,
)

__all__ = [
    "ComposedQuery",
    "QueryPart",
    "Scored",
    "add_merchandising",
    "add_rules",
    "assemble",
    "compose",
    "default_space",
    "default_threshold",
    "found_elsewhere",
    "fuse_scored",
    "in_order",
    "keep_relevant",
    "merge",
    "note_places",
    "part_cosines",
    "plan",
    "score_parts",
    "with_others",
    "with_variants",
]
