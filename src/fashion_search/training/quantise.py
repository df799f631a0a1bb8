"""The picture tower's convolutions in eight bits: half the file and half the time.

Static quantisation: scales of weights per channel, of activations from real photos, both fixed in the file:
an item's vector does not depend on what is encoded with it. Weights use seven of the eight bits: x86
processors without VNNI add two products of full eight-bit numbers into sixteen bits and overflow. The colour
path and the heads stay in floating point.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime import quantization

from fashion_search.training.augment import normalise_rows

KEPT_FLOAT = ("/color/", "/stem/", "/stages.0/")
"""Nodes whose names hold one of these keep floating point: colours differ little, first stages are cheap."""

TOGETHER = 16


class Photos(quantization.CalibrationDataReader):
    """Hands the quantiser batches of photos."""

    def __init__(self, photos: NDArray[np.uint8]) -> None:
        self._batches = self._make(photos)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next batch, `None` after the last."""
        return next(self._batches, None)

    @staticmethod
    def _make(photos: NDArray[np.uint8]) -> Iterator[dict[str, NDArray[np.float32]]]:
        for start in range(0, len(photos), TOGETHER):
            yield {"pixel_values": normalise_rows(photos[start : start + TOGETHER])}


def quantise(path: Path, photos: NDArray[np.uint8]) -> None:
    """Quantise the graph at `path` in place.

    Args:
        path: The picture tower in float32.
        photos: What the ranges of activations are measured on, uint8 [n, height, width, 3].
    """
    nodes = [node.name for node in onnx.load(str(path)).graph.node if node.op_type == "Conv"]
    chosen = [name for name in nodes if not any(part in name for part in KEPT_FLOAT)]
    small = path.with_suffix(".int8.onnx")
    logging.getLogger().setLevel(logging.ERROR)  # it advises preprocessing that the exporter has done
    quantization.quantize_static(
        str(path),
        str(small),
        Photos(photos),
        quant_format=quantization.QuantFormat.QDQ,
        per_channel=True,
        reduce_range=True,
        activation_type=quantization.QuantType.QUInt8,
        weight_type=quantization.QuantType.QInt8,
        nodes_to_quantize=chosen,
        calibrate_method=quantization.CalibrationMethod.MinMax,
    )
    small.replace(path)
