"""Reading a model's own account of its preprocessing: the files of transformers and of open_clip.

A model fed with pictures prepared otherwise answers wrongly and without complaint, so whatever is not
understood is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fashion_search.embedders.preprocessing import Preprocessing, ResizeRule
from fashion_search.errors import ConfigurationError

__all__ = ["from_open_clip", "from_transformers"]

# transformers' `utils/constants.py` and the constructors of CLIPImageProcessor and SiglipImageProcessor;
# open_clip's `constants.py` and `PreprocessCfg`.
_CLIP_MEAN, _CLIP_STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
_COMMON = {
    "do_resize": True,
    "do_rescale": True,
    "do_normalize": True,
    "resample": 3,
    "rescale_factor": 1 / 255,
}
_CLIP = _COMMON | {
    "size": {"shortest_edge": 224},
    "do_center_crop": True,
    "crop_size": 224,
    "image_mean": _CLIP_MEAN,
    "image_std": _CLIP_STD,
}
_SIGLIP = _COMMON | {
    "size": {"height": 224, "width": 224},
    "do_center_crop": False,
    "image_mean": (0.5, 0.5, 0.5),
    "image_std": (0.5, 0.5, 0.5),
}
_STEPS = frozenset({"do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb"})
_RGB = 3


def from_transformers(config: Mapping[str, Any], source: str) -> Preprocessing:
    """Read `preprocessor_config.json` (or the `image_processor` part of `processor_config.json`).

    Args:
        config: The parsed file.
        source: The file's name, for messages.

    Raises:
        ConfigurationError: a step or value is missing, unknown, or gives pictures of varying size.
    """
    kind = str(config.get("image_processor_type") or config.get("feature_extractor_type") or "")
    stated = {name: value for name, value in config.items() if value is not None}
    fields = _defaults(kind, source) | stated
    unknown = sorted(n for n, v in fields.items() if n.startswith("do_") and v is True and n not in _STEPS)
    if unknown:
        raise ConfigurationError(f"{source} asks for {', '.join(unknown)}, which is not supported.")
    read = _Reader(fields, source)
    rule, edge = _resizing(read, kind)
    crop = read.size("crop_size", square=True) if read.get("do_center_crop") else None
    size = crop or (edge if rule == "exact" else None)
    if size is None:
        raise ConfigurationError(
            f"{source} leaves pictures of varying size; it needs do_center_crop with crop_size, "
            "or a size of height and width."
        )
    normalises = read.get("do_normalize")
    return Preprocessing(
        height=size[0],
        width=size[1],
        resize=rule,
        edge=edge,
        resample=int(read.get("resample")),
        centre="floor",
        fill=0,
        scale=float(read.get("rescale_factor")) if read.get("do_rescale") else 1.0,
        mean=read.channels("image_mean") if normalises else (0.0, 0.0, 0.0),
        std=read.channels("image_std") if normalises else (1.0, 1.0, 1.0),
    )


def from_open_clip(config: Mapping[str, Any], source: str) -> Preprocessing:
    """Read `open_clip_config.json`.

    Args:
        config: The parsed file.
        source: The file's name, for messages.

    Raises:
        ConfigurationError: a step or value is missing or unknown.
    """
    stated = dict(_section(config, "preprocess_cfg", source))
    stated.setdefault("size", config.get("model_cfg", {}).get("vision_cfg", {}).get("image_size"))
    defaults = {"mode": "RGB", "mean": _CLIP_MEAN, "std": _CLIP_STD, "interpolation": "bicubic"}
    read = _Reader(defaults | {"resize_mode": "shortest", "fill_color": 0} | stated, source)
    height, width = read.size("size", square=True)
    rules: dict[str, ResizeRule] = {
        "shortest": "shortest_edge" if height == width else "cover",
        "longest": "fit",
        "squash": "exact",
    }
    filters = {"bicubic": 3, "bilinear": 2}
    read.one_of("mode", ["RGB"])
    return Preprocessing(
        height=height,
        width=width,
        resize=rules[read.one_of("resize_mode", rules)],
        edge=(height, width),
        resample=filters[read.one_of("interpolation", filters)],
        centre="round",
        fill=int(read.get("fill_color")),
        scale=1 / 255,
        mean=read.channels("mean"),
        std=read.channels("std"),
    )


def _defaults(kind: str, source: str) -> dict[str, Any]:
    """What the named class of transformers assumes where the file is silent; nothing for unknown classes."""
    if kind.startswith("Siglip2"):
        raise ConfigurationError(
            f"{source} is for {kind}, which cuts pictures into patches; it is not supported."
        )
    if kind.startswith(("CLIP", "ChineseCLIP")):
        return dict(_CLIP)
    return dict(_SIGLIP) if kind.startswith("Siglip") else {}


def _resizing(read: _Reader, kind: str) -> tuple[ResizeRule, tuple[int, int]]:
    if not read.get("do_resize"):
        return "none", read.size("crop_size", square=True)
    size = read.get("size")
    shortest = size.get("shortest_edge") if isinstance(size, Mapping) else None
    if isinstance(size, int) and kind.startswith(("CLIP", "ChineseCLIP")):
        shortest = size
    if shortest:
        return "shortest_edge", (int(shortest), int(shortest))
    return "exact", read.size("size", square=kind.startswith("Siglip"))


def _section(config: Mapping[str, Any], name: str, source: str) -> Mapping[str, Any]:
    found = config.get(name)
    if not isinstance(found, Mapping):
        raise ConfigurationError(f"{source} has no {name!r}: how pictures are to be prepared is not stated.")
    return found


class _Reader:
    """Fields of a parsed file, with errors that name file, field and value."""

    def __init__(self, fields: Mapping[str, Any], source: str) -> None:
        self._fields = fields
        self._source = source

    def get(self, name: str) -> Any:  # noqa: ANN401  # JSON
        value = self._fields.get(name)
        if value is None:
            raise ConfigurationError(
                f"{self._source} does not state {name!r}; add it as the model was trained."
            )
        return value

    def one_of(self, name: str, known: Any) -> str:  # noqa: ANN401  # any collection of strings
        value = str(self.get(name))
        if value not in known:
            raise ConfigurationError(f"{self._source}: {name!r} is {value!r}; known: {', '.join(known)}.")
        return value

    def size(self, name: str, *, square: bool) -> tuple[int, int]:
        """Height and width; one number stands for a square where `square` says so."""
        value = self.get(name)
        if isinstance(value, Mapping) and {"height", "width"} <= set(value):
            value = [value["height"], value["width"]]
        elif isinstance(value, int) and square:
            value = [value, value]
        if isinstance(value, (list, tuple)) and [type(v) for v in value] == [int, int] and min(value) > 0:
            return value[0], value[1]
        raise ConfigurationError(
            f"{self._source}: {name!r} is {value!r}; expected height and width in pixels."
        )

    def channels(self, name: str) -> tuple[float, float, float]:
        value = self.get(name)
        if isinstance(value, (int, float)):
            value = [value] * _RGB
        if len(value) != _RGB:
            raise ConfigurationError(f"{self._source}: {name!r} is {value!r}; expected three numbers.")
        return float(value[0]), float(value[1]), float(value[2])
