"""Writing a generation and reading it back; what is damaged, newer or missing is told."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from fashion_search.errors import InvalidRequestError, NotFoundError, StoreError
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.types import SPACES, ModelIdentity, Product

MODEL = ModelIdentity(name="tiny", dimension=4, fingerprint="f" * 16)
UNIT = np.eye(4, dtype=np.float32)


def entry(
    product_id: str, image: int | None, words: int | None, picture: bytes | None = None, **fields
) -> Entry:
    return Entry(
        product=Product(product_id=product_id, **fields),
        source=SourceRecord(
            text_hash="t", picture_hash="p", thumbnail_hash=None if picture is None else str(picture)
        ),
        image=None if image is None else UNIT[image],
        text=None if words is None else UNIT[words],
        thumbnail=picture,
    )


ENTRIES = [
    entry("10", 0, 1, b"ten", product_display_name="Ten", price=1.5, year=2012),
    entry("2", None, 2, base_color="Red"),
    entry("B", 3, None, b"bee"),
    entry("a", None, None),
    entry("é", 2, 2, b"ten"),
]


def write(path: Path, entries: list[Entry] = ENTRIES, **options) -> Layout:
    layout = Layout.at(path)
    write_generation(layout, entries, count=len(entries), model=MODEL, **options)
    return layout


@pytest.fixture
def store(tmp_path: Path):
    write(tmp_path)
    with Store.open(tmp_path) as opened:
        yield opened


def test_rows_are_in_order_of_code_points(store: Store):
    assert store.product_ids == ("10", "2", "B", "a", "é")
    assert len(store) == 5
    assert [product.product_id for product in store.products()] == list(store.product_ids)


def test_vectors_come_back_and_a_missing_one_is_zero(store: Store):
    assert np.array_equal(
        store.vectors("image"), np.stack([UNIT[0], 0 * UNIT[0], UNIT[3], 0 * UNIT[0], UNIT[2]])
    )
    assert np.array_equal(store.vectors("text")[:3], np.stack([UNIT[1], UNIT[2], 0 * UNIT[0]]))


def test_hybrid_is_the_normalised_mean_or_the_only_side(store: Store):
    mixed = (UNIT[0] + UNIT[1]) / np.sqrt(2)
    expected = np.stack([mixed, UNIT[2], UNIT[3], 0 * UNIT[0], UNIT[2]])
    assert np.allclose(store.vectors("hybrid"), expected, atol=1e-7)


def test_vectors_are_mapped_read_only_float32(store: Store):
    for space in SPACES:
        vectors = store.vectors(space)
        assert vectors.dtype == np.float32
        assert type(vectors) is np.ndarray
        with pytest.raises(ValueError, match="read-only"):
            vectors[0, 0] = 1


def test_an_unknown_space_is_refused_with_the_known_ones(store: Store):
    with pytest.raises(InvalidRequestError, match="'image', 'text', 'hybrid'"):
        store.vectors("sound")  # type: ignore[arg-type]


def test_columns_hold_every_field_in_row_order(store: Store):
    columns = store.columns()
    assert len(columns) == 5
    assert columns.vocabulary("base_color") == ("Red",)
    assert columns.codes("base_color").tolist() == [-1, 0, -1, -1, -1]
    assert columns.numbers("year")[0] == 2012
    assert np.isnan(columns.numbers("price")[1:]).all()
    assert store.columns() is columns


def test_the_manifest_counts_and_names_the_model(store: Store):
    manifest = store.manifest
    assert (manifest.product_count, manifest.picture_count, manifest.generation) == (5, 3, 1)
    assert manifest.model == MODEL
    assert set(manifest.checksums) == {"products", "pictures", *SPACES}


def test_pictures_come_back_and_equal_ones_are_kept_once(store: Store):
    found = [store.picture(product_id) for product_id in ("10", "2", "B", "é", "nothing")]
    assert found == [b"ten", None, b"bee", b"ten", None]
    assert [record.size for record in store.manifest.packs.values()] == [len(b"tenbee")]


def test_a_copied_store_is_the_same_store(store: Store, tmp_path: Path):
    copy = tmp_path / "a copy #1?"
    shutil.copytree(store.path, copy, ignore=shutil.ignore_patterns("a copy*"))
    with Store.open(copy) as copied:
        copied.verify()
        assert copied.products() == store.products()
        assert copied.picture("B") == b"bee"
        with copied.engine().connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM products")).scalar() == 5


def test_a_closed_store_says_so(store: Store):
    store.close()
    for read in (store.products, store.sources, lambda: store.picture("10"), lambda: store.product_ids):
        with pytest.raises(StoreError, match="closed"):
            read()


def test_a_directory_may_have_any_name(tmp_path: Path):
    path = tmp_path / "100% wool? #1 & 'more' é"
    write(path)
    with Store.open(path) as store:
        store.verify()
        assert len(store.products()) == 5


def test_the_same_entries_give_the_same_checksums(tmp_path: Path):
    write(tmp_path / "one")
    write(tmp_path / "other")
    write(tmp_path / "other")
    with Store.open(tmp_path / "one") as one, Store.open(tmp_path / "other") as other:
        assert one.manifest.checksums == other.manifest.checksums
        assert one.manifest.files == other.manifest.files
        assert (one.manifest.generation, other.manifest.generation) == (1, 2)


@pytest.mark.parametrize(
    "changed",
    [
        entry("10", 0, 1, b"ten", product_display_name="Ten!", price=1.5, year=2012),
        entry("10", 1, 1, b"ten", product_display_name="Ten", price=1.5, year=2012),
        entry("10", 0, 1, b"net", product_display_name="Ten", price=1.5, year=2012),
    ],
)
def test_a_change_shows_in_the_checksums(tmp_path: Path, changed: Entry):
    write(tmp_path / "one")
    write(tmp_path / "other", [changed, *ENTRIES[1:]])
    with Store.open(tmp_path / "one") as one, Store.open(tmp_path / "other") as other:
        assert one.manifest.checksums != other.manifest.checksums


def test_an_empty_store_opens(tmp_path: Path):
    write(tmp_path, [])
    with Store.open(tmp_path) as store:
        assert store.vectors("hybrid").shape == (0, 4)
        assert (store.product_ids, len(store.columns())) == ((), 0)
        store.verify()


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([entry("b", None, 0), entry("a", None, 0)], "in order"),
        ([entry("a", None, 0), entry("a", None, 0)], "in order"),
        ([entry("a", 0, 0)], "promised 2 rows"),
    ],
)
def test_entries_out_of_order_or_too_few_are_refused(tmp_path: Path, entries: list[Entry], message: str):
    with pytest.raises(StoreError, match=message):
        write_generation(Layout.at(tmp_path), entries, count=2, model=MODEL)
    assert not Store.exists(tmp_path)


@pytest.mark.parametrize("scale", [2.0, 0.5, np.nan, np.inf])
def test_a_vector_that_is_not_of_unit_length_is_refused(tmp_path: Path, scale: float):
    wrong = Entry(
        product=Product(product_id="a"),
        source=SourceRecord(text_hash=""),
        image=None,
        text=np.array([scale, 0, 0, 0], dtype=np.float32),
    )
    with pytest.raises(StoreError, match="length 1"):
        write(tmp_path, [wrong])


def test_a_failed_write_leaves_the_old_generation_and_no_rubbish_after_the_next(tmp_path: Path):
    layout = write(tmp_path)
    with pytest.raises(StoreError):
        write(tmp_path, [ENTRIES[1], ENTRIES[0]])
    with Store.open(tmp_path) as store:
        assert store.manifest.generation == 1
        store.verify()
    write(tmp_path)
    assert sorted(path.name for path in layout.generations.iterdir()) == ["000001", "000002"]
    assert [path.suffix for path in layout.pictures.iterdir()] == [".pack"]


def test_there_being_no_store_says_how_to_make_one(tmp_path: Path):
    assert not Store.exists(tmp_path)
    with pytest.raises(NotFoundError, match="fashion-search ingest"):
        Store.open(tmp_path)


def test_an_unfinished_store_says_to_go_on(tmp_path: Path):
    (tmp_path / "work").mkdir()
    with pytest.raises(NotFoundError, match="goes on where it stopped"):
        Store.open(tmp_path)


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    "name", ["image.npy", "text.npy", "hybrid.npy", "products.sqlite", ".pack", "manifest.json"]
)
def test_a_missing_file_is_named(tmp_path: Path, name: str):
    write(tmp_path)
    next(file for file in _files(tmp_path) if file.name.endswith(name)).unlink()
    with pytest.raises(StoreError, match=name):
        Store.open(tmp_path)


@pytest.mark.parametrize("name", ["image.npy", "products.sqlite", ".pack"])
def test_a_file_that_was_cut_short_is_named(tmp_path: Path, name: str):
    write(tmp_path)
    file = next(file for file in _files(tmp_path) if file.name.endswith(name))
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(StoreError, match=f"{name}.*(bytes|size)"):
        Store.open(tmp_path)


@pytest.mark.parametrize("name", ["image.npy", "hybrid.npy", "products.sqlite", ".pack"])
def test_verify_finds_one_flipped_bit(tmp_path: Path, name: str):
    write(tmp_path)
    file = next(file for file in _files(tmp_path) if file.name.endswith(name))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with Store.open(tmp_path) as store, pytest.raises(StoreError, match=f"{name}.*checksum"):
        store.verify()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"format_version": 1}', '{"format_version": 1, "model": 3}']
)
def test_a_damaged_manifest_is_named(tmp_path: Path, content: str):
    layout = write(tmp_path)
    (layout.generation(1) / "manifest.json").write_text(content)
    with pytest.raises(StoreError, match="manifest"):
        Store.open(tmp_path)


def test_a_newer_format_says_to_upgrade(tmp_path: Path):
    layout = write(tmp_path)
    path = layout.generation(1) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 2}))
    with pytest.raises(StoreError, match=r"format 2.*pip install -U"):
        Store.open(tmp_path)


@pytest.mark.parametrize("pointer", ["", "seven", "000001 000002", "\xff"])
def test_a_damaged_pointer_says_what_to_do(tmp_path: Path, pointer: str):
    layout = write(tmp_path)
    layout.pointer.write_text(pointer, encoding="latin-1")
    with pytest.raises(StoreError, match="CURRENT"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path):
    layout = write(tmp_path)
    path = layout.generation(1) / "products.sqlite"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(StoreError, match=r"products.sqlite"):
        Store.open(tmp_path)


def test_a_reader_keeps_its_generation_while_later_ones_are_written_and_its_own_is_removed(tmp_path: Path):
    layout = write(tmp_path)
    with Store.open(tmp_path) as store:
        for number in range(3):
            write(tmp_path, [entry("new", number, 0, b"new%d" % number)])
        assert not layout.generation(1).exists()
        assert store.product_ids == ("10", "2", "B", "a", "é")
        assert np.array_equal(store.vectors("image")[0], UNIT[0])
        assert store.picture("B") == b"bee"
        assert len(store.columns()) == 5
        assert _counts_from_threads(store, 6) == {5}


def _counts_from_threads(store: Store, count: int) -> set[int]:
    """Each thread holds its connection until all have one."""
    together, found = threading.Barrier(count), set()

    def ask():
        with store.engine().connect() as connection:
            together.wait()
            found.add(connection.execute(text("SELECT count(*) FROM products")).scalar())

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_refresh_gives_the_same_store_until_there_is_a_newer_generation(tmp_path: Path):
    write(tmp_path)
    with Store.open(tmp_path) as store:
        assert store.refresh() is store
        write(tmp_path, ENTRIES[:2])
        with store.refresh() as newer:
            assert (len(newer), len(store)) == (2, 5)
            assert newer.refresh() is newer


def test_only_the_current_and_the_previous_generation_are_kept(tmp_path: Path):
    for _ in range(4):
        layout = write(tmp_path)
    assert sorted(path.name for path in layout.generations.iterdir()) == ["000003", "000004"]


def test_packs_go_with_the_last_generation_that_needs_them(tmp_path: Path):
    layout = write(tmp_path)
    write(tmp_path, [entry("a", None, 0)])
    assert len(list(layout.pictures.iterdir())) == 1
    write(tmp_path, [entry("a", None, 0)])
    assert not list(layout.pictures.iterdir())


def test_the_database_cannot_be_written(store: Store):
    with store.engine().connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.execute(text("DELETE FROM products"))


def test_readers_that_open_while_generations_come_and_go_always_see_one_whole(tmp_path: Path):
    write(tmp_path, [entry("p0", 0, 0, b"0")])
    done, seen = threading.Event(), []

    def read():
        while not done.is_set():
            with Store.open(tmp_path) as store:
                (product_id,) = store.product_ids
                number = int(product_id[1:])
                assert np.array_equal(store.vectors("image")[0], UNIT[number % 4])
                assert store.picture(product_id) == b"%d" % number
                seen.append(number)

    errors: list[BaseException] = []

    def guarded():
        try:
            read()
        except BaseException as exc:
            errors.append(exc)

    threads = [threading.Thread(target=guarded) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 25):
        write(tmp_path, [entry(f"p{number}", number % 4, 0, b"%d" % number)])
    done.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert max(seen) > 0
