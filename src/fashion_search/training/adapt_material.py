"""A store as training material: which products are for what, and their captions as vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.errors import InvalidRequestError, ModelMismatchError
from fashion_search.protocols import Embedder
from fashion_search.store import Store
from fashion_search.training.adapt_plan import AdaptPlan
from fashion_search.training.captions import Caption, Captioner
from fashion_search.training.catalogue import FIELDS, Catalogue
from fashion_search.training.splits import held_out, title_key
from fashion_search.types import Product, Progress, ProgressCallback, Vectors

__all__ = ["LEAST_HELD_OUT", "LEAST_TRAINING", "Material", "gather"]

LEAST_TRAINING = 100
LEAST_HELD_OUT = 20
"""Below these numbers of products nothing can be learned, or nothing said about it."""

_VALIDATION_SHARE = 8
_TEXTS_PER_CALL = 256

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """Different texts with their vectors, each encoded once."""

    number: dict[str, int]
    vectors: Vectors

    def rows(self, texts: Iterable[str]) -> Vectors:
        """The vectors of some of them, one row each."""
        return self.vectors[[self.number[text] for text in texts]]


@dataclass(frozen=True)
class Material:
    """The products of a store that have a picture and a title, with everything as vectors of the old model.

    Attributes:
        catalogue: The products, in order of product id.
        images: Their picture vectors, shape (n, dimension), from the store.
        documents: Their text vectors, from the store.
        captioner: Makes phrases about products, and knows which products a phrase fits.
        phrases: For each product one sampled phrase, with the concepts it states.
        names: For each product one bare name of something it is.
        texts: Vectors of all titles, phrases, names and labels.
        guards: Vectors of the lexicon's words for garments, colours and details.
        foreign: Vectors of the lexicon's words for things no fashion shop sells.
        training: Rows to learn from.
        validation: Rows that say when to stop.
        held_out: Rows that the report is about, seen by neither.
        left_out: Products of the store without picture, title or text vector.
    """

    catalogue: Catalogue
    images: Vectors
    documents: Vectors
    captioner: Captioner
    phrases: Sequence[Caption]
    names: Sequence[Caption]
    texts: Texts
    guards: Vectors
    foreign: Vectors
    training: Rows
    validation: Rows
    held_out: Rows
    left_out: int

    @cached_property
    def title_groups(self) -> NDArray[np.int64]:
        """A number per product; equal for products that share a title."""
        return np.array(self.catalogue.title_ids(), dtype=np.int64)


def gather(
    store: Store, embedder: Embedder, plan: AdaptPlan, progress: ProgressCallback | None = None
) -> Material:
    """Read a store, split its products, sample captions and encode them.

    Products that share a title are held out together, one group in five by a hash of the title: the same
    split that the package's own model was trained with. Of the rest one group in eight is for validation.

    Raises:
        ModelMismatchError: the store was made with another model.
        InvalidRequestError: too few products have a picture and a title.
    """
    if store.manifest.model != embedder.identity:
        raise ModelMismatchError(
            f"The store at {store.path} holds vectors of {store.manifest.model}, but the model to adapt is "
            f"{embedder.identity}. Adapt the model the store was made with, or ingest with this one first."
        )
    whole = catalogue_of(store.products())
    usable = _usable(store, whole)
    training, validation, held = _drawn(_split(whole, usable), plan)
    rows = np.sort(np.concatenate([training, validation, held]))
    place = {row: number for number, row in enumerate(rows.tolist())}
    chosen = whole.select(rows.tolist())
    captioner = Captioner(chosen, plan.seed)
    phrases = [_said(captioner.attributes(row), chosen, row) for row in range(len(chosen))]
    names = [_said(captioner.bare(row), chosen, row) for row in range(len(chosen))]
    labels = [*chosen.labels("article_type"), *chosen.labels("base_color")]
    words, foreign = _words(captioner.lexicon), list(captioner.lexicon["foreign"]["things"])
    captions = [*chosen.titles, *(text for text, _ in (*phrases, *names))]
    texts = _encode([*captions, *labels, *words, *foreign], embedder, progress)
    return Material(
        catalogue=chosen,
        images=np.asarray(store.vectors("image")[rows]),
        documents=np.asarray(store.vectors("text")[rows]),
        captioner=captioner,
        phrases=phrases,
        names=names,
        texts=texts,
        guards=texts.rows(words),
        foreign=texts.rows(foreign),
        training=_places(training, place),
        validation=_places(validation, place),
        held_out=_places(held, place),
        left_out=len(whole) - len(usable),
    )


def catalogue_of(products: Sequence[Product]) -> Catalogue:
    """The products as columns; a missing value is the empty string."""
    columns = {name: [_tidy(getattr(product, name)) for product in products] for name in FIELDS}
    titles = [_tidy(product.product_display_name) for product in products]
    return Catalogue([product.product_id for product in products], titles, columns)


def _usable(store: Store, catalogue: Catalogue) -> Rows:
    complete = store.vectors("image").any(axis=1) & store.vectors("text").any(axis=1)
    titled = np.fromiter((bool(title) for title in catalogue.titles), bool, len(catalogue))
    return np.flatnonzero(complete & titled)


def _split(catalogue: Catalogue, usable: Rows) -> tuple[Rows, Rows, Rows]:
    """Training, validation and held-out rows."""
    held = np.array([held_out(catalogue.titles[row]) for row in usable], dtype=bool)
    judge = np.array([_for_validation(catalogue.titles[row]) for row in usable], dtype=bool)
    parts = usable[~held & ~judge], usable[~held & judge], usable[held]
    if len(parts[0]) < LEAST_TRAINING or len(parts[2]) < LEAST_HELD_OUT or not len(parts[1]):
        raise InvalidRequestError(
            f"Only {len(usable)} products have a picture and a title: {len(parts[0])} to learn from and "
            f"{len(parts[2])} to measure with; at least {LEAST_TRAINING} and {LEAST_HELD_OUT} are needed."
        )
    return parts


def _drawn(parts: tuple[Rows, Rows, Rows], plan: AdaptPlan) -> tuple[Rows, Rows, Rows]:
    """At most `most_products` to learn from, and as many in proportion to measure with."""
    random = np.random.default_rng(plan.seed)
    share = min(1.0, plan.most_products / len(parts[0]))
    sizes = [max(1, round(share * len(part))) for part in parts]
    drawn = [np.sort(random.permutation(part)[:size]) for part, size in zip(parts, sizes, strict=True)]
    return drawn[0], drawn[1], drawn[2]


def _for_validation(title: str) -> bool:
    digest = sha256(f"validation {title_key(title)}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _VALIDATION_SHARE == 0


def _said(caption: Caption, catalogue: Catalogue, row: int) -> Caption:
    """The caption, or the title where nothing is known that could be said."""
    text, used = caption
    return (text, used) if text.strip() and used else (catalogue.titles[row], ())


def _words(lexicon: Mapping[str, Any]) -> list[str]:
    """Every name the lexicon has for a garment, a colour or a detail, each once."""
    entries = [*lexicon["groups"], *lexicon["color_groups"], *lexicon["details"]]
    lists = [*lexicon["types"].values(), *lexicon["colors"].values(), *(entry["names"] for entry in entries)]
    return list(dict.fromkeys(name for names in lists for name in names))


def _encode(texts: Sequence[str], embedder: Embedder, progress: ProgressCallback | None) -> Texts:
    different = list(dict.fromkeys(texts))
    parts = []
    for start in range(0, len(different), _TEXTS_PER_CALL):
        parts.append(embedder.embed_texts(different[start : start + _TEXTS_PER_CALL]))
        if progress:
            done = min(start + _TEXTS_PER_CALL, len(different))
            progress(Progress("encode captions", done, len(different)))
    return Texts({text: number for number, text in enumerate(different)}, np.concatenate(parts))


def _places(rows: Rows, place: dict[int, int]) -> Rows:
    return np.array([place[row] for row in rows.tolist()], dtype=np.int64)


def _tidy(value: str | None) -> str:
    return " ".join((value or "").split())
