"""Batches: photos, sampled captions as token ids, and which caption fits which product."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from fashion_search.training.captions import Captioner, meets
from fashion_search.training.lexicon import LABEL_KINDS, own_names
from fashion_search.training.memory import RecentRows
from fashion_search.training.phrases import Lessons
from fashion_search.training.sampling import draw_weights, epoch_order

Tokens = tuple[torch.Tensor, torch.Tensor]
"""Ids and mask, padded to the longest text of the batch."""

FOREIGN_PER_BATCH = 96


@dataclasses.dataclass(frozen=True)
class Batch:
    """What one step needs."""

    pixels: torch.Tensor
    hints: torch.Tensor  # no rows where the run has none
    title: Tokens
    said: Tokens
    document: Tokens  # of the first half of the products: the longest texts cost the most
    names: Tokens
    label_count: int
    same_title: torch.Tensor  # columns here and below: the batch, then the remembered products
    same_product: torch.Tensor
    same_type: torch.Tensor
    same_color: torch.Tensor
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
        lessons: Lessons,
        *,
        tokenizer: Tokenizer,
        batch: int,
        seed: int,
        hints: torch.Tensor | None = None,
    ) -> None:
        self.captioner, self.pixels, self.tokenizer = captioner, pixels, tokenizer
        self.lessons = lessons
        self.batch, self.seed = batch, seed
        self.hints = hints
        self.titles = np.array(captioner.catalogue.title_ids())
        self.types, self.colors = (_numbers(captioner, field) for field in ("article_type", "base_color"))
        self.weights = draw_weights(captioner.catalogue)
        self.recent = RecentRows()
        self.draw = np.random.default_rng(seed)
        self.lesson_draw = np.random.default_rng(
            (seed, 1)
        )  # its own: lessons and batches are drawn in parallel
        self.labels = {field: captioner.labelled(field) for field in LABEL_KINDS}
        self.groups = [
            index
            for index, concept in enumerate(captioner.concepts)
            if not concept.label and concept.kind in ("noun", "color")
        ]
        self.own_names = own_names(captioner.concepts)

    @property
    def per_epoch(self) -> int:
        """Batches of an epoch, give or take one."""
        return len(self.pixels) // self.batch

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of one epoch; products left over wait for the next."""
        order = epoch_order(self.weights, (self.seed, number))
        for start in range(len(order) // self.batch):
            yield self.make(order[start * self.batch : (start + 1) * self.batch])

    def taught(self, count: int) -> tuple[Tokens, torch.Tensor]:
        """Phrases and the teacher's vectors for them."""
        rows = self.lesson_draw.integers(0, len(self.lessons.phrases), count)
        tokens = tokenise(self.tokenizer, [self.lessons.phrases[row] for row in rows], 20)
        return tokens, torch.from_numpy(self.lessons.vectors[rows]).float()

    def make(self, rows: np.ndarray) -> Batch:
        """The batch of these products."""
        captioner = self.captioner
        seen = self.recent.after(rows)
        said = [captioner.attributes(r) if self.draw.random() < 0.75 else captioner.bare(r) for r in rows]
        spans, indices = self._spans()
        indices = [*indices, *self.groups]
        names = [self._name(index) for index in indices]
        strange = self.lessons.foreign
        foreign = [strange[row] for row in self.draw.integers(0, len(strange), FOREIGN_PER_BATCH)]
        masks = captioner.masks[:, seen]
        labels = masks[indices]
        return Batch(
            pixels=self.pixels[rows],
            hints=torch.zeros(0) if self.hints is None else self.hints[rows].float(),
            title=tokenise(self.tokenizer, [captioner.title(row) for row in rows], 16),
            said=tokenise(self.tokenizer, [text for text, _ in said], 14),
            document=tokenise(self.tokenizer, [self._document(row) for row in rows[: len(rows) // 2]], 26),
            names=tokenise(self.tokenizer, [*names, *foreign], 8),
            label_count=len(names),
            same_title=_equal(self.titles, rows, seen),
            same_product=torch.from_numpy(rows[:, None] == seen[None, :]),
            same_type=_equal(self.types, rows, seen),
            same_color=_equal(self.colors, rows, seen),
            fits=torch.from_numpy(meets([used for _, used in said], masks)),
            label_fits=torch.from_numpy(labels),
            spans=spans,
            targets={f: _target(labels[first:last, : len(rows)]) for f, (first, last) in spans.items()},
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
        if self.draw.random() < 0.6 and concept.label:
            return concept.label[1]
        return str(self.draw.choice(self.own_names[index]))

    def _document(self, row: int) -> str:
        catalogue = self.captioner.catalogue
        return catalogue.description(row) if self.draw.random() < 0.7 else catalogue.titles[row]


def _numbers(captioner: Captioner, field: str) -> np.ndarray:
    """A number per value; products without one differ from all others."""
    values = np.array(captioner.catalogue.columns[field], dtype=str)
    numbers = np.unique(values, return_inverse=True)[1].astype(np.int64)
    return np.where(values == "", -1 - np.arange(len(values)), numbers)


def _equal(numbers: np.ndarray, rows: np.ndarray, seen: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(numbers[rows][:, None] == numbers[seen][None, :])


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
