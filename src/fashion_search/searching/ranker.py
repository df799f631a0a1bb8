"""From a query's vector to what is shown: look up, score, fuse, arrange."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from fashion_search.filters import Columns
from fashion_search.pipeline import (
    ComposedQuery,
    Scored,
    add_merchandising,
    add_rules,
    fuse_scored,
    in_order,
    keep_relevant,
    part_cosines,
    score_parts,
)
from fashion_search.preferences import Preferences
from fashion_search.ranking.fusion import Fusion
from fashion_search.searching.arranging import NO_FIELDS, Left, Shown, arranged, nothing, thinned
from fashion_search.searching.asking import Work
from fashion_search.searching.call import Call
from fashion_search.searching.finding import Finder
from fashion_search.searching.options import Options
from fashion_search.types import SPACES, Candidates, Space

__all__ = ["Ranker"]

_MOST = 10_000
"""Candidates looked at for the sake of variants and caps; what a remote index answers at most."""

_NO_VECTORS = np.empty((0, 0), dtype=np.float32)


class Ranker:
    """Decides what is shown.

    Args:
        finder: Gets the candidates.
    """

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def shown(self, composed: ComposedQuery, options: Options, call: Call) -> Work[Shown]:
        """What is shown of the nearest; of more of them where variants and caps leave too few."""
        wanted = options.candidates_for(composed)
        while True:
            found = yield from self._finder.look_up(composed, options, wanted)
            if options.fusion is not None:
                found = yield from self._finder.with_sources(composed, found, options)
            call.step("search")
            fields = (yield from self._finder.attributes(found)) if options.reads_fields else NO_FIELDS
            scored = yield from self._score(composed, found, fields, options)
            if (yield from self._nothing_matches(composed, scored, options)):
                return nothing(found, scored, options)
            shown = yield from self._arrange(found, scored, fields, options)
            call.step("rank")
            if len(shown.found) >= options.limit or not options.thins or not len(found) >= wanted < _MOST:
                return shown
            wanted = min(4 * wanted, _MOST)

    def _nothing_matches(self, composed: ComposedQuery, scored: Scored, options: Options) -> Work[bool]:
        """Whether even the nearest product, filters aside, is below the threshold."""
        threshold, relevance = options.threshold, scored.relevance
        if threshold is None or relevance is None or (relevance.size and relevance.max() >= threshold):
            return False
        if options.condition is None:
            return True
        nearest = yield from self._finder.look_up(composed, replace(options, condition=None, kinds=None), 1)
        best = (yield from self._scored_in(options.space or "hybrid", composed, nearest, options)).relevance
        return best is None or not best.size or bool(best.max() < threshold)

    def _score(
        self, composed: ComposedQuery, found: Candidates, fields: Columns, options: Options
    ) -> Work[Scored]:
        scored = yield from self._scored_in(options.space or "hybrid", composed, found, options)
        if options.fusion is not None:
            scored = yield from self._fused(scored, composed, found, options)
        if options.preferences:
            scored = yield from self._ruled(scored, found, fields, options)
        return add_merchandising(scored, fields, options.rules) if options.rules else scored

    def _ruled(self, scored: Scored, found: Candidates, fields: Columns, options: Options) -> Work[Scored]:
        """With the rules there is a wish for; popularity is no wish, and counts beside one, never alone."""
        counts = options.blend.by_rule.popularity > 0
        popularity = (yield from self._finder.popularity(found)) if counts else None
        return add_rules(
            scored,
            fields,
            options.preferences or Preferences(),
            options.blend,
            popularity=popularity,
            doubtful=options.doubtful,
        )

    def _scored_in(
        self, space: Space, composed: ComposedQuery, found: Candidates, options: Options
    ) -> Work[Scored]:
        """How well the candidates' vectors of one space fit."""
        searched = space == (options.space or "hybrid")
        stored = _NO_VECTORS
        if len(composed.parts) > 1 or not searched:
            stored = yield from self._finder.vectors(found.product_ids, space)
        if searched:
            cosines = part_cosines(composed, found, stored)
        else:
            cosines = (stored @ composed.vectors.T).astype(np.float32)
        return score_parts(composed, cosines, space, options.calibrations)

    def _fused(
        self, scored: Scored, composed: ComposedQuery, found: Candidates, options: Options
    ) -> Work[Scored]:
        fusion = options.fusion or Fusion()
        spaces: dict[str, Scored] = {options.space or "hybrid": scored}
        for source in SPACES:
            if source in fusion.shares and source not in spaces:
                spaces[source] = yield from self._scored_in(source, composed, found, options)
        words = None
        if options.words:
            index = yield from self._finder.lexical()
            words = yield partial(index.scores_of, options.words, found.product_ids)
        return fuse_scored(spaces, words, fusion)

    def _arrange(self, found: Candidates, scored: Scored, fields: Columns, options: Options) -> Work[Shown]:
        """Which candidates are shown, and where."""
        left = Left(keep_relevant(scored, in_order(scored, len(found)), options.min_relevance))
        if options.thins:
            known = yield from self._finder.fields()
            ids = found.rows(left.order).product_ids
            images = (yield from self._finder.vectors(ids, "image")) if options.collapse else _NO_VECTORS
            left = thinned(left.order, images, fields, known, options)
        vectors = np.zeros((len(left.order), 1), dtype=np.float32)
        if options.diversity > 0:
            vectors = yield from self._finder.vectors(found.rows(left.order).product_ids, options.space)
        return arranged(found, scored, left, vectors, options)
