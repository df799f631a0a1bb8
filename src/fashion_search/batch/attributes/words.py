"""The vocabulary that retailers ask for; give your own for other things."""

from __future__ import annotations

from fashion_search.batch.attributes.vocabulary import Attribute, Vocabulary

__all__ = ["VOCABULARY"]

_MATERIAL = Attribute(
    name="material",
    question="What is the main material of the product?",
    answers=("leather", "denim", "knit fabric", "woven fabric", "synthetic", "metal", "canvas"),
    looks={"knit fabric": "knitted", "woven fabric": "woven cotton", "synthetic": "synthetic nylon"},
    synonyms={
        "leather": "suede",
        "denim": "jean, jeans",
        "knit fabric": "knit, knitted, jersey, wool",
        "woven fabric": "woven, cotton, linen, silk",
        "synthetic": "polyester, nylon, plastic, rubber",
        "metal": "steel, stainless steel, gold, silver",
    },
)

_PATTERN = Attribute(
    name="pattern",
    question="What pattern does the product have?",
    answers=("solid color", "striped", "floral print", "geometric", "polka dots", "checkered"),
    looks={
        "solid color": "plain",
        "floral print": "floral printed",
        "geometric": "geometric print",
        "polka dots": "polka dot",
    },
    synonyms={
        "solid color": "solid, plain, solid colour",
        "striped": "stripe, stripes",
        "floral print": "floral, flowers",
        "geometric": "geometric print",
        "polka dots": "polka dot, dots, dotted",
        "checkered": "check, checks, checked, plaid",
    },
)

_FORMALITY = Attribute(
    name="formality",
    question="How formal is the product?",
    answers=("formal", "business casual", "casual", "athletic"),
    group="style",
    looks={"athletic": "sports", "business casual": "smart casual"},
    synonyms={
        "business casual": "smart casual, semi-formal",
        "casual": "informal",
        "athletic": "sporty, sports, sportswear",
    },
)

_STYLE = Attribute(
    name="style_keywords",
    question="Which style does the product have?",
    answers=("classic", "minimalist", "sporty", "streetwear", "vintage", "bohemian", "elegant", "ethnic"),
    several=True,
    group="style",
    synonyms={"bohemian": "boho", "minimalist": "modern, simple", "ethnic": "traditional"},
)

_DETAILS = Attribute(
    name="visual_details",
    question="Which detail is visible on the product?",
    answers=("buttons", "zipper", "pockets", "logo", "embroidery", "lace", "hood", "buckle", "laces"),
    several=True,
    group="style",
    looks={"logo": "a logo", "zipper": "a zip", "hood": "a hood", "buckle": "a buckle"},
    synonyms={
        "buttons": "button",
        "zipper": "zip, zippers",
        "pockets": "pocket",
        "logo": "graphic, brand logo",
        "embroidery": "embroidered",
        "laces": "shoelaces",
    },
)

_COLLAR = Attribute(
    name="collar_type",
    question="What kind of collar or neckline does the product have?",
    answers=("crew neck", "v-neck", "polo collar", "shirt collar", "turtleneck", "hooded"),
    group="garment",
    looks={"crew neck": "round neck"},
    synonyms={
        "crew neck": "crew, round neck, round",
        "v-neck": "v neck, vneck",
        "polo collar": "polo",
        "shirt collar": "button-down collar, collared, collar",
        "hooded": "hood",
    },
)

_SLEEVES = Attribute(
    name="sleeve_length",
    question="How long are the sleeves of the product?",
    answers=("sleeveless", "short sleeve", "three-quarter sleeve", "long sleeve"),
    group="garment",
    synonyms={
        "sleeveless": "no sleeves",
        "short sleeve": "short, short sleeves, half sleeve",
        "three-quarter sleeve": "3/4 sleeve, three quarter",
        "long sleeve": "long, long sleeves, full sleeve",
    },
)

_FIT = Attribute(
    name="fit_type",
    question="How does the product fit?",
    answers=("slim fit", "regular fit", "loose fit"),
    group="garment",
    synonyms={
        "slim fit": "slim, fitted, skinny",
        "regular fit": "regular",
        "loose fit": "loose, relaxed, oversized",
    },
)

VOCABULARY = Vocabulary((_MATERIAL, _PATTERN, _FORMALITY, _STYLE, _DETAILS, _COLLAR, _SLEEVES, _FIT))
