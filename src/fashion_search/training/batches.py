"""Batches: photos, sampled captions as token ids, and which caption fits which product."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from fashion_search.training.captions import Captioner
from fashion_search.training.lexicon import LABEL_KINDS

Tokens = tuple[torch.Tensor, torch.Tensor]
"""Ids and mask, padded to the longest text of the batch."""

FOREIGN_PER_BATCH = 96


@dataclasses.dataclass(frozen=True)
class Batch:
    """What one step needs."""

    pixels: torch.Tensor
    title: Tokens
    said: Tokens
    document: Tokens  # of the first half of the products: the longest texts cost the most
    names: Tokens
    label_count: int
    same_title: torch.Tensor
    fits: torch.Tensor
    label_fits: torch.Tensor
    spans: dict[str, tuple[int, int]]
    targets: dict[str, torch.Tensor]

    def to(self, device: str) -> "Batch":
        """The same batch there; the photos stay, because they are augmented first."""
        moved = {field.name: _moved(getattr(self, field.name), device) for field in dataclasses.fields(self)}
        return Batch(**{**moved, "pixels": self.pixels})


def tokenise(tokenizer: Tokenizer, texts: Sequence[str], limit: int = 64) -> Tokens:
    """Ids and mask of a batch of texts, cut to `limit` tokens: a few long ones would pad all the others."""
    tokenizer.enable_truncation(limit)
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    longest = max(len(row) for row in rows)
    ids = np.zeros((len(rows), longest), np.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
    lengths = np.array([len(row) for row in rows])
    mask = (np.arange(longest)[None] < lengths[:, None]).astype(np.int64)
    return torch.from_numpy(ids), torch.from_numpy(mask)


class Batches:
    """Draws batches; the same seed and epoch give the same ones in the same process."""

    def __init__(
        self,
        captioner: Captioner,
        pixels: torch.Tensor,
        lessons: Sequence[str],
        lesson_vectors: torch.Tensor,
        foreign: Sequence[str],
        *,
        tokenizer: Tokenizer,
        batch: int,
        seed: int,
    ) -> None:
        self.captioner, self.pixels, self.tokenizer = captioner, pixels, tokenizer
        self.lessons, self.lesson_vectors, self.foreign = lessons, lesson_vectors, foreign
        self.batch, self.seed = batch, seed
        self.per_epoch = len(pixels) // batch
        self.titles = np.array(captioner.catalogue.title_ids())
        self.draw = np.random.default_rng(seed)
        self.labels = self._labels()

    def _labels(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {field: [] for field in LABEL_KINDS}
        for index, concept in enumerate(self.captioner.concepts):
            if concept.label:
                found[concept.label[0]].append(index)
        return found

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of one epoch; products left over wait for the next."""
        order = np.random.default_rng((self.seed, number)).permutation(len(self.pixels))
        for start in range(self.per_epoch):
            yield self.make(order[start * self.batch : (start + 1) * self.batch])

    def taught(self, count: int) -> tuple[Tokens, torch.Tensor]:
        """Phrases and the teacher's vectors for them."""
        rows = self.draw.integers(0, len(self.lessons), count)
        tokens = tokenise(self.tokenizer, [self.lessons[row] for row in rows], 20)
        return tokens, self.lesson_vectors[rows].float()

    def make(self, rows: np.ndarray) -> Batch:
        """The batch of these products."""
        captioner = self.captioner
        titles = torch.from_numpy(self.titles[rows])
        said = [captioner.attributes(r) if self.draw.random() < 0.75 else captioner.bare(r) for r in rows]
        spans, indices = self._spans()
        names = [self._name(index) for index in indices]
        foreign = [self.foreign[row] for row in self.draw.integers(0, len(self.foreign), FOREIGN_PER_BATCH)]
        masks = captioner.masks[indices][:, rows]
        return Batch(
            pixels=self.pixels[rows],
            title=tokenise(self.tokenizer, [captioner.title(row) for row in rows], 16),
            said=tokenise(self.tokenizer, [text for text, _ in said], 14),
            document=tokenise(self.tokenizer, [self._document(row) for row in rows[: len(rows) // 2]], 26),
            names=tokenise(self.tokenizer, [*names, *foreign], 8),
            label_count=len(names),
            same_title=titles[:, None] == titles[None, :],
            fits=torch.from_numpy(captioner.fits([used for _, used in said], rows)),
            label_fits=torch.from_numpy(masks),
            spans=spans,
            targets={f: _target(masks[first:last]) for f, (first, last) in spans.items()},
        )

    def _spans(self) -> tuple[dict[str, tuple[int, int]], list[int]]:
        spans: dict[str, tuple[int, int]] = {}
        indices: list[int] = []
        for field, own in self.labels.items():
            spans[field] = (len(indices), len(indices) + len(own))
            indices += own
        return spans, indices

    def _name(self, index: int) -> str:
        concept = self.captioner.concepts[index]
        if self.draw.random() < 0.5 and concept.label:
            return concept.label[1]
        return self.captioner.say(index)

    def _document(self, row: int) -> str:
        catalogue = self.captioner.catalogue
        return catalogue.description(row) if self.draw.random() < 0.7 else catalogue.titles[row]


def _moved(value: Any, device: str) -> Any:  # noqa: ANN401 - tensors, tuples and mappings of them, numbers
    if isinstance(value, torch.Tensor):
        return value.to(device)
    if isinstance(value, dict):
        return {name: _moved(part, device) for name, part in value.items()}
    return tuple(_moved(part, device) for part in value) if isinstance(value, tuple) else value


def _target(masks: np.ndarray) -> torch.Tensor:
    target = torch.from_numpy(masks.argmax(0).astype(np.int64))
    target[torch.from_numpy(~masks.any(0))] = -1
    return target
