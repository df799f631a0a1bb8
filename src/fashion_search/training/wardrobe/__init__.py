"""Garments that other shops sell and the training catalogue hardly holds: sketches of the demo's kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from fashion_search.demo.parts import Sketch
from fashion_search.training.wardrobe.boots import BOOTS
from fashion_search.training.wardrobe.headwear import BEANIES, HAIRBANDS
from fashion_search.training.wardrobe.legwear import LEGGINGS, TIGHTS
from fashion_search.training.wardrobe.nightwear import PYJAMA_BOTTOMS, PYJAMAS
from fashion_search.training.wardrobe.one_pieces import BODYSUITS, JUMPSUITS
from fashion_search.training.wardrobe.outerwear import CARDIGANS, COATS, GILETS
from fashion_search.training.wardrobe.swimwear import BIKINI_BOTTOMS, BIKINI_TOPS, SWIMSUITS

__all__ = ["WARDROBE", "Rail"]


@dataclass(frozen=True, slots=True)
class Rail:
    """Garments that share their labels, in the training catalogue's words.

    Attributes:
        article_type: The type they are nearest to.
        master_category: Its category.
        sub_category: Its part of the category.
        genders: Whom they are for; one named twice is drawn twice as often.
        seasons: When they are worn.
        cuts: Sketches by what titles call them.
    """

    article_type: str
    master_category: str
    sub_category: str
    genders: tuple[str, ...]
    seasons: tuple[str, ...]
    cuts: Mapping[str, Sketch]


_NIGHT = "Loungewear and Nightwear"

WARDROBE = (
    Rail(
        "Swimwear",
        "Apparel",
        "Bottomwear",
        ("Women",),
        ("Summer",),
        {**SWIMSUITS, **BIKINI_TOPS, **BIKINI_BOTTOMS},
    ),
    Rail("Tops", "Apparel", "Topwear", ("Women",), ("Summer", "Fall"), BODYSUITS),
    Rail("Jumpsuit", "Apparel", "Dress", ("Women",), ("Summer",), JUMPSUITS),
    Rail("Jackets", "Apparel", "Topwear", ("Women", "Men"), ("Fall", "Winter"), COATS),
    Rail("Sweaters", "Apparel", "Topwear", ("Women", "Women", "Men"), ("Fall", "Winter"), CARDIGANS),
    Rail("Night suits", "Apparel", _NIGHT, ("Women", "Men"), ("Summer",), PYJAMAS),
    Rail("Lounge Pants", "Apparel", _NIGHT, ("Women", "Men"), ("Summer",), PYJAMA_BOTTOMS),
    Rail("Stockings", "Apparel", "Bottomwear", ("Women",), ("Fall", "Summer"), TIGHTS),
    Rail("Leggings", "Apparel", "Bottomwear", ("Women",), ("Summer", "Fall"), LEGGINGS),
    Rail("Caps", "Accessories", "Headwear", ("Unisex",), ("Winter", "Fall"), BEANIES),
    Rail("Headband", "Accessories", "Headwear", ("Women",), ("Summer",), HAIRBANDS),
    Rail("Casual Shoes", "Footwear", "Shoes", ("Women", "Men"), ("Winter", "Fall"), BOOTS),
    Rail("Waistcoat", "Apparel", "Topwear", ("Men", "Women"), ("Fall",), GILETS),
)
"""Everything; each rail's article type is one of the public Kaggle catalogue's."""
