from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import numpy as np
import pytest
from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from fashion_search import F
from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.errors import FilterError, InvalidRequestError, NotFoundError
from fashion_search.indexes.local import LocalIndex
from fashion_search.looks import Look
from fashion_search.recommenders.outfits import FitWeights, OutfitRecommender, audience_of, slot_of
from fashion_search.store.tables import products as table
from fashion_search.types import ModelIdentity, Product

TYPES = {
    "Men": [
        "Shirts",
        "Tshirts",
        "Trousers",
        "Jeans",
        "Formal Shoes",
        "Sports Shoes",
        "Belts",
        "Watches",
        "Ties",
        "Jackets",
    ],
    "Women": [
        "Tops",
        "Skirts",
        "Jeans",
        "Dresses",
        "Heels",
        "Flats",
        "Handbags",
        "Earrings",
        "Watches",
        "Jackets",
    ],
    "Boys": ["Tshirts", "Shorts", "Casual Shoes", "Caps"],
    "Unisex": ["Backpacks", "Sunglasses", "Caps"],
}
USAGES = {"Formal Shoes": ["Formal"], "Ties": ["Formal"], "Sports Shoes": ["Sports"]}
COLORS = ["Black", "White", "Red", "Blue", "Green", None]


def made_products() -> Iterator[Product]:
    rng = np.random.default_rng(7)
    for gender, types in TYPES.items():
        for kind in types:
            for copy in range(12):
                usages = USAGES.get(kind, ["Casual", "Casual", "Formal", "Sports", "Ethnic", None])
                yield Product(
                    product_id=f"{gender}-{kind}-{copy:02d}",
                    product_display_name=f"{gender} {kind} number {copy}",
                    article_type=kind,
                    gender=gender,
                    usage=usages[rng.integers(len(usages))],
                    base_color=COLORS[rng.integers(len(COLORS))],
                    season=["Summer", "Winter", "Fall", None][rng.integers(4)],
                    price=None if rng.random() < 0.05 else float(rng.integers(5, 100)),
                    year=int(rng.integers(2010, 2018)),
                )
    yield Product(product_id="deo", product_display_name="Deo", article_type="Deodorant", price=3.0)
    yield Product(product_id="bare", product_display_name="A shirt", article_type="Shirts", gender="Men")


def direction(product: Product) -> np.ndarray:
    if product.product_id == "bare":
        return np.zeros(16, dtype=np.float32)
    rng = np.random.default_rng(zlib.crc32(product.product_id.encode()))
    vector = rng.normal(size=16) + 0.5
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@contextmanager
def recommender_over(products: list[Product], **options) -> Iterator[OutfitRecommender]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    table.metadata.create_all(engine, tables=[table])
    names = set(table.c.keys())
    with engine.begin() as connection:
        connection.execute(
            insert(table),
            [{k: v for k, v in one.to_dict().items() if k in names} for one in products],
        )
    vectors = np.stack([direction(one) for one in products])
    identity = ModelIdentity(name="made", dimension=16, fingerprint="made")
    index = LocalIndex.from_products(products, {"hybrid": vectors}, identity)
    yield OutfitRecommender(index, SqlCatalog(engine), **options)
    engine.dispose()


PRODUCTS = list(made_products())
SEEDS = [one.product_id for one in PRODUCTS[::5]]


@pytest.fixture(scope="module")
def recommender() -> Iterator[OutfitRecommender]:
    with recommender_over(PRODUCTS) as made:
        yield made


def products_in(look: Look) -> list[Product]:
    return [look.seed, *(slot.best.product for slot in look)]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_look_breaks_a_hard_rule(recommender, seed):
    look = recommender.complete(seed)
    worn = products_in(look)
    slots = [slot_of(one) for one in worn]
    assert len(set(slots)) == len(slots)
    assert not ("one-piece" in slots and {"top", "bottom"} & set(slots))
    for hit in (hit for slot in look for hit in (slot.best, *slot.alternatives)):
        for other in worn:
            one, two = audience_of(hit.product.gender), audience_of(other.gender)
            assert one is not None
            assert two is not None
            assert one.suits(two)
    usages = {one.usage for one in worn}
    assert not ("Sports" in usages and usages & {"Formal", "Ethnic"})


@pytest.mark.parametrize("seed", SEEDS[::3])
def test_the_addends_of_every_hit_and_of_the_look_sum_to_the_score(recommender, seed):
    look = recommender.complete(seed, alternatives=5)
    assert look.explanation.total == pytest.approx(look.score, abs=1e-9)
    for slot in look:
        for hit in (slot.best, *slot.alternatives):
            assert hit.explanation.total == pytest.approx(hit.score, abs=1e-9)
            assert 0 <= hit.score <= 1


def test_the_best_pick_is_not_below_its_alternatives(recommender):
    for seed in SEEDS[::2]:
        for slot in recommender.complete(seed, alternatives=4):
            scores = [slot.best.score, *(hit.score for hit in slot.alternatives)]
            assert scores == sorted(scores, reverse=True)
            ids = [slot.best.product_id, *(hit.product_id for hit in slot.alternatives)]
            assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("budget", [60.0, 120.0, 250.0])
def test_a_budget_covers_the_whole_look_alternatives_included(recommender, budget):
    for seed in SEEDS[::3]:
        look = recommender.complete(seed, budget=budget)
        if not look:
            assert look.notes
            continue
        spent = sum(one.price or 0.0 for one in products_in(look))
        assert spent <= budget
        for slot in look:
            for hit in slot.alternatives:
                assert hit.product.price is not None
                assert spent - (slot.best.product.price or 0.0) + hit.product.price <= budget


def test_what_does_not_fit_the_budget_is_left_out_from_the_end_and_said(recommender):
    dear = recommender.complete("Men-Jeans-03")
    cheap = recommender.complete("Men-Jeans-03", budget=(dear.seed.price or 0.0) + 30.0)
    assert 0 < len(cheap) < len(dear)
    assert any("than the budget" in note for note in cheap.notes)
    left_out = {note.split(":")[0].removeprefix("Left out ") for note in cheap.notes}
    assert left_out.isdisjoint(slot.name for slot in cheap)


def test_a_product_that_alone_costs_more_than_the_budget_gets_no_look(recommender):
    look = recommender.complete("Men-Jeans-03", budget=1.0)
    assert not look
    assert look.notes[0].startswith("The product alone costs")


def test_the_slots_asked_for_are_filled_in_their_order(recommender):
    look = recommender.complete("Women-Skirts-01", slots=["watch", "shoes"])
    assert [slot.name for slot in look] == ["watch", "shoes"]
    assert look.slot("shoes") is look.slots[1]
    assert look.slot("bag") is None


def test_a_slot_the_catalogue_has_nothing_for_is_left_out_and_said(recommender):
    look = recommender.complete("Women-Skirts-01", slots=["gloves", "shoes"])
    assert [slot.name for slot in look] == ["shoes"]
    assert look.notes == ("Left out gloves: nothing in the catalogue fits.",)


def test_a_filter_holds_for_every_pick(recommender):
    look = recommender.complete("Women-Skirts-01", where=F.base_color == "Black")
    assert look
    for slot in look:
        for hit in (slot.best, *slot.alternatives):
            assert hit.product.base_color == "Black"


def test_what_everybody_wears_is_completed_for_one_sex(recommender):
    look = recommender.complete("Unisex-Backpacks-03")
    genders = {slot.best.product.gender for slot in look} - {"Unisex"}
    assert len(genders) == 1
    women = recommender.complete("Unisex-Backpacks-03", where=F.gender == "Women")
    assert {slot.best.product.gender for slot in women} == {"Women"}


def test_the_day_decides_what_the_weather_asks_for(recommender):
    jeans = next(
        one for one in PRODUCTS if (one.gender, one.article_type, one.usage) == ("Women", "Jeans", "Casual")
    )
    winter = recommender.complete(jeans.product_id, today=date(2024, 1, 15))
    summer = recommender.complete(jeans.product_id, today=date(2024, 7, 15))
    assert winter.slot("outer") is not None
    assert summer.slot("outer") is None
    assert summer.slot("eyewear") is not None


def test_a_product_that_is_no_part_of_an_outfit_gets_a_note_and_no_slots(recommender):
    look = recommender.complete("deo")
    assert len(look) == 0
    assert not look
    assert "'Deodorant'" in look.notes[0]
    assert "Deodorant" in look.to_html()


def test_a_product_without_a_vector_still_gets_a_look(recommender):
    look = recommender.complete("bare")
    assert look.slot("bottom") is not None
    assert look.total_price is None


def test_the_same_call_gives_the_same_look(recommender):
    assert recommender.complete("Men-Shirts-01") == recommender.complete("Men-Shirts-01")


def test_co_purchase_moves_the_choice_and_is_an_addend():
    wanted = "Women-Heels-07"

    class Together:
        def __call__(self, product_id: str, others: tuple[str, ...]) -> np.ndarray:
            return np.array([1.0 if wanted in (product_id, other) else 0.0 for other in others])

        def beside(self, product_id: str) -> tuple[str, ...]:
            return (wanted,)

    weights = FitWeights(co_purchase=50.0)
    with recommender_over(PRODUCTS, co_purchase=Together(), weights=weights) as recommender:
        look = recommender.complete("Women-Tops-03")
    shoes = look.slot("shoes")
    assert shoes is not None
    assert shoes.best.product_id == wanted
    assert "co_purchase" in [part.name for part in shoes.best.explanation.parts]


def test_ranking_puts_what_is_never_worn_together_last_with_nothing(recommender):
    ranked = recommender.rank(
        "Women-Tops-03", ["Women-Heels-02", "Men-Jeans-01", "Women-Tops-04", "deo", "nobody"]
    )
    assert ranked[0].product_id == "Women-Heels-02"
    assert ranked[0].score > 0
    assert [hit.score for hit in ranked[1:]] == [0.0, 0.0, 0.0]
    assert ranked[0].explanation.total == pytest.approx(ranked[0].score)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"budget": -1.0}, InvalidRequestError),
        ({"budget": float("nan")}, InvalidRequestError),
        ({"alternatives": -1}, InvalidRequestError),
        ({"slots": ["shoe"]}, InvalidRequestError),
        ({"where": {"colour": "red"}}, FilterError),
    ],
)
def test_what_makes_no_sense_is_refused(recommender, options, error):
    with pytest.raises(error):
        recommender.complete("Men-Shirts-01", **options)


def test_an_unknown_product_is_not_found(recommender):
    with pytest.raises(NotFoundError):
        recommender.complete("nobody")


@pytest.mark.parametrize("wrong", [{"color": -1.0}, {"color": float("inf")}])
def test_weights_that_turn_the_order_around_are_refused(wrong):
    with pytest.raises(InvalidRequestError, match="color"):
        FitWeights(**wrong)


def test_a_look_says_everything_as_plain_values_and_draws_itself(recommender):
    look = recommender.complete("Women-Skirts-01")
    plain = json.loads(json.dumps(look.to_dict()))
    assert plain["seed"]["product_id"] == "Women-Skirts-01"
    assert [row["slot"] for row in look.to_dicts()] == [slot.name for slot in look]
    assert look.product_ids[0] == "Women-Skirts-01"
    html = look._repr_html_()
    for slot in look:
        assert slot.best.product.product_display_name in html
    assert repr(look).startswith("<Look 'Women Skirts number 1'")
