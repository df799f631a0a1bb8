"""What the towers are trained on: every part of the loss of one batch, and how much each counts."""

import torch

from fashion_search.training import losses
from fashion_search.training.batches import Batch
from fashion_search.training.memory import Memory
from fashion_search.training.towers import ImageTower, TextTower


class Model(torch.nn.Module):
    """Both towers and the learned scales of the losses."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.image = ImageTower()
        self.text = TextTower(words)
        self.scales = torch.nn.Parameter(torch.tensor([14.0, 12.0, 12.0]).log())
        self.alike_scales = torch.nn.Parameter(torch.tensor([12.0, 14.0]).log())

    def scale(self, number: int) -> torch.Tensor:
        """0: images and titles, 1: label prototypes, 2: text and mixed documents."""
        return self.scales[number].exp().clamp(max=80.0)

    def alike_scale(self, number: int) -> torch.Tensor:
        """0: photos of one type, 1: of one type and colour."""
        return self.alike_scales[number].exp().clamp(max=80.0)


def parts_of(model: Model, batch: Batch, image: torch.Tensor, memory: Memory) -> dict[str, torch.Tensor]:
    """Every part of the loss but the teacher's; the batch is remembered.

    Args:
        model: Both towers.
        batch: The batch, on the model's device.
        image: Vectors of its photos, [batch, DIMENSION], unit length.
        memory: Vectors of the batches before, in the order of the batch's further columns.
    """
    title, said, document = (model.text(*tokens) for tokens in (batch.title, batch.said, batch.document))
    names = model.text(*batch.names)
    labels, foreign = names[: batch.label_count], names[batch.label_count :]
    one, label, two = (model.scale(number) for number in range(3))
    images, titles = memory.with_images(image), memory.with_titles(title)
    few = len(document)
    half = unit(image[:few] + document)
    fits, now = batch.fits[:, :few], batch.same_title[:, : len(image)]
    parts = {
        "title": losses.matching(title, images, batch.same_title, one),
        "image": losses.matching(image, torch.cat([title, foreign]), _widen(now, len(foreign)), one),
        "said": losses.matching(said, image, batch.fits[:, : len(image)], label),
        "hybrid": losses.matching(torch.cat([title, said]), half, torch.cat([now[:, :few], fits]), two),
        "document": losses.matching(said, document, fits, two),
        "label_mix": losses.matching(labels, unit(0.9 * images + 0.1 * titles), batch.label_fits, label),
        "label_title": losses.matching(labels, titles, batch.label_fits, label),
        "silence": losses.silence(foreign, torch.cat([image, document])),
        "type_alike": losses.alike(image, images, batch.same_type, batch.same_product, model.alike_scale(0)),
        "color_alike": losses.alike(
            image, images, batch.same_type & batch.same_color, batch.same_product, model.alike_scale(1)
        ),
    }
    for field, (first, last) in batch.spans.items():
        parts[field] = losses.prototypes(image, labels[first:last], batch.targets[field], label)
    memory.push(image, title)
    return parts


def unit(vectors: torch.Tensor) -> torch.Tensor:
    """Rows of length one."""
    return torch.nn.functional.normalize(vectors, dim=-1)


def _widen(positive: torch.Tensor, columns: int) -> torch.Tensor:
    return torch.cat([positive, positive.new_zeros(len(positive), columns)], 1)


WEIGHTS = {
    "title": 1.5,
    "image": 1.0,
    "said": 0.6,
    "hybrid": 0.5,
    "document": 0.3,
    "label_mix": 1.0,
    "label_title": 0.6,
    "silence": 1.0,
    "type_alike": 0.8,
    "color_alike": 0.8,
    "hint": 1.0,
    "guess": 1.0,
    "teacher": 1.5,
    "article_type": 0.8,
    "base_color": 1.0,
    "sub_category": 0.3,
    "master_category": 0.1,
    "gender": 0.3,
    "usage": 0.15,
    "season": 0.1,
}
"""How much each part of the loss counts."""
