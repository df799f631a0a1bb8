"""What the drawn shop sells: one line per cut, with its share, colours, patterns, buyers, seasons and price.

Names of article types, categories, colours, usages and seasons are those of the public Kaggle catalogue
"Fashion Product Images", so that a model or a filter made for one fits the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["CATEGORIES", "LINES", "Line", "Weights"]

Weights: TypeAlias = Mapping[str, float]

CATEGORIES: Mapping[str, tuple[str, str]] = {
    "Tshirts": ("Apparel", "Topwear"),
    "Shirts": ("Apparel", "Topwear"),
    "Tops": ("Apparel", "Topwear"),
    "Sweaters": ("Apparel", "Topwear"),
    "Sweatshirts": ("Apparel", "Topwear"),
    "Jackets": ("Apparel", "Topwear"),
    "Kurtas": ("Apparel", "Topwear"),
    "Dresses": ("Apparel", "Dress"),
    "Sarees": ("Apparel", "Saree"),
    "Jeans": ("Apparel", "Bottomwear"),
    "Trousers": ("Apparel", "Bottomwear"),
    "Track Pants": ("Apparel", "Bottomwear"),
    "Shorts": ("Apparel", "Bottomwear"),
    "Skirts": ("Apparel", "Bottomwear"),
    "Casual Shoes": ("Footwear", "Shoes"),
    "Sports Shoes": ("Footwear", "Shoes"),
    "Formal Shoes": ("Footwear", "Shoes"),
    "Heels": ("Footwear", "Shoes"),
    "Flats": ("Footwear", "Shoes"),
    "Sandals": ("Footwear", "Sandal"),
    "Flip Flops": ("Footwear", "Flip Flops"),
    "Socks": ("Accessories", "Socks"),
    "Scarves": ("Accessories", "Scarves"),
    "Watches": ("Accessories", "Watches"),
    "Handbags": ("Accessories", "Bags"),
    "Clutches": ("Accessories", "Bags"),
    "Backpacks": ("Accessories", "Bags"),
    "Sunglasses": ("Accessories", "Eyewear"),
    "Belts": ("Accessories", "Belts"),
    "Caps": ("Accessories", "Headwear"),
    "Ties": ("Accessories", "Ties"),
    "Wallets": ("Accessories", "Wallets"),
    "Earrings": ("Accessories", "Jewellery"),
    "Necklace and Chains": ("Accessories", "Jewellery"),
}
"""Master category and sub-category of every article type."""


@dataclass(frozen=True, slots=True)
class Line:
    """One cut the shop sells.

    Attributes:
        article_type: A key of `CATEGORIES`.
        style: Name of its sketch.
        noun: What a title calls it.
        share: How many of 2,000 products, roughly.
        price: Median price of a mid-market brand.
        trade: Which brands make it.
        genders: For whom, by share.
        colors: Base colours, by share.
        patterns: Patterns, by share.
        seasons: Seasons, by share.
        usages: Usages, by share.
    """

    article_type: str
    style: str
    noun: str
    share: int
    price: float
    trade: str
    genders: Weights
    colors: Weights
    patterns: Weights
    seasons: Weights
    usages: Weights


def _weights(text: str) -> Weights:
    """`"Black 5, Navy Blue 2"` as a mapping."""
    pairs = (item.strip().rsplit(" ", 1) for item in text.split(","))
    return {name: float(share) for name, share in pairs}


MEN, WOMEN, UNISEX = _weights("Men 1"), _weights("Women 1"), _weights("Unisex 1")
MOSTLY_MEN = _weights("Men 7, Women 2, Boys 1")
MOSTLY_WOMEN = _weights("Women 9, Girls 1")
BOTH = _weights("Men 5, Women 5")
ALL = _weights("Men 4, Women 4, Unisex 2")
KIDS = _weights("Boys 1, Girls 1")

BASICS = _weights(
    "Black 8, White 8, Blue 7, Navy Blue 7, Grey 5, Red 7, Green 5, Yellow 3, Purple 3, Orange 2, Pink 2,"
    "Maroon 3, Olive 2, Grey Melange 3, Charcoal 2, Teal 1, Turquoise Blue 1, Brown 1"
)
POLO = _weights(
    "Navy Blue 11, White 6, Black 5, Red 6, Blue 6, Green 5, Grey 3, Yellow 3, Pink 3, Purple 2, Maroon 2, Orange 2,"
    "Turquoise Blue 1, Olive 1"
)
SHIRTING = _weights(
    "White 10, Blue 10, Black 5, Red 4, Green 4, Purple 4, Grey 4, Pink 3, Navy Blue 4, Beige 2, Brown 2, Lavender 2,"
    "Maroon 2, Yellow 1, Khaki 1, Olive 1"
)
FEMININE = _weights(
    "Pink 7, White 7, Black 7, Blue 6, Red 6, Purple 5, Green 4, Yellow 4, Peach 3, Navy Blue 3, Turquoise Blue 3,"
    "Magenta 3, Lavender 2, Orange 3, Cream 2, Teal 2, Grey 2, Multi 3, Maroon 2, Brown 1"
)
DRESSY = _weights(
    "Red 11, Black 10, Blue 6, Pink 6, White 5, Navy Blue 4, Purple 4, Green 4, Yellow 3, Peach 2, Maroon 2,"
    "Turquoise Blue 2, Magenta 2, Orange 1, Teal 2, Grey 1, Multi 2, Cream 1, Burgundy 1"
)
FESTIVE = _weights(
    "Red 6, Green 6, Blue 6, Pink 5, White 5, Black 4, Yellow 4, Purple 4, Maroon 4, Orange 4, Mustard 3, Beige 3,"
    "Magenta 3, Teal 2, Rust 2, Cream 2, Multi 3, Turquoise Blue 2"
)
WINTRY = _weights(
    "Grey 6, Black 7, Navy Blue 6, Blue 4, Red 4, Maroon 3, Green 3, Charcoal 3, Brown 2, Purple 2, Beige 2,"
    "Cream 2, Olive 3, White 2, Pink 2, Mustard 1, Teal 1, Burgundy 2, Grey Melange 2"
)
DENIM = _weights("Blue 18, Navy Blue 6, Black 5, Grey 3, White 1")
DRABS = _weights(
    "Black 6, Grey 4, Beige 4, Khaki 4, Navy Blue 4, Brown 3, Olive 2, Charcoal 3, Cream 1, Blue 1, White 1"
)
GYM = _weights("Black 8, Grey 5, Navy Blue 5, Blue 3, Charcoal 2, Red 2, White 2, Green 1, Purple 1, Grey Melange 2")
TRAINERS = _weights(
    "White 8, Black 8, Grey 4, Blue 5, Red 4, Navy Blue 3, Silver 2, Green 2, Orange 1, Yellow 1, Pink 1"
)
SNEAKERS = _weights(
    "Black 7, White 7, Brown 5, Blue 4, Navy Blue 4, Grey 4, Red 4, Green 2, Beige 2, Tan 2, Olive 1, Yellow 1,"
    "Purple 1, Pink 1, Khaki 1"
)
LEATHERS = _weights("Black 9, Brown 7, Tan 3, Coffee Brown 2, Burgundy 1")
SHOWY_SHOES = _weights(
    "Black 8, Red 5, Gold 3, Silver 3, Beige 4, Brown 3, Blue 3, Pink 3, White 2, Navy Blue 2, Maroon 1, Purple 2,"
    "Green 1, Copper 1, Bronze 1"
)
BAGS = _weights(
    "Black 8, Brown 7, Red 5, Blue 3, Purple 3, Pink 4, Beige 3, Tan 3, White 3, Green 2, Navy Blue 2, Maroon 2,"
    "Orange 2, Yellow 2, Grey 2, Gold 1, Mustard 1, Teal 1"
)
PACKS = _weights("Black 8, Blue 5, Grey 4, Red 4, Navy Blue 4, Green 3, Olive 2, Purple 2, Orange 1, Pink 2, Brown 1")
METALS = _weights("Silver 8, Gold 5, Steel 3, Copper 1")
FINE_METALS = _weights("Silver 8, Gold 5, Copper 1")
DIALS = _weights("Black 8, White 5, Blue 4, Brown 4, Grey 1, Navy Blue 1, Green 1, Red 1")
STONES = _weights("Gold 6, Silver 5, Red 3, Green 3, Blue 3, Pink 2, White 3, Purple 2, Black 2, Turquoise Blue 2")
FRAMES = _weights("Black 9, Brown 6, Purple 1, Red 1, Blue 2, White 1, Grey 1, Green 1, Pink 1")

SOLID = _weights("solid 1")
TEES = _weights("solid 4, graphic 6, striped 3, melange 1")
PLAIN_MOST = _weights("solid 7, striped 3")
BLOUSES = _weights("solid 5, floral 3, printed 3, polka dot 2, striped 2, animal print 1")
GOWNS = _weights("solid 8, floral 4, polka dot 2, printed 2, striped 1, checked 1")
WOVEN = _weights("checked 5, striped 1, pinstriped 4, solid 6")
KNITS = _weights("knit 5, cable knit 3, striped 3, solid 1")
PRINTS = _weights("printed 5, floral 3, solid 5, striped 1")
JEAN = _weights("denim 1")

SUMMER = _weights("Summer 8, Spring 2, Fall 1")
WINTER = _weights("Winter 7, Fall 4")
ANY = _weights("Summer 4, Fall 3, Winter 3, Spring 1")
CASUAL, SPORTS = _weights("Casual 1"), _weights("Sports 1")
FORMAL, ETHNIC, PARTY = _weights("Formal 1"), _weights("Ethnic 1"), _weights("Casual 3, Party 2")
SMART = _weights("Casual 5, Smart Casual 3")
OFFICE = _weights("Formal 6, Smart Casual 2")

LINES: tuple[Line, ...] = (
    Line("Tshirts", "round neck", "T-shirt", 62, 16, "casual", MOSTLY_MEN, BASICS, TEES, SUMMER, CASUAL),
    Line("Tshirts", "ringer", "Ringer T-shirt", 20, 18, "street", BOTH, BASICS, TEES, SUMMER, CASUAL),
    Line("Tshirts", "v neck", "V-Neck T-shirt", 26, 17, "casual", MOSTLY_MEN, BASICS, PLAIN_MOST, SUMMER, CASUAL),
    Line("Tshirts", "scoop neck", "T-shirt", 28, 17, "casual", MOSTLY_WOMEN, FEMININE, TEES, SUMMER, CASUAL),
    Line("Tshirts", "polo", "Polo T-shirt", 84, 26, "casual", MOSTLY_MEN, POLO, PLAIN_MOST, SUMMER, CASUAL),
    Line("Tshirts", "long sleeve", "Full Sleeve T-shirt", 18, 22, "casual", MOSTLY_MEN, BASICS, PLAIN_MOST, WINTER, CASUAL),
    Line("Tshirts", "round neck", "Training T-shirt", 24, 24, "sport", BOTH, GYM, _weights("solid 3, graphic 2, colour block 2"), SUMMER, SPORTS),
    Line("Shirts", "long sleeve", "Shirt", 60, 34, "casual", MOSTLY_MEN, SHIRTING, WOVEN, ANY, SMART),
    Line("Shirts", "long sleeve", "Formal Shirt", 34, 42, "formal", MEN, SHIRTING, _weights("solid 6, pinstriped 4"), ANY, OFFICE),
    Line("Shirts", "short sleeve", "Short Sleeve Shirt", 34, 30, "casual", MOSTLY_MEN, SHIRTING, WOVEN, SUMMER, CASUAL),
    Line("Shirts", "fitted", "Shirt", 26, 36, "formal", WOMEN, FEMININE, _weights("solid 5, striped 2, pinstriped 3"), ANY, OFFICE),
    Line("Tops", "sleeveless", "Sleeveless Top", 24, 20, "casual", MOSTLY_WOMEN, FEMININE, BLOUSES, SUMMER, CASUAL),
    Line("Tops", "spaghetti", "Spaghetti Top", 18, 15, "street", WOMEN, FEMININE, BLOUSES, SUMMER, CASUAL),
    Line("Tops", "peplum", "Peplum Top", 18, 27, "casual", WOMEN, FEMININE, BLOUSES, SUMMER, CASUAL),
    Line("Tops", "bell sleeve", "Bell Sleeve Top", 18, 28, "casual", WOMEN, FEMININE, BLOUSES, ANY, CASUAL),
    Line("Tops", "kimono", "Top", 18, 22, "casual", MOSTLY_WOMEN, FEMININE, BLOUSES, SUMMER, CASUAL),
    Line("Sweaters", "crew neck", "Sweater", 22, 42, "casual", MOSTLY_MEN, WINTRY, KNITS, WINTER, CASUAL),
    Line("Sweaters", "v neck", "V-Neck Sweater", 18, 44, "formal", BOTH, WINTRY, KNITS, WINTER, SMART),
    Line("Sweaters", "turtleneck", "Turtleneck Sweater", 14, 48, "casual", BOTH, WINTRY, KNITS, WINTER, CASUAL),
    Line("Sweaters", "cardigan", "Cardigan", 16, 46, "casual", MOSTLY_WOMEN, WINTRY, KNITS, WINTER, CASUAL),
    Line("Sweatshirts", "hooded", "Hooded Sweatshirt", 26, 44, "street", BOTH, WINTRY, _weights("solid 4, graphic 4, melange 2"), WINTER, CASUAL),
    Line("Sweatshirts", "zip", "Zip Sweatshirt", 16, 46, "sport", BOTH, GYM, _weights("solid 4, melange 2"), WINTER, _weights("Casual 2, Sports 3")),
    Line("Sweatshirts", "crew neck", "Sweatshirt", 18, 38, "street", BOTH, WINTRY, _weights("solid 3, graphic 4, melange 2, colour block 1"), WINTER, CASUAL),
    Line("Jackets", "bomber", "Bomber Jacket", 14, 70, "street", BOTH, WINTRY, SOLID, WINTER, CASUAL),
    Line("Jackets", "track", "Track Jacket", 16, 58, "sport", BOTH, GYM, SOLID, WINTER, SPORTS),
    Line("Jackets", "puffer", "Padded Jacket", 14, 84, "casual", BOTH, WINTRY, _weights("quilted 1"), WINTER, CASUAL),
    Line("Jackets", "denim", "Denim Jacket", 14, 62, "street", BOTH, DENIM, JEAN, ANY, CASUAL),
    Line("Jackets", "leather", "Leather Jacket", 16, 150, "luxury", BOTH, _weights("Black 6, Brown 4, Tan 2, Maroon 1, Red 1"), SOLID, WINTER, CASUAL),
    Line("Jackets", "blazer", "Blazer", 22, 120, "formal", BOTH, _weights("Black 5, Navy Blue 5, Grey 3, Charcoal 2, Beige 1, Maroon 1, White 1"), _weights("solid 5, checked 1, pinstriped 1"), ANY, OFFICE),
    Line("Kurtas", "three-quarter sleeve", "Kurta", 40, 28, "ethnic", WOMEN, FESTIVE, PRINTS, SUMMER, ETHNIC),
    Line("Kurtas", "sleeveless", "Sleeveless Kurta", 18, 24, "ethnic", WOMEN, FESTIVE, PRINTS, SUMMER, ETHNIC),
    Line("Kurtas", "mandarin collar", "Kurta", 20, 32, "ethnic", MEN, FESTIVE, _weights("solid 5, printed 1, pinstriped 1"), ANY, ETHNIC),
    Line("Dresses", "skater", "Skater Dress", 42, 48, "casual", MOSTLY_WOMEN, DRESSY, GOWNS, SUMMER, PARTY),
    Line("Dresses", "sheath", "Sheath Dress", 32, 62, "formal", WOMEN, DRESSY, _weights("solid 6, polka dot 1, checked 1, printed 1"), ANY, _weights("Formal 3, Casual 2, Party 1")),
    Line("Dresses", "maxi", "Maxi Dress", 32, 66, "luxury", WOMEN, DRESSY, GOWNS, SUMMER, PARTY),
    Line("Dresses", "strapless", "Strapless Dress", 28, 54, "street", WOMEN, DRESSY, GOWNS, SUMMER, PARTY),
    Line("Dresses", "shirt dress", "Shirt Dress", 26, 50, "casual", WOMEN, DRESSY, _weights("solid 5, checked 3, striped 2, polka dot 1"), ANY, CASUAL),
    Line("Sarees", "draped", "Saree", 50, 60, "ethnic", WOMEN, FESTIVE, _weights("printed 4, floral 3, solid 4, polka dot 1"), ANY, ETHNIC),
    Line("Jeans", "regular", "Jeans", 30, 48, "casual", MOSTLY_MEN, DENIM, JEAN, ANY, CASUAL),
    Line("Jeans", "skinny", "Skinny Fit Jeans", 28, 50, "street", BOTH, DENIM, JEAN, ANY, CASUAL),
    Line("Jeans", "bootcut", "Bootcut Jeans", 16, 52, "casual", BOTH, DENIM, JEAN, ANY, CASUAL),
    Line("Trousers", "formal", "Formal Trousers", 30, 56, "formal", MEN, DRABS, _weights("solid 6, pinstriped 2, checked 1"), ANY, OFFICE),
    Line("Trousers", "chino", "Chinos", 22, 46, "casual", MOSTLY_MEN, DRABS, SOLID, ANY, SMART),
    Line("Trousers", "wide leg", "Wide Leg Trousers", 16, 54, "formal", WOMEN, DRABS, _weights("solid 5, pinstriped 1"), ANY, OFFICE),
    Line("Track Pants", "striped side", "Track Pants", 22, 34, "sport", BOTH, GYM, SOLID, ANY, SPORTS),
    Line("Track Pants", "double stripe", "Training Track Pants", 12, 38, "sport", MEN, GYM, SOLID, ANY, SPORTS),
    Line("Track Pants", "jogger", "Joggers", 16, 36, "street", BOTH, GYM, _weights("solid 3, melange 2"), ANY, _weights("Casual 3, Sports 2")),
    Line("Shorts", "cargo", "Cargo Shorts", 18, 32, "casual", _weights("Men 7, Boys 2"), DRABS, _weights("solid 5, checked 2"), SUMMER, CASUAL),
    Line("Shorts", "denim", "Denim Shorts", 16, 30, "street", _weights("Women 6, Men 2, Girls 1"), DENIM, JEAN, SUMMER, CASUAL),
    Line("Shorts", "running", "Running Shorts", 20, 26, "sport", BOTH, GYM, SOLID, SUMMER, SPORTS),
    Line("Skirts", "a-line", "A-Line Skirt", 16, 34, "casual", MOSTLY_WOMEN, FEMININE, GOWNS, SUMMER, CASUAL),
    Line("Skirts", "pencil", "Pencil Skirt", 14, 40, "formal", WOMEN, DRABS, _weights("solid 4, checked 1, pinstriped 1"), ANY, OFFICE),
    Line("Skirts", "pleated", "Pleated Skirt", 14, 36, "street", MOSTLY_WOMEN, FEMININE, _weights("solid 3, checked 3"), ANY, CASUAL),
    Line("Skirts", "maxi", "Maxi Skirt", 12, 42, "ethnic", WOMEN, FESTIVE, PRINTS, SUMMER, _weights("Ethnic 1, Casual 1")),
    Line("Skirts", "tiered", "Tiered Skirt", 10, 34, "casual", MOSTLY_WOMEN, FEMININE, BLOUSES, SUMMER, CASUAL),
    Line("Casual Shoes", "sneaker", "Sneakers", 34, 62, "street", ALL, SNEAKERS, SOLID, ANY, CASUAL),
    Line("Casual Shoes", "canvas", "Canvas Shoes", 22, 40, "street", ALL, SNEAKERS, _weights("solid 6, checked 1, printed 1"), SUMMER, CASUAL),
    Line("Casual Shoes", "high top", "High Top Sneakers", 16, 66, "street", BOTH, SNEAKERS, SOLID, ANY, CASUAL),
    Line("Casual Shoes", "slip-on", "Slip-On Shoes", 14, 44, "casual", ALL, SNEAKERS, _weights("solid 4, checked 1, striped 1"), SUMMER, CASUAL),
    Line("Casual Shoes", "loafer", "Loafers", 16, 72, "leather", MEN, LEATHERS, SOLID, ANY, SMART),
    Line("Casual Shoes", "boot", "Boots", 14, 96, "leather", BOTH, LEATHERS, SOLID, WINTER, CASUAL),
    Line("Sports Shoes", "running", "Running Shoes", 62, 78, "sport", MEN, TRAINERS, SOLID, ANY, SPORTS),
    Line("Sports Shoes", "running", "Running Shoes", 24, 76, "sport", WOMEN, _weights("White 5, Pink 5, Purple 3, Grey 4, Blue 3, Black 4, Turquoise Blue 2, Silver 2"), SOLID, ANY, SPORTS),
    Line("Sports Shoes", "training", "Training Shoes", 22, 70, "sport", BOTH, TRAINERS, SOLID, ANY, SPORTS),
    Line("Sports Shoes", "basketball", "Basketball Shoes", 14, 92, "sport", MEN, TRAINERS, SOLID, ANY, SPORTS),
    Line("Formal Shoes", "derby", "Derby Formal Shoes", 14, 92, "leather", MEN, LEATHERS, SOLID, ANY, FORMAL),
    Line("Formal Shoes", "oxford", "Oxford Formal Shoes", 16, 104, "leather", MEN, LEATHERS, SOLID, ANY, FORMAL),
    Line("Formal Shoes", "monk strap", "Monk Strap Formal Shoes", 10, 116, "leather", MEN, LEATHERS, SOLID, ANY, FORMAL),
    Line("Formal Shoes", "slip-on", "Slip-On Formal Shoes", 12, 86, "leather", MEN, LEATHERS, SOLID, ANY, FORMAL),
    Line("Heels", "pump", "Pumps", 22, 68, "leather", WOMEN, SHOWY_SHOES, SOLID, ANY, _weights("Casual 3, Formal 2, Party 1")),
    Line("Heels", "ankle strap", "Ankle Strap Heels", 20, 74, "luxury", WOMEN, SHOWY_SHOES, SOLID, ANY, PARTY),
    Line("Heels", "block", "Block Heels", 14, 62, "casual", WOMEN, SHOWY_SHOES, SOLID, ANY, CASUAL),
    Line("Heels", "wedge", "Wedge Heels", 14, 58, "casual", WOMEN, SHOWY_SHOES, SOLID, SUMMER, CASUAL),
    Line("Flats", "ballerina", "Ballerinas", 20, 38, "casual", MOSTLY_WOMEN, SHOWY_SHOES, _weights("solid 6, polka dot 1, animal print 1"), ANY, CASUAL),
    Line("Flats", "strappy", "Strappy Flats", 14, 34, "casual", WOMEN, SHOWY_SHOES, SOLID, SUMMER, CASUAL),
    Line("Flats", "slide", "Slides", 10, 30, "street", WOMEN, SHOWY_SHOES, SOLID, SUMMER, CASUAL),
    Line("Sandals", "sports sandal", "Sports Sandals", 16, 46, "sport", _weights("Men 4, Unisex 2, Women 1"), GYM, SOLID, SUMMER, CASUAL),
    Line("Sandals", "leather sandal", "Leather Sandals", 14, 48, "leather", _weights("Men 4, Women 2"), LEATHERS, SOLID, SUMMER, CASUAL),
    Line("Sandals", "clog", "Clogs", 12, 34, "casual", _weights("Unisex 3, Boys 2, Girls 2"), BASICS, SOLID, SUMMER, CASUAL),
    Line("Flip Flops", "beach", "Flip Flops", 24, 15, "street", ALL, BASICS, _weights("solid 4, striped 2, floral 2"), SUMMER, CASUAL),
    Line("Flip Flops", "leather", "Flip Flops", 12, 24, "leather", BOTH, LEATHERS, SOLID, SUMMER, CASUAL),
    Line("Socks", "crew", "Socks", 24, 8, "casual", ALL, BASICS, _weights("solid 4, striped 4, polka dot 1, checked 1"), ANY, _weights("Casual 3, Sports 1")),
    Line("Scarves", "looped", "Scarf", 22, 26, "casual", BOTH, WINTRY, _weights("solid 3, checked 3, striped 2, knit 2, floral 1"), WINTER, CASUAL),
    Line("Watches", "bracelet", "Watch", 28, 120, "watch", MEN, METALS, SOLID, ANY, CASUAL),
    Line("Watches", "slim", "Watch", 36, 105, "watch", WOMEN, FINE_METALS, SOLID, ANY, CASUAL),
    Line("Watches", "leather strap", "Dial Watch", 26, 98, "watch", BOTH, DIALS, SOLID, ANY, SMART),
    Line("Watches", "chronograph", "Dial Chronograph Watch", 22, 170, "watch", MEN, DIALS, SOLID, ANY, SMART),
    Line("Watches", "digital", "Digital Watch", 18, 42, "sport", ALL, _weights("Black 6, Blue 3, Red 2, Green 2, Pink 2, Yellow 2, Orange 2, White 2"), SOLID, ANY, _weights("Sports 3, Casual 2")),
    Line("Handbags", "tote", "Tote Bag", 22, 58, "leather", WOMEN, BAGS, _weights("solid 5, floral 1, striped 1, checked 1"), ANY, CASUAL),
    Line("Handbags", "satchel", "Handbag", 24, 74, "luxury", WOMEN, BAGS, SOLID, ANY, CASUAL),
    Line("Handbags", "hobo", "Hobo Bag", 16, 64, "leather", WOMEN, BAGS, SOLID, ANY, CASUAL),
    Line("Handbags", "shoulder", "Shoulder Bag", 18, 88, "luxury", WOMEN, BAGS, SOLID, ANY, PARTY),
    Line("Clutches", "envelope", "Clutch", 14, 44, "luxury", WOMEN, SHOWY_SHOES, SOLID, ANY, PARTY),
    Line("Clutches", "box", "Box Clutch", 12, 52, "luxury", WOMEN, SHOWY_SHOES, SOLID, ANY, PARTY),
    Line("Backpacks", "classic", "Backpack", 20, 42, "street", UNISEX, PACKS, _weights("solid 6, floral 1, checked 1"), ANY, CASUAL),
    Line("Backpacks", "sport", "Sports Backpack", 16, 46, "sport", UNISEX, PACKS, SOLID, ANY, SPORTS),
    Line("Backpacks", "rucksack", "Rucksack", 14, 64, "casual", UNISEX, PACKS, SOLID, ANY, _weights("Casual 3, Travel 2")),
    Line("Sunglasses", "aviator", "Aviator Sunglasses", 18, 58, "eyewear", _weights("Men 5, Women 2, Unisex 2"), METALS, SOLID, SUMMER, CASUAL),
    Line("Sunglasses", "wayfarer", "Wayfarer Sunglasses", 18, 52, "eyewear", ALL, FRAMES, SOLID, SUMMER, CASUAL),
    Line("Sunglasses", "round", "Round Sunglasses", 10, 48, "eyewear", ALL, FRAMES, SOLID, SUMMER, CASUAL),
    Line("Sunglasses", "oversized", "Oversized Sunglasses", 14, 62, "eyewear", WOMEN, FRAMES, SOLID, SUMMER, CASUAL),
    Line("Belts", "formal", "Leather Belt", 26, 34, "leather", MEN, LEATHERS, SOLID, ANY, _weights("Formal 3, Casual 3")),
    Line("Belts", "woven", "Belt", 18, 28, "casual", BOTH, BAGS, SOLID, ANY, CASUAL),
    Line("Caps", "baseball", "Cap", 20, 18, "street", _weights("Unisex 5, Men 4, Women 1"), BASICS, SOLID, SUMMER, CASUAL),
    Line("Caps", "side", "Sports Cap", 14, 20, "sport", _weights("Unisex 4, Men 3"), GYM, SOLID, SUMMER, SPORTS),
    Line("Caps", "beanie", "Beanie Cap", 12, 17, "street", ALL, WINTRY, _weights("knit 4, striped 2"), WINTER, CASUAL),
    Line("Ties", "classic", "Tie", 30, 30, "formal", MEN, _weights("Black 5, Blue 5, Red 4, Maroon 4, Navy Blue 4, Grey 3, Purple 2, Green 2, Yellow 1, Pink 1"), _weights("diagonal 5, solid 4, polka dot 2, printed 1, checked 1"), ANY, FORMAL),
    Line("Ties", "bow", "Bow Tie", 10, 26, "formal", MEN, _weights("Black 5, Red 3, Navy Blue 3, Maroon 2, White 1"), _weights("solid 4, polka dot 2"), ANY, _weights("Formal 2, Party 2")),
    Line("Wallets", "bifold", "Wallet", 22, 34, "leather", MEN, LEATHERS, SOLID, ANY, CASUAL),
    Line("Wallets", "open bifold", "Bifold Wallet", 12, 38, "leather", MEN, LEATHERS, SOLID, ANY, CASUAL),
    Line("Wallets", "long", "Wallet", 16, 42, "leather", WOMEN, BAGS, SOLID, ANY, CASUAL),
    Line("Wallets", "zip-around", "Zip Wallet", 12, 40, "leather", WOMEN, BAGS, SOLID, ANY, CASUAL),
    Line("Earrings", "hoop", "Hoop Earrings", 14, 28, "jewel", WOMEN, FINE_METALS, SOLID, ANY, CASUAL),
    Line("Earrings", "drop", "Drop Earrings", 18, 36, "jewel", WOMEN, STONES, SOLID, ANY, PARTY),
    Line("Earrings", "jhumka", "Jhumka Earrings", 14, 30, "jewel", WOMEN, STONES, SOLID, ANY, ETHNIC),
    Line("Earrings", "stud", "Stud Earrings", 12, 24, "jewel", MOSTLY_WOMEN, STONES, SOLID, ANY, CASUAL),
    Line("Necklace and Chains", "pendant", "Pendant Necklace", 14, 46, "jewel", WOMEN, STONES, SOLID, ANY, CASUAL),
    Line("Necklace and Chains", "beads", "Bead Necklace", 12, 28, "jewel", WOMEN, _weights("Red 3, Blue 3, Green 3, White 4, Black 3, Brown 2, Turquoise Blue 3, Pink 2"), SOLID, ANY, CASUAL),
    Line("Necklace and Chains", "statement", "Statement Necklace", 12, 58, "jewel", WOMEN, STONES, SOLID, ANY, PARTY),
    Line("Necklace and Chains", "chain", "Chain", 8, 52, "jewel", _weights("Women 3, Men 2"), FINE_METALS, SOLID, ANY, CASUAL),
)  # fmt: skip
