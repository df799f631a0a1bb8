"""Torch and transformers, where they are installed."""

from __future__ import annotations

from typing import Any

from fashion_search.errors import MissingDependencyError

__all__ = ["packages"]


def packages(feature: str) -> tuple[Any, Any]:
    """Torch and transformers.

    Args:
        feature: What needs them, for the error.

    Raises:
        MissingDependencyError: one of them is not installed.
    """
    try:
        import torch  # noqa: PLC0415
        import transformers  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    except ImportError as exc:
        raise MissingDependencyError(feature, "vlm") from exc
    return torch, transformers
