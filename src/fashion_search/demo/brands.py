"""Invented brands, what they make, how dear they are, and how a product of theirs is called and priced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from fashion_search.demo.dice import Dice

__all__ = ["BRANDS", "Brand", "brand_for", "brand_of", "price_of", "title_of"]


@dataclass(frozen=True, slots=True)
class Brand:
    """A maker.

    Attributes:
        name: As titles spell it.
        level: Its prices against the middle of the market.
        trades: What it makes.
    """

    name: str
    level: float
    trades: frozenset[str]


def _brand(name: str, level: float, trades: str) -> Brand:
    return Brand(name, level, frozenset(trades.split()))


_ALL_WEAR = "casual street formal sport leather ethnic"

BRANDS: tuple[Brand, ...] = (
    _brand("Plainsong", 0.55, _ALL_WEAR + " watch jewel eyewear"),
    _brand("Threepenny", 0.5, _ALL_WEAR + " eyewear jewel"),
    _brand("Daily Cotton Co", 0.6, "casual street formal"),
    _brand("Northfield", 1.0, "casual formal leather street"),
    _brand("Maplewood", 0.95, "casual leather"),
    _brand("Blue Lantern", 0.9, "casual street"),
    _brand("Harbour Row", 1.2, "casual formal"),
    _brand("Loop Theory", 0.85, "street"),
    _brand("Neon Alley", 0.8, "street eyewear"),
    _brand("Moodboard", 0.9, "street casual jewel"),
    _brand("Velostride", 1.15, "sport"),
    _brand("Peakline", 1.0, "sport"),
    _brand("Kestrel Athletic", 1.35, "sport"),
    _brand("Swiftwater", 0.8, "sport"),
    _brand("Aldgate", 1.3, "formal leather"),
    _brand("Whitlock Hart", 1.5, "formal"),
    _brand("Pemberly", 1.0, "formal"),
    _brand("Saffron Loom", 1.0, "ethnic"),
    _brand("Meherbagh", 1.3, "ethnic"),
    _brand("Indigo Courtyard", 0.85, "ethnic"),
    _brand("Tannery Lane", 1.0, "leather"),
    _brand("Oakbridge", 1.2, "leather"),
    _brand("Tempora", 1.0, "watch"),
    _brand("Meridian Nine", 1.4, "watch"),
    _brand("Quartzfield", 0.7, "watch"),
    _brand("Sunforge", 1.0, "eyewear"),
    _brand("Lumiva", 1.0, "jewel"),
    _brand("Pearl Orchard", 1.2, "jewel"),
    _brand("Maison Aurelle", 3.4, "luxury watch jewel formal"),
    _brand("Casa Verdane", 2.8, "luxury leather eyewear"),
    _brand("Lysander Vale", 3.0, "luxury formal leather casual"),
    _brand("Ellery Street", 1.1, "luxury casual"),
    _brand("Willow Finch", 0.9, "luxury casual"),
)

_SERIES = (
    "Avon", "Borealis", "Cadence", "Drift", "Ember", "Fable", "Glide", "Halo", "Isla", "Juno", "Kite", "Lyra",
    "Mistral", "Nova", "Orbit", "Pulse", "Quill", "Rally", "Sierra", "Umbra", "Vista", "Zephyr",
)  # fmt: skip
_PATTERN_WORDS: Mapping[str, str] = {
    "striped": "Striped",
    "pinstriped": "Striped",
    "diagonal": "Striped",
    "checked": "Checked",
    "polka dot": "Polka Dot",
    "floral": "Floral Print",
    "printed": "Printed",
    "graphic": "Printed",
    "colour block": "Colourblock",
    "animal print": "Animal Print",
    "cable knit": "Cable Knit",
    "quilted": "Quilted",
}


_HALVES_BELOW, _FIVES_FROM = 15.0, 200.0


def brand_for(trade: str, dice: Dice) -> Brand:
    """A brand of this trade; dear ones are rarer."""
    return dice.weighted({brand: 1 / (0.5 + brand.level) for brand in BRANDS if trade in brand.trades})


def brand_of(title: str) -> Brand | None:
    """The brand a title begins with, or `None`."""
    return next((brand for brand in BRANDS if title.startswith(brand.name + " ")), None)


def title_of(*, brand: Brand, gender: str, color: str, pattern: str, noun: str, dice: Dice) -> str:
    """A title in the manner of shops: brand, whom it is for, then what it is, in one of a few orders."""
    plain = dice.weighted({"": 5.0, "Solid": 1.0}) if pattern == "solid" else ""
    series = dice.weighted({"": 3.0, dice.pick(_SERIES): 1.0})
    shade = "Multi Coloured" if color == "Multi" else color
    looks = dice.shuffled([_PATTERN_WORDS.get(pattern, plain), shade])
    return " ".join(part for part in (brand.name, gender, series, *looks, noun) if part)


def price_of(median: float, brand: Brand, dice: Dice) -> float:
    """A price, log-normal around the brand's own median, as a shop would print it."""
    price = median * brand.level * exp(0.22 * dice.bell())
    if price < _HALVES_BELOW:
        return round(max(1, round(price * 2)) / 2 - 0.01, 2)
    if price < _FIVES_FROM:
        return round(round(price) - 0.01, 2)
    return float(round(price / 5) * 5)
