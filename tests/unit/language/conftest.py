"""A vocabulary modelled on the Kaggle catalogue: its labels with their counts, and some of its brands."""

from __future__ import annotations

import pytest

from fashion_search.language import Vocabulary

ARTICLE_TYPES = (
    "Tshirts 7070, Shirts 3217, Casual Shoes 2846, Watches 2542, Sports Shoes 2036, Kurtas 1844, Tops "
    "1762, Handbags 1759, Heels 1323, Sunglasses 1073, Wallets 936, Flip Flops 916, Sandals 897, Briefs "
    "849, Belts 813, Backpacks 724, Socks 686, Formal Shoes 637, Perfume and Body Mist 614, Jeans 609, "
    "Shorts 547, Trousers 530, Flats 500, Bra 477, Dresses 464, Sarees 427, Earrings 417, Deodorant 347, "
    "Nail Polish 329, Lipstick 315, Track Pants 304, Clutches 290, Sweatshirts 285, Caps 283, Sweaters "
    "277, Ties 263, Jackets 258, Innerwear Vests 242, Kurtis 234, Tunics 229, Nightdress 189, Leggings "
    "177, Pendant 176, Capris 175, Necklace and Chains 160, Lip Gloss 144, Night suits 141, Trunk 140, "
    "Skirts 128, Scarves 119, Ring 118, Dupatta 116, Cufflinks 106, Kajal and Eyeliner 102, Kurta Sets "
    "94, Stoles 90, Duffel Bag 88, Bangle 85, Laptop Bag 82, Sports Sandals 67, Bracelet 66, Lounge Pants "
    "61, Jewellery Set 58, Boxers 52, Compact 49, Messenger Bag 44, Mufflers 38, Rain Jacket 18, Swimwear "
    "17, Waistcoat 15, Tights 9, Blazers 8, Ties and Cufflinks 2, Suits 1"
)
SUB_CATEGORIES = (
    "Topwear 15405, Shoes 7344, Bags 3055, Bottomwear 2694, Watches 2542, Innerwear 1808, Jewellery 1080, "
    "Eyewear 1073, Fragrance 1012, Sandal 963, Wallets 933, Flip Flops 915, Belts 811, Socks 698, Lips "
    "527, Dress 478, Loungewear and Nightwear 470, Saree 427, Nails 329, Makeup 307, Headwear 293, Ties "
    "258, Accessories 143, Scarves 118, Skin 69, Eyes 43"
)
COLORS = (
    "Black 9732, White 5540, Blue 4922, Brown 3494, Grey 2741, Red 2458, Green 2116, Pink 1861, Navy Blue "
    "1791, Purple 1643, Silver 1090, Yellow 779, Beige 749, Gold 629, Maroon 581, Orange 530, Olive 410, "
    "Multi 394, Cream 390, Steel 315, Charcoal 228, Peach 195, Off White 182, Skin 179, Lavender 162, "
    "Grey Melange 146, Khaki 139, Magenta 129, Teal 120, Tan 114, Mustard 97, Bronze 95, Copper 86, "
    "Turquoise Blue 69, Rust 66, Burgundy 45, Metallic 43, Coffee Brown 31, Mauve 29, Rose 28, Nude 23, "
    "Sea Green 22, NA 15, Lime Green 6"
)
BRANDS = (
    "Nike 2174, Puma 2065, Adidas 1832, United Colors of Benetton 1328, Catwalk 735, Fastrack 680, "
    "Wrangler 674, Gini and Jony 669, Lino Perros 649, Arrow 570, Fila 421, Lee 373, Basics 326, Fossil "
    "305, U.S. Polo Assn. 279, Q&Q 263, Reid & Taylor 260, Red Tape 260, Levis 214, Titan 177, Classic "
    "Polo 162, Lee Cooper 144, Casio 100"
)


def counts(listed: str) -> dict[str, int]:
    """`Name 12, Other 3` as a mapping."""
    return {name: int(count) for name, count in (part.rsplit(" ", 1) for part in listed.split(", "))}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """What words mean in the Kaggle catalogue."""
    titles = [f"{name} Men Black Shoes" for name, count in counts(BRANDS).items() for _ in range(count // 20)]
    return Vocabulary.from_counts(
        {
            "article_type": counts(ARTICLE_TYPES),
            "sub_category": counts(SUB_CATEGORIES),
            "master_category": counts(
                "Apparel 21400, Accessories 11289, Footwear 9222, Personal Care 2404, Home 1"
            ),
            "base_color": counts(COLORS),
            "gender": counts("Men 22165, Women 18632, Unisex 2164, Boys 830, Girls 655"),
            "season": counts("Summer 21476, Fall 11445, Winter 8519, Spring 2985"),
            "usage": counts(
                "Casual 34414, Sports 4025, Ethnic 3208, Formal 2359, NA 316, Smart Casual 67, Party 29"
            ),
        },
        titles,
        range(2007, 2020),
    )
