"""The text half of an ONNX model: tokens in, vectors out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_search.embedders.model_folder import ModelFolder
from fashion_search.embedders.tokenization import Tokenization
from fashion_search.embedders.tower import Tower
from fashion_search.errors import ConfigurationError, InvalidRequestError

__all__ = ["TextSide"]

OUTPUTS = (
    "text_embeds",
    "text_embeddings",
    "text_features",
    "sentence_embedding",
    "embeddings",
    "pooler_output",
)
_IDS = ("input_ids", "text", "tokens", "input", "ids")
_MASKS = ("attention_mask", "mask")
_SEGMENTS = ("token_type_ids",)


class TextSide:
    """Encodes texts at their own length: those of equal length go together, and none is padded.

    Padding costs several times the work and changes nothing for CLIP. Models trained on padded texts
    (SigLIP), and graphs of a fixed length, get what they were made with.
    """

    def __init__(self, folder: ModelFolder, tower: Tower, *, batch_size: int) -> None:
        """Join a tower with its tokenizer.

        Args:
            folder: Where the tokenizer and its settings are.
            tower: The graph.
            batch_size: Most texts of one run.
        """
        self._folder = folder
        self._tower = tower
        self._batch_size = batch_size

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raw vectors of at least one text, in order, shape (n, dimension).

        Raises:
            InvalidRequestError: a text is blank, or of no word the tokenizer knows.
        """
        rows: list[NDArray[np.float32]] = [np.empty(0, dtype=np.float32)] * len(texts)
        tokens = [self._tokens(text, number, len(texts)) for number, text in enumerate(texts)]
        for numbers in self._batches([len(ids) for ids, _ in tokens]):
            vectors = self._tower.run(self._feeds([tokens[n] for n in numbers]))
            for number, vector in zip(numbers, vectors, strict=True):
                rows[number] = vector
        return np.stack(rows)

    def _tokens(self, text: str, number: int, count: int) -> tuple[list[int], list[int]]:
        where = f"texts[{number}]" if count > 1 else "The text"
        if not isinstance(text, str):
            raise InvalidRequestError(f"{where} is a {type(text).__name__}; expected a string.")
        if not text.strip():
            raise InvalidRequestError(f"{where} is blank: there is nothing to encode; leave it out.")
        ids, mask = self._tokenization.ids(text)
        if not ids:
            raise InvalidRequestError(f"{where}, {text[:80]!r}, has no word that the model knows.")
        return ids, mask

    def _batches(self, lengths: Sequence[int]) -> Iterator[list[int]]:
        by_length: dict[int, list[int]] = defaultdict(list)
        for number, length in enumerate(lengths):
            by_length[length].append(number)
        size = self._shape[0] or self._batch_size
        for numbers in by_length.values():
            waiting = iter(numbers)
            while batch := list(islice(waiting, size)):
                yield batch

    def _feeds(self, tokens: Sequence[tuple[list[int], list[int]]]) -> dict[str, NDArray[Any]]:
        ids = np.array([ids for ids, _ in tokens], dtype=np.int64)
        feeds: dict[str, NDArray[Any]] = {self._names["ids"]: ids}
        if "mask" in self._names:
            feeds[self._names["mask"]] = np.array([mask for _, mask in tokens], dtype=np.int64)
        if "segments" in self._names:
            feeds[self._names["segments"]] = np.zeros_like(ids)
        return feeds

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Which of the graph's inputs is which."""
        inputs = list(self._tower.graph.inputs)
        names = {}
        for role, known in (("ids", _IDS), ("mask", _MASKS), ("segments", _SEGMENTS)):
            found = [name for name in known if name in inputs]
            if found:
                names[role] = found[0]
        if len(inputs) == 1:
            names["ids"] = inputs[0]
        unknown = sorted(set(inputs) - set(names.values()))
        if unknown or "ids" not in names:
            raise ConfigurationError(
                f"{str(self._tower.file)!r} takes {', '.join(inputs)}; "
                f"expected {_IDS[0]} and perhaps {_MASKS[0]}."
            )
        return names

    @cached_property
    def _shape(self) -> tuple[int | None, int | None]:
        """Fixed batch and length of the graph, `None` where free."""
        shape = self._tower.graph.inputs[self._names["ids"]][0]
        return shape[0], shape[1]

    @cached_property
    def _tokenization(self) -> Tokenization:
        fixed = self._shape[1]
        return Tokenization(
            self._folder.tokenizer,
            context_length=fixed or self._folder.context_length(),
            padded=fixed is not None or self._folder.pads_texts(),
        )
