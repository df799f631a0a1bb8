"""A store into PostgreSQL: all of it, once, again after a crash, and never two at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, create_engine, text

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from postgres_server import Server, installations, running, vector_programs

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.connections.sql.engines import postgres_engine
from fashion_search.errors import (
    ConfigurationError,
    InvalidRequestError,
    ModelMismatchError,
    NotFoundError,
    StoreLockedError,
)
from fashion_search.filters import F
from fashion_search.indexes import LocalIndex
from fashion_search.indexes.pgvector import (
    Batch,
    Loaded,
    PgVectorIndex,
    create,
    create_hnsw,
    load,
    load_batches,
)
from fashion_search.indexes.pgvector import loading as loading_module
from fashion_search.indexes.pgvector.settings import HnswSettings
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.types import SPACES, ModelIdentity, Product, Progress

pytestmark = pytest.mark.postgres

MODEL = ModelIdentity(name="made-up", dimension=8, fingerprint="a1")
OTHER = ModelIdentity(name="another", dimension=8, fingerprint="b2")
TABLE = "product_embeddings_multimodal"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(Server(vector_programs())) as server:
        yield server


@pytest.fixture
def engine(server: Server) -> Iterator[Engine]:
    engine = postgres_engine(server.url)
    yield engine
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE IF EXISTS products, {TABLE}, fashion_search_migrations"))
    engine.dispose()


def products(count: int) -> list[Product]:
    return [
        Product(
            product_id=f"p{number:03d}",
            product_display_name=f"Écharpe 🧣 {number} %_\\",
            gender=("Women", "Men", None)[number % 3],
            price=None if number % 5 == 0 else number + 0.25,
            year=2011 + number % 3 if number % 7 else None,
        )
        for number in range(count)
    ]


def unit(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def store(folder: Path, rows: Sequence[Product], *, model: ModelIdentity = MODEL, seed: int = 1) -> Store:
    images, texts = unit(1000, seed), unit(1000, seed + 1)
    entries = (
        Entry(
            product=product,
            source=SourceRecord(text_hash=""),
            image=None if number % 4 == 0 else images[int(product.product_id[1:])],
            text=texts[int(product.product_id[1:])],
        )
        for number, product in enumerate(rows)
    )
    write_generation(Layout.at(folder), entries, count=len(rows), model=model)
    return Store.open(folder)


def check_same(engine: Engine, kept: Store) -> None:
    index, local = PgVectorIndex(engine), LocalIndex.from_store(kept)
    assert (len(index), index.identity) == (len(kept), kept.manifest.model)
    for space in SPACES:
        assert np.array_equal(index.vectors_of(kept.product_ids, space=space), kept.vectors(space))
        query = unit(1, 99)[0]
        found, expected = (one.query(query, limit=50, space=space) for one in (index, local))
        assert found.product_ids == expected.product_ids
        assert np.array_equal(found.similarities, expected.similarities)
    listed = SqlCatalog(engine).list(limit=1000).products
    assert list(listed) == kept.products()
    held = index.query(unit(1, 99)[0], limit=1000).products or ()
    assert set(held) == set(kept.products())


def test_everything_in_a_store_is_there_afterwards(engine: Engine, tmp_path: Path) -> None:
    with store(tmp_path, products(120)) as kept:
        told: list[Progress] = []
        assert load(kept, engine, progress=told.append) == Loaded(written=120, unchanged=0, removed=0)
        check_same(engine, kept)
        assert (told[-1].done, told[-1].total) == (120, 120)


def test_loading_again_sends_nothing(engine: Engine, tmp_path: Path) -> None:
    with store(tmp_path, products(60)) as kept:
        load(kept, engine)
        stamps = text(f"SELECT max(updated_at) FROM {TABLE}")  # noqa: S608
        with engine.connect() as connection:
            before = connection.execute(stamps).scalar_one()
        assert load(kept, engine) == Loaded(written=0, unchanged=60, removed=0)
        with engine.connect() as connection:
            assert connection.execute(stamps).scalar_one() == before


def test_only_what_changed_is_written_and_what_is_gone_is_removed(engine: Engine, tmp_path: Path) -> None:
    with store(tmp_path / "one", products(60)) as kept:
        load(kept, engine)
    changed = [replace(one, price=1.5) if one.product_id == "p007" else one for one in products(64)[4:]]
    with store(tmp_path / "two", changed) as kept:
        assert load(kept, engine) == Loaded(written=5, unchanged=55, removed=4)
        check_same(engine, kept)


def test_a_load_that_was_cut_short_goes_on_where_it_ended(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading_module, "_ROWS_AT_ONCE", 20)

    def crash(progress: Progress) -> None:
        if progress.done >= 60:
            raise KeyboardInterrupt

    with store(tmp_path, products(100)) as kept:
        with pytest.raises(KeyboardInterrupt):
            load(kept, engine, progress=crash)
        assert 40 <= len(PgVectorIndex(engine)) < 100
        assert load(kept, engine).written <= 60
        check_same(engine, kept)


def test_another_model_is_refused_until_it_is_to_replace(engine: Engine, tmp_path: Path) -> None:
    with store(tmp_path / "one", products(30)) as kept:
        load(kept, engine)
    open_index = PgVectorIndex(engine)
    assert open_index.identity == MODEL
    with store(tmp_path / "two", products(20), model=OTHER, seed=5) as kept:
        with pytest.raises(ModelMismatchError, match="replace=True"):
            load(kept, engine)
        assert len(PgVectorIndex(engine)) == 30
        assert load(kept, engine, replace=True) == Loaded(written=20, unchanged=0, removed=10)
        check_same(engine, kept)
    with pytest.raises(ModelMismatchError, match="another@b2"):
        open_index.query(unit(1, 3)[0], limit=3)
    with pytest.raises(ModelMismatchError):
        PgVectorIndex(engine, identity=MODEL).prepare()


def test_readers_see_the_old_vectors_while_others_take_their_place(engine: Engine, tmp_path: Path) -> None:
    with store(tmp_path / "one", products(30)) as kept:
        load(kept, engine)
    seen: list[ModelIdentity] = []

    def look(_: Progress) -> None:
        index = PgVectorIndex(engine)
        assert len(index.query(unit(1, 3)[0], limit=30)) == 30
        seen.append(index.identity)

    with store(tmp_path / "two", products(20), model=OTHER) as kept:
        load(kept, engine, replace=True, progress=look)
    assert seen == [MODEL]


def test_two_loads_at_once_are_refused(engine: Engine, tmp_path: Path) -> None:
    with store(tmp_path, products(5)) as kept:

        def again(_: Progress) -> None:
            with pytest.raises(StoreLockedError, match="Another process"):
                load(kept, engine)

        load(kept, engine, progress=again)
        assert load(kept, engine).unchanged == 5


def test_batches_add_to_what_is_there(engine: Engine) -> None:
    vectors = dict.fromkeys(SPACES, unit(10, 4))
    load_batches([Batch(products(10), vectors)], engine, MODEL)
    more = [replace(one, price=float("nan")) for one in products(12)[8:]]
    found = load_batches([Batch(more, {space: unit(4, 5) for space in SPACES})], engine, MODEL)
    assert (found.written, len(PgVectorIndex(engine))) == (4, 12)
    assert SqlCatalog(engine).count(where=F.price.is_null()) == 2 + 4  # NaN is no price


@pytest.mark.parametrize("bad", ["twice", "long", "shape", "nan"])
def test_rows_that_no_index_may_hold_are_refused(engine: Engine, bad: str) -> None:
    rows, vectors = products(3), unit(3, 4)
    if bad == "twice":
        rows[2] = rows[0]
    else:
        vectors = {"long": vectors * 2, "shape": vectors[:2], "nan": vectors * np.nan}[bad]
    with pytest.raises(InvalidRequestError):
        load_batches([Batch(rows, dict.fromkeys(SPACES, vectors))], engine, MODEL)
    assert len(PgVectorIndex(engine)) == 0


def test_an_empty_table_cannot_tell_its_model(engine: Engine) -> None:
    create(engine, dimension=8)
    with pytest.raises(NotFoundError, match="Load products first"):
        PgVectorIndex(engine).prepare()
    assert PgVectorIndex(engine, identity=MODEL).query(unit(1, 3)[0], limit=3).product_ids == ()


def test_missing_tables_are_said(engine: Engine) -> None:
    with pytest.raises(NotFoundError, match="Create the tables first"):
        PgVectorIndex(engine).prepare()


def test_creating_again_changes_nothing_and_a_newer_version_is_refused(engine: Engine) -> None:
    create(engine, dimension=8)
    create(engine, dimension=8)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO fashion_search_migrations (version) VALUES (1000)"))
    with pytest.raises(ConfigurationError, match="newer"):
        create(engine, dimension=8)


def test_a_server_without_pgvector_is_said() -> None:
    without = [one for one in installations() if one != vector_programs()]
    if not without:
        pytest.skip("needs a second PostgreSQL, without pgvector")
    with running(Server(without[0])) as server:
        engine = create_engine(server.url)
        with engine.connect() as connection:
            offered = connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"))
            if offered.scalar() is not None:
                pytest.skip("every PostgreSQL here has pgvector")
        with pytest.raises(ConfigurationError, match="pgvector"):
            create(engine, dimension=8)
        engine.dispose()


def test_the_graph_is_used_where_it_is_made_and_the_exact_search_never_uses_it(engine: Engine) -> None:
    count = 3000
    vectors = dict.fromkeys(SPACES, unit(count, 4))
    load_batches([Batch([Product(product_id=f"{n:05d}") for n in range(count)], vectors)], engine, MODEL)
    create_hnsw(engine, settings=HnswSettings(m=8, ef_construction=32))
    create_hnsw(engine)  # it is there

    def scans() -> int:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_stat_force_next_flush()"))
            statement = text(
                f"SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'ix_{TABLE}_hybrid_hnsw'"  # noqa: S608
            )
            return int(connection.execute(statement).scalar_one())

    exact, graph = PgVectorIndex(engine), PgVectorIndex(engine, mode="hnsw")
    for query in unit(10, 7):
        exact.query(query, limit=10)
    assert scans() == 0
    shared = 0
    for query in unit(10, 7):
        found = graph.query(query, limit=10)
        assert len(found) == 10
        shared += len(set(found.product_ids) & set(exact.query(query, limit=10).product_ids))
    engine.dispose()  # servers count when a session ends
    assert scans() >= 10
    assert shared >= 95
