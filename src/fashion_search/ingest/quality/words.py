"""Words of titles, in one spelling: lower case, singular, hyphens closed."""

from __future__ import annotations

import re

__all__ = ["COLOR_WORDS", "GENDER_WORDS", "TYPE_NOUNS", "ending", "singular", "title_words"]

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ES = ("shes", "ches", "sses", "xes", "zes")

GENDER_WORDS = {
    **dict.fromkeys(("men", "mens", "men's", "man", "man's", "gents"), "Men"),
    **dict.fromkeys(("women", "womens", "women's", "woman", "woman's", "lady", "ladies"), "Women"),
    **dict.fromkeys(("boy", "boys", "boy's", "boys'"), "Boys"),
    **dict.fromkeys(("girl", "girls", "girl's", "girls'"), "Girls"),
    "unisex": "Unisex",
}
"""Words that say for whom a product is, and the value of `gender` they stand for."""

_COLOR_WORDS = """
aqua assorted beige black blue bronze brown burgundy charcoal color colored colour coloured copper coral
cream cyan dark fuchsia gold golden gray green grey indigo ivory khaki lavender light lime magenta
maroon mauve metallic mint multi multicolor multicolour mustard navy nude off olive orange peach pink
plum purple red rose rust silver steel tan taupe teal toned turquoise violet white wine yellow
"""
COLOR_WORDS = frozenset(_COLOR_WORDS.split())
"""Words that name a colour or say how one is meant."""

_TYPE_NOUNS = """
anklet backpack bag bagpack ballerina balm bandana bangle bathrobe beanie belt bermuda bikini blazer
blouse blusher boot bootie bottle boxer bra bracelet brief brogue bronzer camisole cap cape capri capris
cardigan cargo chain chino choker churidar cleanser clip clog clutch coat cologne compact concealer
corrector corset cover cream crop cuff cufflink culotte cushion deo deodorant derby dhoti dress duffel
dungaree dupatta earphone earring espadrille eyeliner eyeshadow fedora flat flipflop floater footwear
foundation fragrance garter gel glasses gloss glove goggles gown handbag handkerchief hat headband heel
highlighter hoodie innerwear jacket jean jegging jersey jumper jumpsuit kaftan kajal kidswear kimono kit
kurta kurti lace legging lehenga lens liner lingerie lipstick loafer lotion makeup mascara mask mitten
moccasin moisturiser mousse muffler nailpolish necklace nightdress nightsuit nightwear onesie organiser
overall oxford pack palette pant panties parfum parka pendant perfume pin platform playsuit polish polo
poncho potli pouch powder primer pullover pump purse pyjama raincoat remover ring robe romper rucksack
sack salopette salwar sandal saree sari sarong satchel scarf scarves scrub serum set shampoo shapewear
shawl shirt shoe short shorts shoulderbag shrug singlet skirt slingbag slipon slipper sneaker sock spray
stiletto stocking stole suit sunblock sunglass sunglasses sunscreen suspender sweater sweatpant
sweatshirt swimsuit swimwear tank tee thong tie tight tights tissue toilette toner top tote trackpant
tracksuit trench trolley trouser trunk tshirt tunic turban tuxedo umbrella undershirt vest waistcoat
wallet wash watch wedge windcheater wrap wristband
"""
TYPE_NOUNS = frozenset(_TYPE_NOUNS.split())
"""Nouns that name a kind of product, singular. Each catalogue adds its own from how its titles end."""


def title_words(title: str) -> list[str]:
    """The words of a title in order, in one spelling; numbers and punctuation are left out.

    A hyphen joins what stands around it, so that "T-Shirts" and "tshirt" are one word; a capital inside a
    word begins another, as in "PinkTop".
    """
    return [singular(word.lower()) for word in _WORD.findall(_GLUED.sub(" ", title.replace("-", "")))]


def ending(title: str) -> str:
    """The last word of a title, where a product noun stands; empty when that is a code or a single letter."""
    last = title.split()[-1:]
    if not last or any(character.isdigit() for character in last[0]):
        return ""
    word = (title_words(last[0]) or [""])[-1]
    return word if len(word) > 1 else ""


def singular(word: str) -> str:
    """A word without its plural ending, roughly: good enough to compare two spellings."""
    if word.endswith(_ES):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004  # "yes", "gas"
        return word[:-1]
    return word
