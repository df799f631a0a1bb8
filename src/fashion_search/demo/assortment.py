"""What the drawn shop sells: one line per cut, with its share, price, makers, buyers, colours and patterns.

Names of article types, categories, colours, usages and seasons are those of the public Kaggle catalogue
"Fashion Product Images", so that a model or a filter made for one fits the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from fashion_search.demo.mixes import COLORS, GENDERS, PATTERNS, SEASONS, USAGES, Mix, parse_mix

__all__ = ["LINES", "Line"]

# style | what titles call it | share | median price | trade | genders | colours | patterns | seasons | usages
_TABLE = """
Tshirts: Apparel / Topwear
  round neck | T-shirt | 62 | 16 | casual | mostly men | basics | tees | summer | Casual
  ringer | Ringer T-shirt | 20 | 18 | street | both | basics | tees | summer | Casual
  v neck | V-Neck T-shirt | 26 | 17 | casual | mostly men | basics | plain most | summer | Casual
  scoop neck | T-shirt | 28 | 17 | casual | mostly women | feminine | tees | summer | Casual
  polo | Polo T-shirt | 96 | 26 | casual | mostly men | polo | plain most | summer | Casual
  long sleeve | Full Sleeve T-shirt | 18 | 22 | casual | mostly men | basics | plain most | winter | Casual
  round neck | Training T-shirt | 24 | 24 | sport | both | gym | gym prints | summer | Sports

Shirts: Apparel / Topwear
  long sleeve | Shirt | 60 | 34 | casual | mostly men | shirting | woven | any | smart
  long sleeve | Formal Shirt | 34 | 42 | formal | Men | shirting | dress shirts | any | office
  short sleeve | Short Sleeve Shirt | 34 | 30 | casual | mostly men | shirting | woven | summer | Casual
  fitted | Shirt | 26 | 36 | formal | Women | feminine | fine stripes | any | office

Tops: Apparel / Topwear
  sleeveless | Sleeveless Top | 24 | 20 | casual | mostly women | feminine | blouses | summer | Casual
  spaghetti | Spaghetti Top | 18 | 15 | street | Women | feminine | blouses | summer | Casual
  peplum | Peplum Top | 18 | 27 | casual | Women | feminine | blouses | summer | Casual
  bell sleeve | Bell Sleeve Top | 18 | 28 | casual | Women | feminine | blouses | any | Casual
  kimono | Top | 18 | 22 | casual | mostly women | feminine | blouses | summer | Casual

Sweaters: Apparel / Topwear
  crew neck | Sweater | 22 | 42 | casual | mostly men | wintry | knits | winter | Casual
  v neck | V-Neck Sweater | 18 | 44 | formal | both | wintry | knits | winter | smart
  turtleneck | Turtleneck Sweater | 14 | 48 | casual | both | wintry | knits | winter | Casual
  cardigan | Cardigan | 16 | 46 | casual | mostly women | wintry | knits | winter | Casual

Sweatshirts: Apparel / Topwear
  hooded | Hooded Sweatshirt | 26 | 44 | street | both | wintry | hoodies | winter | Casual
  zip | Zip Sweatshirt | 16 | 46 | sport | both | gym | solid 4, melange 2 | winter | Casual 2, Sports 3
  crew neck | Sweatshirt | 18 | 38 | street | both | wintry | fleece | winter | Casual

Jackets: Apparel / Topwear
  bomber | Bomber Jacket | 14 | 70 | street | both | wintry | solid | winter | Casual
  track | Track Jacket | 16 | 58 | sport | both | gym | solid | winter | Sports
  puffer | Padded Jacket | 14 | 84 | casual | both | wintry | quilted | winter | Casual
  denim | Denim Jacket | 14 | 62 | street | both | denim | denim | any | Casual
  leather | Leather Jacket | 16 | 150 | luxury | both | hides | solid | winter | Casual
  blazer | Blazer | 22 | 120 | formal | both | suits | suiting | any | office

Kurtas: Apparel / Topwear
  three-quarter sleeve | Kurta | 40 | 28 | ethnic | Women | festive | prints | summer | Ethnic
  sleeveless | Sleeveless Kurta | 18 | 24 | ethnic | Women | festive | prints | summer | Ethnic
  mandarin collar | Kurta | 20 | 32 | ethnic | Men | festive | kurta cloth | any | Ethnic

Dresses: Apparel / Dress
  skater | Skater Dress | 48 | 48 | casual | mostly women | dressy | gowns | summer | party
  sheath | Sheath Dress | 36 | 62 | formal | Women | dressy | sheath cloth | any | Formal 3, Casual 2, Party 1
  maxi | Maxi Dress | 36 | 66 | luxury | Women | dressy | gowns | summer | party
  strapless | Strapless Dress | 34 | 54 | street | Women | dressy | gowns | summer | party
  shirt dress | Shirt Dress | 32 | 50 | casual | Women | dressy | shirt dress cloth | any | Casual

Sarees: Apparel / Saree
  draped | Saree | 50 | 60 | ethnic | Women | festive | saree cloth | any | Ethnic

Jeans: Apparel / Bottomwear
  regular | Jeans | 30 | 48 | casual | mostly men | denim | denim | any | Casual
  skinny | Skinny Fit Jeans | 28 | 50 | street | both | denim | denim | any | Casual
  bootcut | Bootcut Jeans | 16 | 52 | casual | both | denim | denim | any | Casual

Trousers: Apparel / Bottomwear
  formal | Formal Trousers | 30 | 56 | formal | Men | drabs | trouser cloth | any | office
  chino | Chinos | 22 | 46 | casual | mostly men | drabs | solid | any | smart
  wide leg | Wide Leg Trousers | 16 | 54 | formal | Women | drabs | solid 5, pinstriped 1 | any | office

Track Pants: Apparel / Bottomwear
  striped side | Track Pants | 22 | 34 | sport | both | gym | solid | any | Sports
  double stripe | Training Track Pants | 12 | 38 | sport | Men | gym | solid | any | Sports
  jogger | Joggers | 16 | 36 | street | both | gym | solid 3, melange 2 | any | Casual 3, Sports 2

Shorts: Apparel / Bottomwear
  cargo | Cargo Shorts | 18 | 32 | casual | Men 7, Boys 2 | drabs | solid 5, checked 2 | summer | Casual
  denim | Denim Shorts | 16 | 30 | street | Women 6, Men 2, Girls 1 | denim | denim | summer | Casual
  running | Running Shorts | 20 | 26 | sport | both | gym | solid | summer | Sports

Skirts: Apparel / Bottomwear
  a-line | A-Line Skirt | 16 | 34 | casual | mostly women | feminine | gowns | summer | Casual
  pencil | Pencil Skirt | 14 | 40 | formal | Women | drabs | skirt cloth | any | office
  pleated | Pleated Skirt | 14 | 36 | street | mostly women | feminine | solid 3, checked 3 | any | Casual
  maxi | Maxi Skirt | 12 | 42 | ethnic | Women | festive | prints | summer | Ethnic 1, Casual 1
  tiered | Tiered Skirt | 10 | 34 | casual | mostly women | feminine | blouses | summer | Casual

Casual Shoes: Footwear / Shoes
  sneaker | Sneakers | 34 | 62 | street | all | sneakers | solid | any | Casual
  canvas | Canvas Shoes | 22 | 40 | street | all | sneakers | canvas | summer | Casual
  high top | High Top Sneakers | 16 | 66 | street | both | sneakers | solid | any | Casual
  slip-on | Slip-On Shoes | 14 | 44 | casual | all | sneakers | slip on cloth | summer | Casual
  loafer | Loafers | 16 | 72 | leather | Men | leathers | solid | any | smart
  boot | Boots | 14 | 96 | leather | both | leathers | solid | winter | Casual

Sports Shoes: Footwear / Shoes
  running | Running Shoes | 62 | 78 | sport | Men | trainers | solid | any | Sports
  running | Running Shoes | 24 | 76 | sport | Women | womens trainers | solid | any | Sports
  training | Training Shoes | 22 | 70 | sport | both | trainers | solid | any | Sports
  basketball | Basketball Shoes | 14 | 92 | sport | Men | trainers | solid | any | Sports

Formal Shoes: Footwear / Shoes
  derby | Derby Formal Shoes | 14 | 92 | leather | Men | leathers | solid | any | Formal
  oxford | Oxford Formal Shoes | 16 | 104 | leather | Men | leathers | solid | any | Formal
  monk strap | Monk Strap Formal Shoes | 10 | 116 | leather | Men | leathers | solid | any | Formal
  slip-on | Slip-On Formal Shoes | 12 | 86 | leather | Men | leathers | solid | any | Formal

Heels: Footwear / Shoes
  pump | Pumps | 22 | 68 | leather | Women | showy shoes | solid | any | Casual 3, Formal 2, Party 1
  ankle strap | Ankle Strap Heels | 20 | 74 | luxury | Women | showy shoes | solid | any | party
  block | Block Heels | 14 | 62 | casual | Women | showy shoes | solid | any | Casual
  wedge | Wedge Heels | 14 | 58 | casual | Women | showy shoes | solid | summer | Casual

Flats: Footwear / Shoes
  ballerina | Ballerinas | 20 | 38 | casual | mostly women | showy shoes | ballerina cloth | any | Casual
  strappy | Strappy Flats | 14 | 34 | casual | Women | showy shoes | solid | summer | Casual
  slide | Slides | 10 | 30 | street | Women | showy shoes | solid | summer | Casual

Sandals: Footwear / Sandal
  sports sandal | Sports Sandals | 16 | 46 | sport | Men 4, Unisex 2, Women 1 | gym | solid | summer | Casual
  leather sandal | Leather Sandals | 14 | 48 | leather | Men 4, Women 2 | leathers | solid | summer | Casual
  clog | Clogs | 12 | 34 | casual | Unisex 3, Boys 2, Girls 2 | basics | solid | summer | Casual

Flip Flops: Footwear / Flip Flops
  beach | Flip Flops | 24 | 15 | street | all | basics | beach | summer | Casual
  leather | Flip Flops | 12 | 24 | leather | both | leathers | solid | summer | Casual

Socks: Accessories / Socks
  crew | Socks | 24 | 8 | casual | all | basics | hosiery | any | Casual 3, Sports 1

Scarves: Accessories / Scarves
  looped | Scarf | 22 | 26 | casual | both | wintry | scarf cloth | winter | Casual

Watches: Accessories / Watches
  bracelet | Watch | 28 | 120 | watch | Men | metals | solid | any | Casual
  slim | Watch | 36 | 105 | watch | Women | fine metals | solid | any | Casual
  leather strap | Dial Watch | 26 | 98 | watch | both | dials | solid | any | smart
  chronograph | Dial Chronograph Watch | 22 | 170 | watch | Men | dials | solid | any | smart
  digital | Digital Watch | 18 | 42 | sport | all | resins | solid | any | Sports 3, Casual 2

Handbags: Accessories / Bags
  tote | Tote Bag | 22 | 58 | leather | Women | bags | tote cloth | any | Casual
  satchel | Handbag | 24 | 74 | luxury | Women | bags | solid | any | Casual
  hobo | Hobo Bag | 16 | 64 | leather | Women | bags | solid | any | Casual
  shoulder | Shoulder Bag | 18 | 88 | luxury | Women | bags | solid | any | party

Clutches: Accessories / Bags
  envelope | Clutch | 14 | 44 | luxury | Women | showy shoes | solid | any | party
  box | Box Clutch | 12 | 52 | luxury | Women | showy shoes | solid | any | party

Backpacks: Accessories / Bags
  classic | Backpack | 20 | 42 | street | Unisex | packs | pack cloth | any | Casual
  sport | Sports Backpack | 16 | 46 | sport | Unisex | packs | solid | any | Sports
  rucksack | Rucksack | 14 | 64 | casual | Unisex | packs | solid | any | Casual 3, Travel 2

Sunglasses: Accessories / Eyewear
  aviator | Aviator Sunglasses | 18 | 58 | eyewear | adults | metals | solid | summer | Casual
  wayfarer | Wayfarer Sunglasses | 18 | 52 | eyewear | all | frames | solid | summer | Casual
  round | Round Sunglasses | 10 | 48 | eyewear | all | frames | solid | summer | Casual
  oversized | Oversized Sunglasses | 14 | 62 | eyewear | Women | frames | solid | summer | Casual

Belts: Accessories / Belts
  formal | Leather Belt | 26 | 34 | leather | Men | leathers | solid | any | Formal 3, Casual 3
  woven | Belt | 18 | 28 | casual | both | bags | solid | any | Casual

Caps: Accessories / Headwear
  baseball | Cap | 20 | 18 | street | Unisex 5, Men 4, Women 1 | basics | solid | summer | Casual
  side | Sports Cap | 14 | 20 | sport | Unisex 4, Men 3 | gym | solid | summer | Sports
  beanie | Beanie Cap | 12 | 17 | street | all | wintry | knit 4, striped 2 | winter | Casual

Ties: Accessories / Ties
  classic | Tie | 30 | 30 | formal | Men | ties | tie silk | any | Formal
  bow | Bow Tie | 10 | 26 | formal | Men | bow ties | solid 4, polka dot 2 | any | Formal 2, Party 2

Wallets: Accessories / Wallets
  bifold | Wallet | 22 | 34 | leather | Men | leathers | solid | any | Casual
  open bifold | Bifold Wallet | 12 | 38 | leather | Men | leathers | solid | any | Casual
  long | Wallet | 16 | 42 | leather | Women | bags | solid | any | Casual
  zip-around | Zip Wallet | 12 | 40 | leather | Women | bags | solid | any | Casual

Earrings: Accessories / Jewellery
  hoop | Hoop Earrings | 14 | 28 | jewel | Women | fine metals | solid | any | Casual
  drop | Drop Earrings | 18 | 36 | jewel | Women | stones | solid | any | party
  jhumka | Jhumka Earrings | 14 | 30 | jewel | Women | stones | solid | any | Ethnic
  stud | Stud Earrings | 12 | 24 | jewel | mostly women | stones | solid | any | Casual

Necklace and Chains: Accessories / Jewellery
  pendant | Pendant Necklace | 14 | 46 | jewel | Women | stones | solid | any | Casual
  beads | Bead Necklace | 12 | 28 | jewel | Women | beads | solid | any | Casual
  statement | Statement Necklace | 12 | 58 | jewel | Women | stones | solid | any | party
  chain | Chain | 8 | 52 | jewel | Women 3, Men 2 | fine metals | solid | any | Casual
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One cut the shop sells.

    Attributes:
        article_type: Its article type.
        master_category: The category above.
        sub_category: The category between.
        style: Name of its sketch.
        noun: What a title calls it.
        share: Its share of all products, relative to the other lines.
        price: Median price at a brand in the middle of the market.
        trade: Which brands make it.
        genders: For whom.
        colors: Base colours.
        patterns: Patterns.
        seasons: Seasons.
        usages: Usages.
    """

    article_type: str
    master_category: str
    sub_category: str
    style: str
    noun: str
    share: float
    price: float
    trade: str
    genders: Mix
    colors: Mix
    patterns: Mix
    seasons: Mix
    usages: Mix


def _read(table: str) -> tuple[Line, ...]:
    lines, heading = [], ("", "", "")
    for row in filter(None, table.splitlines()):
        if row.startswith(" "):
            lines.append(_line(heading, [cell.strip() for cell in row.split("|")]))
        else:
            article_type, categories = row.split(": ")
            master_category, sub_category = categories.split(" / ")
            heading = article_type, master_category, sub_category
    return tuple(lines)


def _line(heading: tuple[str, str, str], cells: list[str]) -> Line:
    style, noun, share, price, trade, *mixed = cells
    known = (GENDERS, COLORS, PATTERNS, SEASONS, USAGES)
    mixes = [
        names[cell] if cell in names else parse_mix(cell) for cell, names in zip(mixed, known, strict=True)
    ]
    return Line(*heading, style, noun, float(share), float(price), trade, *mixes)


LINES: tuple[Line, ...] = _read(_TABLE)
"""Every line, grouped by article type."""
