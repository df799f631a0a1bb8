"""Photos made worse as uploads are: moved, resized, blurred, relit, on other backgrounds, partly hidden."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

MEAN = (0.80, 0.79, 0.78)
STD = (0.27, 0.28, 0.28)


def normalise(pixels: torch.Tensor) -> torch.Tensor:
    """uint8 [batch, H, W, 3] -> the tower's input, channels last in memory."""
    x = pixels.permute(0, 3, 1, 2).float() / 255.0
    return (x - x.new_tensor(MEAN).view(1, 3, 1, 1)) / x.new_tensor(STD).view(1, 3, 1, 1)


def normalise_rows(photos: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The same as `normalise`, in numpy."""
    mean, deviation = np.asarray(MEAN, dtype=np.float32), np.asarray(STD, dtype=np.float32)
    scaled = (photos.astype(np.float32) / np.float32(255.0) - mean) / deviation
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def augment(
    pixels: torch.Tensor, generator: torch.Generator, size: tuple[int, int], plain: float = 0.0
) -> torch.Tensor:
    """A random version of every photo, normalised, at `size` (height, width).

    Args:
        pixels: uint8 [n, H, W, 3].
        generator: Draws the versions.
        size: Height and width.
        plain: So large a share, 0 to 1, is at most mirrored: photos as a catalogue has them.

    Returns:
        float32 [n, 3, height, width].
    """
    x = pixels.permute(0, 3, 1, 2).float() / 255.0
    if size != tuple(x.shape[2:]):
        x = F.interpolate(x, size=size, mode="bilinear", antialias=True)
    spared = int(x.shape[0] * plain)
    x = torch.cat([_mirrored(x[:spared], generator), _worse(x[spared:], generator)])
    x = (x - x.new_tensor(MEAN).view(1, 3, 1, 1)) / x.new_tensor(STD).view(1, 3, 1, 1)
    return x.contiguous(memory_format=torch.channels_last)


def _mirrored(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    return torch.where(_some(x.shape[0], 0.5, generator), x.flip(3), x)


def _worse(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    x = _background(x, generator)
    x = _move(x, generator)
    x = _light(x, generator)
    x = _blur(x, generator)
    return _hide(x, generator)


def _draw(rows: int, low: float, high: float, generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(rows, generator=generator) * (high - low) + low).view(-1, 1, 1, 1)


def _some(rows: int, share: float, generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(rows, generator=generator) < share).view(-1, 1, 1, 1)


def _background(x: torch.Tensor, generator: torch.Generator, share: float = 0.3) -> torch.Tensor:
    rows = int(x.shape[0] * share)
    chosen = torch.randperm(x.shape[0], generator=generator)[:rows]
    tint = 0.55 + 0.45 * torch.rand(rows, 1, 1, 1, generator=generator)
    tint = (tint + 0.1 * torch.randn(rows, 3, 1, 1, generator=generator)).clamp(0.3, 1.0)
    some = x[chosen]
    white = ((some.amin(1, keepdim=True) - 0.9) / 0.08).clamp(0, 1)
    x[chosen] = some * (1 - white) + some * tint * white
    return x


def _move(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    rows = x.shape[0]
    scale = _draw(rows, 0.76, 1.25, generator).view(-1)
    stretch = _draw(rows, 0.94, 1.06, generator).view(-1)
    angle = _draw(rows, -0.1, 0.1, generator).view(-1)
    flip = torch.where(torch.rand(rows, generator=generator) < 0.5, -1.0, 1.0)
    theta = torch.zeros(rows, 2, 3)
    theta[:, 0, 0] = flip * scale * stretch * angle.cos()
    theta[:, 0, 1] = -scale * angle.sin()
    theta[:, 1, 0] = scale * angle.sin()
    theta[:, 1, 1] = scale / stretch * angle.cos()
    theta[:, :, 2] = (torch.rand(rows, 2, generator=generator) - 0.5) * 0.24
    keep = torch.rand(rows, generator=generator) < 0.15  # some stay as they are, sharp
    theta[keep] = torch.tensor([[1.0, 0, 0], [0, 1.0, 0]])
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return 1.0 + F.grid_sample(x - 1.0, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def _light(x: torch.Tensor, generator: torch.Generator, share: float = 0.6) -> torch.Tensor:
    some = torch.randperm(x.shape[0], generator=generator)[: int(x.shape[0] * share)]
    x[some] = _relit(x[some], generator)
    return x


def _relit(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    rows = x.shape[0]
    x = x.clamp(1e-3, 1) ** _draw(rows, 0.85, 1.18, generator)
    x = (x - 0.6) * _draw(rows, 0.88, 1.12, generator) + 0.6
    gray = x.mean(1, keepdim=True)
    x = gray + (x - gray) * _draw(rows, 0.8, 1.2, generator)
    warm = 1.0 + 0.03 * torch.randn(rows, 3, 1, 1, generator=generator)
    return (x * warm + 0.02 * torch.randn(rows, 1, 1, 1, generator=generator)).clamp(0, 1)


def _blur(x: torch.Tensor, generator: torch.Generator, share: float = 0.25) -> torch.Tensor:
    rows = torch.randperm(x.shape[0], generator=generator)[: int(x.shape[0] * share)]
    factor = float(torch.rand(1, generator=generator) * 0.45 + 0.45)
    small = F.interpolate(x[rows], scale_factor=factor, mode="bilinear", antialias=True)
    soft = F.interpolate(small, size=list(x.shape[2:]), mode="bilinear")
    x[rows] = (soft + 0.03 * torch.randn(soft.shape, generator=generator)).clamp(0, 1)
    return x


def _hide(x: torch.Tensor, generator: torch.Generator, share: float = 0.15) -> torch.Tensor:
    rows, _, height, width = x.shape
    top, left = _draw(rows, 0, 0.8, generator) * height, _draw(rows, 0, 0.8, generator) * width
    down = torch.arange(height).view(1, 1, -1, 1)
    across = torch.arange(width).view(1, 1, 1, -1)
    inside = (down >= top) & (down < top + height * 0.25) & (across >= left) & (across < left + width * 0.3)
    hidden = torch.where(inside, torch.rand(rows, 3, 1, 1, generator=generator), x)
    return torch.where(_some(rows, share, generator), hidden, x)
