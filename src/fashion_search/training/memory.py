"""Vectors of recent batches, as further candidates: a search is against thousands, a batch is hundreds.

Wang et al., "Cross-Batch Memory for Embedding Learning", CVPR 2020. The vectors are those of the weights of
their step; at these rates they move little in so few steps.
"""

from collections import deque

import numpy as np
import torch
from numpy.typing import NDArray

KEPT = 6
"""So many batches are remembered."""


class Memory:
    """Photo and title vectors of the last batches, oldest first, without gradients."""

    def __init__(self, kept: int = KEPT) -> None:
        self._images: deque[torch.Tensor] = deque(maxlen=kept)
        self._titles: deque[torch.Tensor] = deque(maxlen=kept)

    def with_images(self, now: torch.Tensor) -> torch.Tensor:
        """[batch + remembered, dim]: this batch's photos first."""
        return torch.cat([now, *self._images])

    def with_titles(self, now: torch.Tensor) -> torch.Tensor:
        """[batch + remembered, dim]: this batch's titles first."""
        return torch.cat([now, *self._titles])

    def push(self, images: torch.Tensor, titles: torch.Tensor) -> None:
        """Remember a batch; the oldest is forgotten."""
        self._images.append(images.detach())
        self._titles.append(titles.detach())


class RecentRows:
    """Which products the memory holds, in its order."""

    def __init__(self, kept: int = KEPT) -> None:
        self._rows: deque[NDArray[np.int64]] = deque(maxlen=kept)

    def after(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """This batch's rows and the remembered ones; the batch is then remembered."""
        seen = np.concatenate([rows, *self._rows])
        self._rows.append(rows)
        return seen
