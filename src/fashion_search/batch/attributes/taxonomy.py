"""What a kind of product cannot have: no sleeves on shoes, no denim watches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from fashion_search.batch.attributes.vocabulary import CANNOT_TELL, NOT_APPLICABLE, Attribute
from fashion_search.types import Product

__all__ = ["KINDS", "Garment", "allowed", "garment_of"]

Garment: TypeAlias = Literal[
    "top", "bottom", "dress", "underwear", "footwear", "bag", "watch", "jewellery", "eyewear", "accessory",
    "care", "product",
]  # fmt: skip
"""What kind of thing it is; `"product"` when nothing is known."""

_WORDS: tuple[tuple[Garment, str], ...] = (
    ("care", "perfume fragrance lipstick nail skin skincare makeup make-up deodorant hair lips eyes mascara"),
    ("watch", "watch watches clock"),
    ("eyewear", "eyewear sunglasses spectacles frames"),
    ("jewellery", "jewellery jewelry necklace earring ring bracelet bangle pendant brooch cufflink"),
    ("footwear", "footwear shoe sandal flip heels boot sneaker loafer slipper trainer"),
    ("bag", "bag handbag backpack wallet clutch clutches purse luggage rucksack"),
    ("underwear", "innerwear underwear bra brief boxer trunk lingerie camisole nightwear loungewear socks"),
    ("dress", "dress dresses saree gown jumpsuit dungarees lehenga full"),
    ("bottom", "bottomwear trouser jeans shorts skirt legging pants churidar tights lower"),
    ("top", "topwear tshirt t-shirt shirt top sweater jacket kurta blouse blazer coat hoodie sweatshirt"),
    ("top", "tunic waistcoat cardigan vest upper hoodies bodysuit"),
    ("accessory", "accessories belt tie cap hat scarf scarves stole glove muffler headwear"),
)
"""Article types are looked for word by word, with or without an s at the end."""
_PATTERNS = tuple(
    (kind, re.compile(rf"(?<![\w-])(?:{words.replace(' ', '|')})s?(?![\w-])")) for kind, words in _WORDS
)

KINDS: tuple[Garment, ...] = get_args(Garment)

_CLOTH = ("denim", "knit fabric", "woven fabric", "synthetic", "leather")
_SOFT = ("leather", "canvas", "synthetic", "denim")
_HARD = ("metal", "leather", "synthetic")
_UNWORN: Mapping[str, tuple[str, ...]] = {"collar_type": (), "sleeve_length": (), "fit_type": ()}
_LOWER: Mapping[str, tuple[str, ...]] = {"collar_type": (), "sleeve_length": ()}
_HAS: Mapping[Garment, Mapping[str, tuple[str, ...]]] = {
    "top": {"material": _CLOTH},
    "dress": {"material": _CLOTH},
    "bottom": {"material": (*_CLOTH, "canvas"), **_LOWER},
    "underwear": {"material": _CLOTH, **_LOWER},
    "footwear": {"material": (*_SOFT, "knit fabric"), **_UNWORN},
    "bag": {"material": (*_SOFT, "woven fabric"), **_UNWORN},
    "watch": {"material": _HARD, "pattern": (), **_UNWORN},
    "jewellery": {"material": _HARD, "pattern": (), **_UNWORN},
    "eyewear": {"material": ("metal", "synthetic"), "pattern": (), **_UNWORN},
    "accessory": _UNWORN,
    "care": {"material": (), "pattern": (), "formality": (), "visual_details": (), **_UNWORN},
}
"""By kind and attribute the answers there are; none means not applicable, what is not named is open."""


def garment_of(product: Product) -> Garment:
    """What kind of thing a product is, by article type, else by sub-category, else by master category."""
    for text in (product.article_type, product.sub_category, product.master_category):
        said = (text or "").casefold()
        for kind, pattern in _PATTERNS:
            if pattern.search(said):
                return kind
    return "product"


def allowed(attribute: Attribute, product: Product) -> tuple[str, ...]:
    """The answers that a product of this kind can have.

    Returns:
        Only `NOT_APPLICABLE` where it has no such thing; without it where it surely has one; every choice
        where nothing is known of the product. Answers of your own vocabulary that no rule knows stay allowed.
    """
    kind = garment_of(product)
    if kind == "product":
        return attribute.choices
    rules = _HAS.get(kind, {})
    if attribute.name not in rules:
        return (*attribute.answers, CANNOT_TELL)
    named = rules[attribute.name]
    if not named:
        return (NOT_APPLICABLE,)
    ruled = {answer for answers in _ruled(attribute.name) for answer in answers}
    return (*(one for one in attribute.answers if one in named or one not in ruled), CANNOT_TELL)


def _ruled(name: str) -> list[tuple[str, ...]]:
    """Every answer that some rule speaks of; `metal` and `canvas` among them."""
    return [answers for rules in _HAS.values() if (answers := rules.get(name))]
