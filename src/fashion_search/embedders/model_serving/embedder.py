"""The embedder behind a serving endpoint, blocking and awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fashion_search.connections.downloads.policy import DEFAULT_POLICY, DownloadPolicy
from fashion_search.connections.runner import AsyncRunner, Runner
from fashion_search.connections.wire import Exchange
from fashion_search.embedders.inputs import several
from fashion_search.embedders.model_serving.encoding import Encoded, Encoding, RefusedItemsError
from fashion_search.embedders.model_serving.records import (
    PictureForm,
    Record,
    picture_records,
    text_records,
)
from fashion_search.embedders.model_serving.served import served_model
from fashion_search.errors import ConfigurationError
from fashion_search.names import EMBEDDING_ENDPOINT
from fashion_search.ranking.calibration import Calibrations
from fashion_search.types import ImageLike, ModelIdentity, Vectors

__all__ = ["AsyncModelServingEmbedder", "ModelServingEmbedder"]

_PROBE = "shirt"


_Connection = TypeVar("_Connection")


@dataclass(frozen=True, slots=True)
class _Slice:
    """As many of a caller's pictures as are held in memory."""

    images: Sequence[ImageLike]
    start: int
    count: int


class _ServingEmbedder(Generic[_Connection]):
    """What both embedders share: everything but waiting.

    Args:
        connection: To the workspace; whoever made it closes it.
        endpoint: The serving endpoint, which reads `{"text": …}` and `{"image": base64}`.
        picture_endpoint: Another endpoint for pictures, such as an older `clip-image-encoder`.
        identity: The model's identity, as stored with the vectors it is compared with. Without it the
            endpoint is asked for the name and version of what it serves, and one word is encoded.
        calibration: From cosine to relevance; empty when not known.
        texts_at_once: Texts of one request.
        pictures_at_once: Pictures of one request.
        max_bytes: Size of one request's body; Model Serving takes 16 MB.
        requests_at_once: Requests on their way at the same time.
        max_side: Pictures are shrunk to this many pixels on their longer side before they are sent.
        jpeg_quality: Of pictures of more than 256 times 256 pixels; smaller ones travel without loss.
        download: Where pictures given as URLs may come from.
    """

    def __init__(
        self,
        connection: _Connection,
        endpoint: str = EMBEDDING_ENDPOINT,
        *,
        picture_endpoint: str | None = None,
        identity: ModelIdentity | None = None,
        calibration: Calibrations | None = None,
        texts_at_once: int = 64,
        pictures_at_once: int = 16,
        max_bytes: int = 15_000_000,
        requests_at_once: int = 4,
        max_side: int = 512,
        jpeg_quality: int = 90,
        download: DownloadPolicy = DEFAULT_POLICY,
    ) -> None:
        self._connection = connection
        self._endpoint = endpoint
        self._identity = identity
        self._calibration: Calibrations = calibration or {}
        self._min_relevance: float | None = None
        self._texts = Encoding(endpoint, "embed texts", texts_at_once, max_bytes, requests_at_once)
        self._pictures = Encoding(
            picture_endpoint or endpoint, "embed images", pictures_at_once, max_bytes, requests_at_once
        )
        self._form = PictureForm(max_side=max_side, jpeg_quality=jpeg_quality, download=download)

    @property
    def calibration(self) -> Calibrations:
        """From cosine to relevance, as given."""
        return self._calibration

    def adopt(
        self, identity: ModelIdentity, calibration: Calibrations, min_relevance: float | None = None
    ) -> None:
        """State the identity afterwards: that of the vectors it will be compared with.

        Args:
            identity: Which model made them.
            calibration: From its cosines to relevance; empty when not known.
            min_relevance: Below this words most likely fit nothing; `None` when not known.
        """
        self._identity = identity
        self._calibration = calibration
        self._min_relevance = min_relevance

    @property
    def min_relevance(self) -> float | None:
        """Below this words most likely fit nothing, as stated; `None` when it was not."""
        return self._min_relevance

    def __repr__(self) -> str:
        """Class and endpoint."""
        return f"{type(self).__name__}({self._endpoint!r})"

    def _known_identity(self) -> Exchange:
        """The identity, asked for once; two that ask at the same time find the same."""
        if self._identity is None:
            name, version = yield from served_model(self._endpoint)
            probe = Encoded(1, None)
            yield from self._texts.fill(probe, text_records([_PROBE]))
            self._identity = ModelIdentity(
                name=name, dimension=probe.result().shape[1], fingerprint=f"version-{version}"
            )
        return self._identity

    def _encode_texts(self, texts: Sequence[str]) -> Exchange:
        text_records(texts)  # refuses what is no text, by its place among all of them
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        items = [numbers[text] for text in texts]
        encoded = yield from self._room(len(numbers))
        try:
            yield from self._texts.fill(encoded, text_records(list(numbers)))
            return encoded.result()[items]
        except RefusedItemsError as exc:
            raise exc.spread(items) from exc.__cause__

    def _room(self, count: int) -> Exchange:
        """Room for the vectors of some items."""
        identity = yield from self._known_identity()
        return Encoded(count, identity.dimension)

    def _slices(self, images: Sequence[ImageLike]) -> Iterator[_Slice]:
        count, size = len(several(images)), self._pictures.most_records * self._pictures.at_once
        for start in range(0, count, size):
            yield _Slice(images[start : start + size], start, count)

    def _records(self, some: _Slice) -> list[Record]:
        return picture_records(some.images, self._form, start=some.start, count=some.count)


class ModelServingEmbedder(_ServingEmbedder[Runner]):
    """A model behind a serving endpoint. Threads may share it."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model answers; asks the endpoint the first time unless it was stated."""
        identity: ModelIdentity = self._connection.run(self._known_identity())
        return identity

    def prepare(self) -> None:
        """Learn what the endpoint serves, unless it was stated."""
        self._connection.run(self._known_identity())

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Encode texts, equal ones once; one row each, in order.

        Raises:
            InvalidRequestError: a text is blank, or is refused by the endpoint: then a `RefusedItemsError`,
                which has the vectors of the others.
            ServiceError: the endpoint does not answer, or not as documented.
        """
        rows: Vectors = self._connection.run(self._encode_texts(texts))
        return rows

    def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        """Encode pictures, one row each, in order; some are held in memory at a time.

        Raises:
            InvalidImageError: a picture cannot be read; names which.
            NotFoundError: there is no such file, or nothing at a URL.
            InvalidRequestError: as `embed_texts`.
            ServiceError: the endpoint does not answer, or not as documented.
        """
        slices = self._slices(images)
        encoded: Encoded = self._connection.run(self._room(len(several(images))))
        for some in slices:
            self._connection.run(self._pictures.fill(encoded, self._records(some), start=some.start))
        return encoded.result()


class AsyncModelServingEmbedder(_ServingEmbedder[AsyncRunner]):
    """`ModelServingEmbedder` whose calls are awaited; pictures are decoded in threads."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model answers.

        Raises:
            ConfigurationError: it was neither stated nor asked for yet.
        """
        if self._identity is None:
            raise ConfigurationError(
                f"Which model serving endpoint {self._endpoint!r} serves is not known yet: await prepare() "
                "first, or state identity=."
            )
        return self._identity

    async def prepare(self) -> None:
        """Learn what the endpoint serves, unless it was stated."""
        await self._connection.run(self._known_identity())

    async def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """As `ModelServingEmbedder.embed_texts`."""
        rows: Vectors = await self._connection.run(self._encode_texts(texts))
        return rows

    async def embed_images(self, images: Sequence[ImageLike]) -> Vectors:
        """As `ModelServingEmbedder.embed_images`."""
        slices = self._slices(images)
        encoded: Encoded = await self._connection.run(self._room(len(several(images))))
        for some in slices:
            records = await asyncio.to_thread(self._records, some)
            await self._connection.run(self._pictures.fill(encoded, records, start=some.start))
        return encoded.result()
