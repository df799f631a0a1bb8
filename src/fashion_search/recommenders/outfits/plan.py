"""Which slots a look around a product has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fashion_search.errors import InvalidRequestError, nearest
from fashion_search.recommenders.outfits.audience import Audience
from fashion_search.recommenders.outfits.slots import SLOTS, Slot, may_share_a_look

__all__ = ["Frame", "Occasion", "checked_slots", "frames_for"]

Frame = tuple[Slot, ...]
"""The slots of one look, most needed first: what has to be dropped is dropped from the end."""

_APART: Mapping[Slot, Frame] = {
    "under-top": ("under-bottom", "hosiery"),
    "under-bottom": ("under-top", "hosiery"),
    "swim-top": ("swim-bottom", "shoes", "eyewear", "headwear", "bag"),
    "swim-bottom": ("swim-top", "shoes", "eyewear", "headwear", "bag"),
    "swimsuit": ("shoes", "eyewear", "headwear", "bag"),
    "sleepwear": ("robe", "under-bottom"),
    "lounge-top": ("lounge-bottom", "robe"),
    "lounge-bottom": ("lounge-top", "robe"),
    "robe": ("sleepwear",),
}
"""What is not worn in the street has looks of its own."""

_COLD = frozenset({"Winter", "Fall", "Autumn"})
_WARM = frozenset({"Summer", "Spring"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who wears the look, when and for what; parts may be unknown."""

    wearer: Audience | None = None
    season: str | None = None
    usage: str | None = None


def frames_for(seed: Slot, occasion: Occasion) -> tuple[Frame, ...]:
    """The looks that could be built around a product: one, or two when a one-piece would do as well."""
    if seed in _APART:
        return (_APART[seed],)
    rest = ("shoes", *_extras(occasion))
    frames = ((*body, *rest) for body in _bodies(seed, occasion.wearer))
    return tuple(tuple(slot for slot in frame if may_share_a_look(seed, slot)) for frame in frames)


def checked_slots(names: Sequence[str], seed: Slot) -> Frame:
    """The slots a caller asks for.

    Raises:
        InvalidRequestError: a name is unknown or comes twice, or two of them, or one and the product itself,
            are not worn together.
    """
    if isinstance(names, str):
        raise InvalidRequestError(f"slots is the text {names!r}; pass a list of slots.")
    frame: list[Slot] = []
    for name in names:
        slot = next((known for known in SLOTS if known == name), None)
        if slot is None:
            raise InvalidRequestError(f"Unknown slot {name!r}. {nearest(str(name), SLOTS)}")
        for other in (seed, *frame):
            if not may_share_a_look(slot, other):
                raise InvalidRequestError(
                    f"Slots {slot!r} and {other!r} are not in one look: "
                    + ("each is filled once." if slot == other else "one is worn instead of the other.")
                )
        frame.append(slot)
    if not frame:
        raise InvalidRequestError("slots is empty; name at least one, or leave it out.")
    return tuple(frame)


def _bodies(seed: Slot, wearer: Audience | None) -> tuple[Frame, ...]:
    """What covers the body beside the product itself."""
    if seed == "one-piece":
        return ((),)
    if seed in ("top", "bottom") or wearer is None or wearer.sex != "women":
        return (("top", "bottom"),)
    return (("top", "bottom"), ("one-piece",))


def _extras(occasion: Occasion) -> Frame:
    """What goes with it, by who wears it, when and for what."""
    wearer, sports = occasion.wearer, occasion.usage == "Sports"
    extras: list[Slot] = ["outer"] if occasion.season in _COLD else []
    if wearer is not None and wearer.age == "child":
        return (*extras, "headwear") if occasion.season in _WARM else tuple(extras)
    if sports:
        extras += ["bag", "watch", "headwear"]
    elif wearer is not None and wearer.sex == "men":
        extras += ["watch", "belt"] if occasion.usage != "Ethnic" else ["watch"]
        extras += ["tie"] if occasion.usage == "Formal" else ["bag"]
    else:
        extras += ["bag", "jewellery", "watch"]
        extras += ["scarf"] if occasion.usage == "Ethnic" else []
    return (*extras, "eyewear") if occasion.season in _WARM and occasion.usage != "Formal" else tuple(extras)
