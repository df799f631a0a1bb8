"""What a drawing is made of. A sketch is data: nothing here touches a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Dots", "Fill", "Gloss", "Line", "Mirror", "Part", "Sketch", "Stance", "lying", "standing"]

Mirror: TypeAlias = Literal["none", "twin", "join"]
"""`"twin"` draws the part again, reflected at the middle; `"join"` closes a left half with its reflection."""

Stance: TypeAlias = Literal["hanging", "standing", "lying"]
"""Where the shadow falls."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled shape.

    Attributes:
        path: Its outline, see `outline`.
        paint: Name of one of the product's paints; `"main"` also shows the product's pattern.
        mirror: Whether it has a reflection.
        volume: How round it looks, 0 (flat) to 1.
        edge: Whether a thin darker outline is drawn.
        plain: Leave the pattern away even though the paint is `"main"`.
    """

    path: str
    paint: str = "main"
    mirror: Mirror = "none"
    volume: float = 0.5
    edge: bool = True
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A stroke: a seam, a lace, a thin strap. `width` is in sheet units; `closed` joins its ends."""

    path: str
    paint: str = "seam"
    width: float = 1.2
    mirror: Mirror = "none"
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """Small discs at the points of a path: buttons, eyelets, beads."""

    path: str
    paint: str = "button"
    radius: float = 2.4
    mirror: Mirror = "none"


@dataclass(frozen=True, slots=True)
class Gloss:
    """Light falling on a surface: a soft bright stroke, `strength` 0 to 1."""

    path: str
    width: float = 8.0
    strength: float = 0.35
    mirror: Mirror = "none"


Part: TypeAlias = Fill | Line | Dots | Gloss


@dataclass(frozen=True, slots=True)
class Sketch:
    """A whole drawing.

    Attributes:
        parts: Back to front.
        folds: How much the cloth creases, 0 to 1.
        stance: Where the shadow falls.
        chest: Centre and size of a printed emblem, when the shape has room for one.
    """

    parts: tuple[Part, ...]
    folds: float = 0.0
    stance: Stance = "hanging"
    chest: tuple[float, float, float] = (120.0, 150.0, 52.0)


def lying(*parts: Part) -> Sketch:
    """A sketch of something laid flat."""
    return Sketch(parts, stance="lying")


def standing(*parts: Part) -> Sketch:
    """A sketch of something that stands on the ground."""
    return Sketch(parts, stance="standing")
