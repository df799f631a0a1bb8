"""The two towers: a dense ConvNet with a colour path, and word vectors with a small transformer on top."""

import math

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from fashion_search.training.convolution import Conv3x3

DIMENSION = 512
CHANNELS = (32, 96, 192, 384)
BLOCKS = (1, 2, 2, 2)
COLOR_BINS = 64
TEXT_WIDTH = 256
TEXT_LAYERS = 1
TEXT_HEADS = 4
MAX_TOKENS = 64
TEACHER_WIDTH = 384
HINT_WIDTH = 256
WORDING_WIDTH = 128


def conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, batch norm, ReLU; the first two fold into one at export."""
    filters = (
        Conv3x3(inputs, outputs) if stride == 1 else nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    )
    return nn.Sequential(filters, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two 3x3 convolutions around a skip; dense, because matrix units like dense."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = conv(channels, channels)
        self.second = Conv3x3(channels, channels)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add the block's correction."""
        return F.relu(x + self.norm(self.second(self.first(x))))


class ColorPath(nn.Module):
    """A soft colour histogram over the garment: learned bins per 4x4 cell, weighted by two learned masks."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.bins = nn.Sequential(nn.Conv2d(3, 48, 1), nn.ReLU(), nn.Conv2d(48, COLOR_BINS, 1))
        self.masks = nn.Conv2d(features, 2, 1)

    def forward(self, pixels: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """[batch, 2 * bins] from the pixels and a feature map a quarter their size."""
        bins = self.bins(F.avg_pool2d(pixels, 4)).softmax(1).flatten(2)
        weights = self.masks(features).flatten(2).softmax(-1)
        return torch.einsum("bcp,bmp->bmc", bins, weights).flatten(1)


class ImageTower(nn.Module):
    """[batch, 3, H, W] normalised pixels -> [batch, 512] unit vectors; `hint` is for training only."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), conv(12, CHANNELS[0]))
        stages = []
        before = CHANNELS[0]
        for number, (channels, blocks) in enumerate(zip(CHANNELS, BLOCKS, strict=True)):
            down = [conv(before, channels, 2)] if number else []
            stages.append(nn.Sequential(*down, *(Residual(channels) for _ in range(blocks))))
            before = channels
        self.stages = nn.ModuleList(stages)
        self.color = ColorPath(CHANNELS[1])
        pooled = 2 * CHANNELS[3] + CHANNELS[2] + 2 * COLOR_BINS
        self.norm = nn.BatchNorm1d(pooled)
        self.hint = nn.Linear(pooled, HINT_WIDTH)
        self.skip = nn.Linear(pooled, DIMENSION)
        self.mix = nn.Sequential(
            nn.Linear(pooled, 768), nn.ReLU(), nn.Dropout(0.1), nn.Linear(768, DIMENSION, bias=False)
        )

    def pooled(self, pixels: torch.Tensor) -> torch.Tensor:
        """What the heads read: the last stages' means and maxima, and the colours."""
        maps = []
        x = self.stem(pixels)
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        colors = self.color(pixels, maps[1])
        parts = [x.mean((2, 3)), x.amax((2, 3)), maps[2].mean((2, 3)), colors]
        return self.norm(torch.cat([part.float() for part in parts], 1))

    def head(self, pooled: torch.Tensor) -> torch.Tensor:
        """Unit vectors in the shared space."""
        return F.normalize((self.skip(pooled) + self.mix(pooled)).float(), dim=-1)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Embed a batch."""
        return self.head(self.pooled(pixels))


class Attention(nn.Module):
    """Masked self-attention and a feed-forward step, both before-normed."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(TEXT_WIDTH)
        self.qkv = nn.Linear(TEXT_WIDTH, 3 * TEXT_WIDTH)
        self.out = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.feed = nn.Sequential(
            nn.LayerNorm(TEXT_WIDTH),
            nn.Linear(TEXT_WIDTH, 4 * TEXT_WIDTH),
            nn.ReLU(),
            nn.Linear(4 * TEXT_WIDTH, TEXT_WIDTH),
        )

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Mix the words; `bias` is [batch, 1, 1, seq], very negative where there is no word."""
        rows, length = x.shape[0], x.shape[1]
        split = self.qkv(self.norm(x)).view(rows, length, 3, TEXT_HEADS, TEXT_WIDTH // TEXT_HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(TEXT_WIDTH // TEXT_HEADS)
        mixed = (scores + bias).softmax(-1).to(value.dtype) @ value
        x = x + self.out(mixed.transpose(1, 2).reshape(rows, length, TEXT_WIDTH))
        return x + self.feed(x)


class TextTower(nn.Module):
    """Token ids and mask -> [batch, 512] unit vectors; `meaning` is the teacher's space, in training only.

    The rows of `blind` are directions in which no photo points. What a text says about words goes there: it
    counts between two texts, and never changes which photo is nearer to a text. They are zero until
    `fashion_search.training.wording` sets them.
    """

    def __init__(self, words: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, TEXT_WIDTH)
        self.places = nn.Parameter(torch.zeros(MAX_TOKENS, TEXT_WIDTH))
        self.layers = nn.ModuleList(Attention() for _ in range(TEXT_LAYERS))
        self.norm = nn.LayerNorm(2 * TEXT_WIDTH)
        self.meaning = nn.Linear(2 * TEXT_WIDTH, TEACHER_WIDTH)
        self.skip = nn.Linear(2 * TEXT_WIDTH, DIMENSION)
        self.mix = nn.Sequential(
            nn.Linear(2 * TEXT_WIDTH, 1024),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Linear(1024, DIMENSION, bias=False),
        )
        self.wording = nn.Sequential(
            nn.Linear(2 * TEXT_WIDTH, 384), nn.ReLU(), nn.Dropout(0.1), nn.Linear(384, WORDING_WIDTH)
        )
        self.register_buffer("blind", torch.zeros(WORDING_WIDTH, DIMENSION))

    def pooled(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What both heads read: mean and maximum over the words."""
        keep = mask.to(self.places.dtype)
        x = self.words(ids) + self.places[: ids.shape[1]]
        bias = (keep[:, None, None, :] - 1.0) * 1e4
        for layer in self.layers:
            x = layer(x, bias)
        x = x.float()
        weight = keep[..., None]
        mean = (x * weight).sum(1) / weight.sum(1).clamp(min=1.0)
        peak = (x + (weight - 1.0) * 1e4).amax(1)
        return self.norm(torch.cat([mean, peak], 1))

    def head(self, pooled: torch.Tensor) -> torch.Tensor:
        """Unit vectors in the shared space."""
        shown = F.normalize((self.skip(pooled) + self.mix(pooled)).float(), dim=-1)
        return F.normalize(shown + self.worded(pooled) @ self.blind, dim=-1)

    def worded(self, pooled: torch.Tensor) -> torch.Tensor:
        """[batch, WORDING_WIDTH] unit vectors of the words alone."""
        return F.normalize(self.wording(pooled).float(), dim=-1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Embed a batch."""
        return self.head(self.pooled(ids, mask))
