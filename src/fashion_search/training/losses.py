"""The losses: several positives a query, labels as prototypes, silence on foreign words, distillation."""

import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone uses


def several_positives(logits: torch.Tensor, positive: torch.Tensor) -> torch.Tensor:
    """Cross entropy against the uniform distribution over a row's positives; rows without one are skipped."""
    count = positive.sum(1)
    rows = count > 0
    if not bool(rows.any()):
        return logits.sum() * 0.0
    target = positive[rows].float() / count[rows, None]
    return -(target * logits[rows].log_softmax(1)).sum(1).mean()


def matching(
    queries: torch.Tensor, items: torch.Tensor, positive: torch.Tensor, scale: torch.Tensor
) -> torch.Tensor:
    """Each query finds its items among the batch."""
    return several_positives(scale * queries @ items.T, positive)


def alike(
    images: torch.Tensor,
    items: torch.Tensor,
    positive: torch.Tensor,
    itself: torch.Tensor,
    scale: torch.Tensor,
) -> torch.Tensor:
    """Each photo finds photos of its kind, itself left out (supervised contrastive, Khosla et al., 2020)."""
    logits = (scale * images @ items.T).float().masked_fill(itself, -1e4)
    return several_positives(logits, positive & ~itself)


def prototypes(
    items: torch.Tensor, names: torch.Tensor, target: torch.Tensor, scale: torch.Tensor
) -> torch.Tensor:
    """Each item finds its label among the label names; a target of -1 is a missing label."""
    if not bool((target >= 0).any()):
        return items.sum() * 0.0
    return F.cross_entropy(scale * items @ names.T, target, ignore_index=-1, label_smoothing=0.05)


def silence(foreign: torch.Tensor, items: torch.Tensor, limit: float = 0.0) -> torch.Tensor:
    """Words about nothing we sell stay far from everything we sell."""
    return (
        F.relu(foreign @ items.T - limit).square().mean() + F.relu((foreign @ items.T).amax(1) - limit).mean()
    )


def hinting(guess: torch.Tensor, hints: torch.Tensor) -> torch.Tensor:
    """How far the photos' guessed vectors point from what another network sees in them."""
    return 1.0 - F.cosine_similarity(guess.float(), hints, dim=1).mean()


def teaching(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """The direction of the teacher's vectors, and their similarities within the batch."""
    student = F.normalize(student.float(), dim=-1)
    direction = 1.0 - (student * teacher).sum(1).mean()
    relations = F.mse_loss(student @ student.T, teacher @ teacher.T)
    return direction + 5.0 * relations
