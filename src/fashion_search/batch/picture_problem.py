"""What is wrong with one picture of several."""

from __future__ import annotations

from fashion_search.errors import InvalidImageError
from fashion_search.pictures import decode

__all__ = ["picture_problem"]


def picture_problem(picture: bytes) -> str | None:
    """Why a picture cannot be read, told without the pictures it came with; `None` where it can."""
    try:
        decode(picture)
    except InvalidImageError as exc:
        return str(exc)
    return None
