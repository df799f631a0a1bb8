from __future__ import annotations

import csv
from datetime import date, datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from fashion_search.errors import InvalidRequestError
from fashion_search.people import Event, MemoryEventLog
from fashion_search.ranking.colors import WHEEL
from fashion_search.recommenders.outfits import bundled_compatibility, kind_of, slot_of
from fashion_search.recommenders.outfits.audience import Audience, audience_in_title, audience_of, genders_for
from fashion_search.recommenders.outfits.fit import PairFit
from fashion_search.recommenders.outfits.formality import season_agreement, usage_agreement, usages_conflict
from fashion_search.recommenders.outfits.harmony import harmony
from fashion_search.recommenders.outfits.items import Items
from fashion_search.recommenders.outfits.plan import Occasion, checked_slots, frames_for
from fashion_search.recommenders.outfits.purchases import SameDayPurchases, logged_purchases
from fashion_search.recommenders.outfits.slots import SLOTS, kind_named, kinds, may_share_a_look
from fashion_search.types import Product


@pytest.mark.parametrize(
    ("category", "kind", "slot"),
    [
        ("Tshirts", "t-shirt", "top"),
        ("Flip Flops", "flip-flops", "shoes"),
        ("Perfume and Body Mist", "fragrance", None),
        ("Jumpsuit/Playsuit", "jumpsuit", "one-piece"),
        ("Men's Sportcoats & Blazers", "blazer", "outer"),
        ("Shirt Dress", "dress", "one-piece"),
        ("  DRESS   shirt ", "shirt", "top"),
        ("Leather chelsea boots", "boots", "shoes"),
        ("Salwar and Dupatta", "salwar", "bottom"),
    ],
)
def test_a_category_name_says_what_a_thing_is_and_where_it_is_worn(category, kind, slot):
    found = kind_named(category)
    assert found is not None
    assert (found.name, found.slot) == (kind, slot)


def test_a_category_nobody_knows_is_no_kind():
    assert kind_named("Flurb") is None
    assert kind_named("") is None


def test_the_article_type_decides_then_the_sub_category_then_the_title():
    article = Product(
        product_id="1", article_type="Heels", sub_category="Bags", product_display_name="A shirt"
    )
    family = Product(
        product_id="2", article_type="Flurb", sub_category="Bags", product_display_name="A shirt"
    )
    title = Product(product_id="3", product_display_name="Puma Men Blue Jacket")
    assert [slot_of(one) for one in (article, family, title)] == ["shoes", "bag", "outer"]
    assert slot_of(Product(product_id="4")) is None


def test_a_known_type_that_is_not_worn_is_not_looked_up_further():
    gift = Product(product_id="1", article_type="Free Gifts", sub_category="Bags")
    assert kind_of(gift) is not None
    assert slot_of(gift) is None


@pytest.mark.real_data
def test_every_article_type_of_the_kaggle_catalogue_is_known(real_data: Path):
    with (real_data / "fashion_products" / "styles.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["articleType"] for row in csv.DictReader(lines)}
    assert len(names) == 143
    assert [name for name in sorted(names) if kind_named(name) is None] == []


def test_a_one_piece_is_worn_instead_of_top_and_bottom():
    assert not may_share_a_look("one-piece", "top")
    assert not may_share_a_look("bottom", "one-piece")
    assert not may_share_a_look("shoes", "shoes")
    assert may_share_a_look("one-piece", "shoes")


@pytest.mark.parametrize(
    ("one", "other", "suits"),
    [
        ("Men", "Unisex", True),
        ("Men", "Women", False),
        ("Boys", "Men", False),
        ("Boys", "Unisex", False),
        ("Boys", "Kids", True),
        ("Girls", "Boys", False),
        ("Ladieswear", "Women", True),
    ],
)
def test_gender_and_age_are_never_crossed(one, other, suits):
    first, second = audience_of(one), audience_of(other)
    assert first is not None
    assert second is not None
    assert first.suits(second) is second.suits(first) is suits


def test_a_label_nobody_knows_has_no_audience_and_is_never_picked():
    assert audience_of(None) is audience_of("Z") is None
    assert genders_for(Audience("adult", "men"), ["Men", "Unisex", "Women", "Z"]) == ("Men", "Unisex")


def test_a_title_may_say_who_a_product_is_made_for():
    assert audience_in_title("ADIDAS Kids Unisex Shoes") == Audience("child", "any")
    assert audience_in_title("Spider Man T-shirt") is None
    assert audience_in_title(None) is None


def test_usages_agree_by_occasion_and_sports_is_never_formal():
    assert usage_agreement("Casual", "Casual") == 1.0
    assert usage_agreement("Casual", None) == usage_agreement("Casual", "Home") == 0.5
    assert usages_conflict("Formal", "Sports")
    assert usages_conflict("Sports", "Ethnic")
    assert not usages_conflict("Casual", "Formal")
    assert not usages_conflict(None, "Sports")


def test_seasons_agree_when_near():
    assert season_agreement("Summer", "Summer") > season_agreement("Summer", "Fall")
    assert season_agreement("Winter", "Summer") == 0.0
    assert season_agreement(None, "Summer") == 0.5


def test_neutrals_go_with_everything_and_loud_colours_clash():
    assert harmony("Black", "Red") > harmony("Red", "Red") > harmony("Red", "Green")
    assert harmony("Blue", "Orange") > harmony("Green", "Purple")
    assert harmony("Light Pink", "Pink") == harmony("Pink", "Pink")
    assert harmony("Flurb", "Red") == harmony(None, "Red") == 0.5
    assert harmony("Multi", "Red") < harmony("Multi", "Black")


def test_harmony_is_symmetric_and_within_bounds_for_every_pair_of_the_wheel():
    names = [*WHEEL, "Multi"]
    for one in names:
        for other in names:
            assert 0 <= harmony(one, other) == harmony(other, one) <= 1


def test_the_learned_tables_are_symmetric_and_cover_every_kind():
    tables = bundled_compatibility()
    count = len(kinds())
    for table in (tables.worn_together(), tables.bought_together()):
        assert table.shape == (count, count)
        assert np.array_equal(table, table.T)
        assert table.min() >= 0
        assert table.max() <= 1
    assert tables.needed.shape == (len(SLOTS), len(SLOTS))
    assert tables.needed.max() <= 1


def test_a_kind_no_outfit_had_is_neutral():
    tables = bundled_compatibility()
    row = tables.kinds.index("kurta")
    assert np.all(tables.worn_together()[row] == 0.5)


def test_what_stands_together_in_outfits_scores_above_what_does_not():
    tables = bundled_compatibility()
    place = {name: row for row, name in enumerate(tables.kinds)}
    evening = tables.completes([place["gown"], place["clutch"]])
    assert evening[place["heels"]] > evening[place["sneakers"]]
    bikini = tables.bought_together()[place["bikini top"]]
    assert bikini[place["bikini bottom"]] > bikini[place["trousers"]]


def test_women_are_offered_a_one_piece_as_well_and_men_are_not():
    women = frames_for("shoes", Occasion(Audience("adult", "women"), "Summer", "Casual"))
    men = frames_for("shoes", Occasion(Audience("adult", "men"), "Summer", "Casual"))
    assert [frame[0] for frame in women] == ["top", "one-piece"]
    assert [frame[0] for frame in men] == ["top"]


def test_no_frame_holds_the_seed_twice_or_what_is_worn_instead_of_something_in_it():
    for seed in SLOTS:
        for sex in ("men", "women", "any"):
            for season in ("Winter", "Summer", None):
                for usage in ("Casual", "Sports", "Formal", "Ethnic"):
                    for frame in frames_for(seed, Occasion(Audience("adult", sex), season, usage)):
                        look = (seed, *frame)
                        assert len(set(look)) == len(look)
                        assert all(
                            may_share_a_look(a, b) for at, a in enumerate(look) for b in look[at + 1 :]
                        )


def test_what_is_worn_under_has_looks_of_its_own():
    assert frames_for("under-bottom", Occasion()) == (("under-top", "hosiery"),)


@pytest.mark.parametrize(
    ("slots", "message"),
    [
        (["shoe"], "shoes"),
        (["shoes", "shoes"], "each is filled once"),
        (["top"], "each is filled once"),
        (["one-piece"], "worn instead"),
        ([], "empty"),
        ("shoes", "pass a list"),
    ],
)
def test_slots_that_make_no_look_are_refused(slots, message):
    with pytest.raises(InvalidRequestError, match=message):
        checked_slots(slots, "top")


def test_purchases_count_days_together_and_else_nearness_in_time():
    seen = SameDayPurchases.from_purchases(
        [
            ("u", "a", date(2020, 1, 1)),
            ("u", "b", date(2020, 1, 1)),
            ("v", "c", date(2020, 1, 8)),
            ("v", "d", date(2020, 9, 1)),
        ]
    )
    together, near, far, never = seen("a", ("b", "c", "d", "e"))
    assert together == pytest.approx(0.75)
    assert together > near > never > far
    assert never == 0.5
    assert seen("b", ("a",))[0] == together
    assert (seen.beside("a"), seen.beside("d")) == (("b",), ())


def test_neighbours_in_the_order_of_numeric_ids_are_of_one_collection_where_years_are_unknown():
    def shirt(product_id, year=None):
        return Product(product_id=product_id, article_type="Shirts", year=year)

    def collection(fit, one, other):
        left, right = (Items.of([product], np.zeros((1, 4), np.float32)) for product in (one, other))
        return float(fit.judge(left, right).parts["collection"][0, 0])

    crowded = PairFit(id_order=(0.0, 10.0, 20.0, 30.0, 1000.0))  # most products have low numbers
    near, far = (collection(crowded, shirt("010"), shirt(other)) for other in ("012", "020"))
    assert near > far > collection(crowded, shirt("010"), shirt("900")) > 0
    assert collection(crowded, shirt("500"), shirt("510")) > near
    assert collection(PairFit(), shirt("010"), shirt("012")) == collection(PairFit(), shirt("a"), shirt("b"))
    same_year = collection(crowded, shirt("010", 2012), shirt("900", 2012))
    assert same_year > near


def bought(user_id: str, *product_ids: str, kind: str = "purchase", day: int = 1) -> list[Event]:
    at = datetime(2025, 6, day, 12, tzinfo=timezone.utc)
    return [Event(user_id=user_id, product_id=one, kind=kind, at=at) for one in product_ids]


def test_a_log_is_read_again_when_there_are_more_events():
    log = MemoryEventLog(bought("u", "a", "b", kind="view"))
    purchases = logged_purchases(log)
    assert purchases.get() is None
    log.append(bought("u", "a", "b"))
    first = purchases.get()
    assert first.beside("a") == ("b",)
    assert purchases.get() is first
    log.append([*bought("v", "a", "c", day=2), *bought("w", "a", "c", day=2)])
    assert purchases.get().beside("a") == ("c", "b")


def test_what_was_sent_back_was_not_bought():
    log = MemoryEventLog([*bought("u", "a", "b"), *bought("u", "b", kind="return", day=9)])
    assert logged_purchases(log).get().beside("a") == ()
