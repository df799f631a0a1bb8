"""Attributes without a language model: the picture's vector against captions that say each answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL.Image import Image

from fashion_search.batch.attributes.readings import Extractor, Levels, Reading, Readings, choose
from fashion_search.batch.attributes.taxonomy import Garment, allowed, garment_of
from fashion_search.batch.attributes.vocabulary import CANNOT_TELL, NOT_APPLICABLE, Attribute, Vocabulary
from fashion_search.protocols import Embedder
from fashion_search.types import Product, Vector, Vectors

__all__ = ["CAPTIONS", "TEMPERATURE", "ZeroShot", "ZeroShotExtractor", "bundled"]

CAPTIONS = ("{look} {noun}", "a {noun} with {look}", "{noun} {look}", "a photo of a {look} {noun}")
"""The ways an answer is said; their cosines are averaged, as in CLIP's prompt ensembles (Radford 2021)."""

_NOUNS: dict[Garment, tuple[str, ...]] = {
    "top": ("shirt", "tshirt", "top"),
    "bottom": ("trousers", "jeans", "skirt"),
    "dress": ("dress",),
    "underwear": ("innerwear", "briefs"),
    "footwear": ("shoes", "sandals"),
    "bag": ("handbag", "backpack"),
    "watch": ("watch",),
    "jewellery": ("jewellery", "necklace"),
    "eyewear": ("sunglasses",),
    "accessory": ("belt", "scarf", "cap"),
    "care": ("perfume",),
    "product": ("clothes", "garment"),
}
TEMPERATURE = 0.03
"""What cosines are divided by unless told otherwise; at the scale of the packaged model's."""

_FORMAT = 2
_SPECIAL = (CANNOT_TELL, NOT_APPLICABLE)
_MOST_VALUES = 3


def bundled() -> Embedder:
    """The model in this package."""
    from fashion_search.embedders.bundled import BundledEmbedder  # noqa: PLC0415  # needs the extra `local`

    return BundledEmbedder()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroShot:
    """Reads with an embedder alone; runs on any processor.

    Attributes:
        embedder: Builds the model; a function that can be imported, or a partial of one.
        model: Which model that is, part of the job's version; with its fingerprint, other weights count
            as another one.
        temperature: What cosines are divided by before they become probabilities.
        levels: From which probability on an answer counts as sure.
    """

    embedder: Callable[[], Embedder] = bundled
    model: str = "bundled"
    temperature: float = TEMPERATURE
    levels: Levels = field(default_factory=Levels)

    @property
    def name(self) -> str:
        """Method and model."""
        return f"zero-shot/{_FORMAT}/{self.model}/{self.temperature:g}"

    def load(self, vocabulary: Vocabulary) -> Extractor:
        """Load the model."""
        return ZeroShotExtractor(
            self.embedder(), vocabulary, temperature=self.temperature, levels=self.levels
        )


class ZeroShotExtractor:
    """Compares pictures with captions.

    Args:
        embedder: The model; captions are encoded when a kind of product is first met.
        vocabulary: What is read.
        temperature: What cosines are divided by.
        levels: Below `levels.spoken` times an even guess, the answer is `cannot determine`.
    """

    def __init__(
        self, embedder: Embedder, vocabulary: Vocabulary, *, temperature: float, levels: Levels
    ) -> None:
        self._embedder = embedder
        self._vocabulary = vocabulary
        self._temperature = temperature
        self._levels = levels
        self._captions: dict[tuple[str, Garment], Vectors] = {}

    def extract(self, pictures: Sequence[Image], products: Sequence[Product]) -> list[Readings]:
        """Read some pictures."""
        vectors = self._embedder.embed_images(list(pictures))
        return [self.read(vector, product) for vector, product in zip(vectors, products, strict=True)]

    def read(self, vector: Vector, product: Product) -> Readings:
        """What one picture's vector says."""
        return Readings(
            {one.name: self._reading(one, vector, product) for one in self._vocabulary.attributes}
        )

    def _reading(self, attribute: Attribute, vector: Vector, product: Product) -> Reading:
        answers = [answer for answer in allowed(attribute, product) if answer not in _SPECIAL]
        if not answers:
            return Reading((NOT_APPLICABLE,), 1.0)
        cosines = self._vectors(attribute, garment_of(product)) @ vector
        scores = dict(zip(attribute.answers, cosines.tolist(), strict=True))
        shares = choose(scores, answers, temperature=self._temperature)
        return decided(attribute, shares, self._levels)

    def _vectors(self, attribute: Attribute, garment: Garment) -> Vectors:
        """One vector per answer: the mean of its captions, shape (answers, dimension).

        It is left as long as it is, so that a cosine with it is the mean of the captions' cosines. Its length
        tells how alike the captions are, in directions too that no picture takes.
        """
        key = attribute.name, garment
        if key not in self._captions:
            said = [_captions(attribute.looks.get(answer, answer), garment) for answer in attribute.answers]
            each = self._embedder.embed_texts([caption for captions in said for caption in captions])
            self._captions[key] = each.reshape(len(said), -1, each.shape[1]).mean(axis=1)
        return self._captions[key]


def decided(attribute: Attribute, shares: dict[str, float], levels: Levels) -> Reading:
    """A reading from probabilities, surest first: what stays below the threshold of speech is not said.

    Args:
        attribute: What is read; several answers are given where each is likelier than an even guess.
        shares: Probabilities of the allowed answers, surest first.
        levels: The thresholds.
    """
    even = 1 / len(shares)
    likely = [answer for answer, share in shares.items() if share >= levels.spoken * even]
    first = next(iter(shares.values()))
    if not likely and len(shares) > 1:
        return Reading((CANNOT_TELL,), first)
    named = tuple(likely or shares)
    return Reading(named[:_MOST_VALUES] if attribute.several else named[:1], first)


def _captions(look: str, garment: Garment) -> list[str]:
    return [caption.format(look=look, noun=noun) for noun in _NOUNS[garment] for caption in CAPTIONS]
