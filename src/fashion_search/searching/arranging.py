"""From scored candidates to what is shown: variants as one, caps, variety, pins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from fashion_search.filters import Columns
from fashion_search.pipeline import Scored, assemble, note_places, with_variants
from fashion_search.ranking.caps import caps_for
from fashion_search.ranking.merchandising import Places, place, places
from fashion_search.ranking.mmr import Cap, mmr
from fashion_search.ranking.variants import collapse, variant_groups
from fashion_search.results import Hit
from fashion_search.searching.fields import Fields
from fashion_search.searching.options import Options
from fashion_search.types import Candidates, Product, Vectors

__all__ = ["NO_FIELDS", "Left", "Shown", "arranged", "nothing", "thinned"]

NO_FIELDS = Columns.from_products([])
"""Where nobody asks for the candidates' fields."""


@dataclass(frozen=True, slots=True)
class Left:
    """The candidates that may be shown.

    Attributes:
        order: Their rows, best first.
        caps: Limits by attribute, over `order`.
        variants: By row, the rows it stands for.
    """

    order: NDArray[np.intp]
    caps: Sequence[Cap] = ()
    variants: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """The candidates that are shown, in their places.

    Attributes:
        found: The candidates, in order.
        scored: Their scores.
        places: The pins.
        variants: By id of what is shown, the ids it stands for.
        notes: What the caller should know, in sentences.
    """

    found: Candidates
    scored: Scored
    places: Places
    variants: Mapping[str, Sequence[str]]
    notes: tuple[str, ...] = ()

    def hits(self, products: Mapping[str, Product]) -> tuple[Hit, ...]:
        """Everything put together; what the catalogue no longer has is left out."""
        hits = assemble(self.found, products, self.scored)
        return with_variants(note_places(hits, self.places), self.variants)


def thinned(
    order: NDArray[np.intp], images: Vectors, columns: Columns, fields: Fields, options: Options
) -> Left:
    """Leave out other products than the wanted one, and all variants of a product but the best.

    Args:
        order: Rows of candidates, best first.
        images: Their image vectors in that order; only read to collapse.
        columns: The fields of all candidates, by row.
        fields: Of the whole catalogue.
        options: What is asked for.

    Returns:
        The rows left, and what caps and variants there are among them.
    """
    variants: dict[int, tuple[int, ...]] = {}
    if options.stem is not None:
        order = _of_stem(order, options.stem, columns, fields)
    if options.collapse:
        groups = np.full(len(columns), -1, dtype=np.intp)
        groups[order] = variant_groups(columns.take(order), images, fields.stems)
        order, variants = collapse(order, groups)
    caps = caps_for(options.caps, columns.take(order), fields.spellings)
    return Left(order, caps, variants)


def arranged(found: Candidates, scored: Scored, left: Left, vectors: Vectors, options: Options) -> Shown:
    """Trade score against being alike, keep to the caps, and put pinned products into their places.

    Args:
        found: All candidates.
        scored: Their scores.
        left: The rows that may be shown.
        vectors: Of these rows, in this order.
        options: What is asked for.
    """
    order = left.order
    if options.diversity > 0 or left.caps:
        scores = scored.scores[order]
        order = order[mmr(scores, vectors, limit=options.limit, diversity=options.diversity, caps=left.caps)]
    settled = places(options.rules)
    if settled.by_position:
        order = place(order, found.product_ids, settled, options.limit)
    order = np.asarray(order[: options.limit], dtype=np.intp)
    variants = {
        found.product_ids[row]: [found.product_ids[other] for other in left.variants[row]]
        for row in order.tolist()
        if row in left.variants
    }
    return Shown(found.rows(order), scored.rows(order), settled, variants, settled.conflicts)


def nothing(found: Candidates, scored: Scored, options: Options) -> Shown:
    """What is shown when no product fits the words: what the shop pins for them, else nothing."""
    none = Left(np.zeros(0, dtype=np.intp))
    shown = arranged(found, scored, none, np.zeros((0, 1), dtype=np.float32), options)
    best = 0.0 if scored.relevance is None or not scored.relevance.size else float(scored.relevance.max())
    note = (
        f"Nothing here fits the words: the nearest product has a relevance of {best:.2f}, and below "
        f"{options.threshold} it is most likely something else. min_relevance=0 shows the nearest anyway."
    )
    return replace(shown, notes=(*shown.notes, note))


def _of_stem(order: NDArray[np.intp], stem: str, columns: Columns, fields: Fields) -> NDArray[np.intp]:
    titles = columns.text("product_display_name")
    codes = titles.codes[order].tolist()
    kept = [code >= 0 and fields.stems.of(titles.vocabulary[code]) == stem for code in codes]
    return np.asarray(order[np.asarray(kept, dtype=bool)], dtype=np.intp)
