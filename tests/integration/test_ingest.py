"""Files and pictures become a store; a second run encodes nothing; what is bad is kept aside."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fashion_search.catalogs.sql import SqlCatalog
from fashion_search.embedders.describe import describe
from fashion_search.errors import (
    ConfigurationError,
    InvalidRequestError,
    ModelMismatchError,
    NotFoundError,
    StoreError,
    StoreLockedError,
)
from fashion_search.images.store import StorePictures
from fashion_search.ingest import delete, ingest, read_rejects, upsert
from fashion_search.store import Layout, Store, writer_lock
from fashion_search.types import Product, Progress

sys.path.insert(0, str(Path(__file__).parent))
from ingest_fakes import CrashingEmbedder, FailingEmbedder, FakeEmbedder, StillbornEmbedder, WrongEmbedder

COLORS = ("red", "green", "blue", "black", "white")


def jpeg(color: str, size: tuple[int, int] = (60, 80)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    return buffer.getvalue()


class Files:
    """A small catalogue on disk that tests may change."""

    def __init__(self, folder: Path, count: int) -> None:
        self.table = folder / "products.csv"
        self.images = folder / "images"
        self.out = folder / "store"
        self.images.mkdir(parents=True)
        self.rows = [f"{number},Thing {number},{COLORS[number % 5].title()}" for number in range(count)]
        for number in range(count):
            (self.images / f"{number}.jpg").write_bytes(jpeg(COLORS[number % 5], (40 + number % 30, 60)))
        self.write()

    def write(self) -> None:
        self.table.write_text(
            "\n".join(["id,productDisplayName,baseColour", *self.rows]) + "\n", encoding="utf-8"
        )

    def ingest(self, **options):
        return ingest(
            self.table,
            **({"images": self.images, "out": self.out, "embedder": FakeEmbedder, "workers": 0} | options),
        )


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path, 40)


def test_a_table_and_a_folder_become_a_store(files: Files):
    report = files.ingest()
    assert (report.added, report.texts_encoded, report.pictures_encoded, report.written) == (40, 40, 40, True)
    with Store.open(files.out) as store:
        store.verify()
        assert (len(store), store.manifest.picture_count) == (40, 40)
        row = store.product_ids.index("7")
        product = SqlCatalog(store.engine()).get("7")
        assert product == Product(product_id="7", product_display_name="Thing 7", base_color="Blue")
        model = FakeEmbedder()
        picture = (files.images / "7.jpg").read_bytes()
        assert np.array_equal(store.vectors("text")[row], model.embed_texts([describe(product)])[0])
        assert np.array_equal(store.vectors("image")[row], model.embed_images([picture])[0])
        assert StorePictures(store).read(product) == picture


def test_workers_in_other_processes_give_the_same_store(files: Files, tmp_path: Path):
    other = Files(tmp_path / "other", 300)
    alone = other.ingest(out=tmp_path / "alone", workers=0)
    together = other.ingest(workers=2)
    assert together.manifest.checksums == alone.manifest.checksums
    assert together.pictures_encoded == 300


def test_a_zip_gives_the_same_store_as_its_folder(files: Files, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        for path in files.images.iterdir():
            archive.write(path, f"deep/down/{path.name}")
    one = files.ingest()
    other = files.ingest(images=tmp_path / "images.zip", out=tmp_path / "other")
    assert one.manifest.checksums == other.manifest.checksums


def test_a_second_run_encodes_nothing_and_says_so(files: Files):
    first = files.ingest()
    second = files.ingest()
    assert (second.texts_encoded, second.pictures_encoded, second.written) == (0, 0, False)
    assert second.manifest == first.manifest
    assert "nothing has changed" in str(second)
    assert "0 texts and 0 pictures encoded" in str(second)


def test_only_what_changed_is_encoded_again(files: Files):
    files.ingest()
    files.rows[3] = "3,Another thing,Black"
    files.rows[4] = "4,Thing 4,White"
    del files.rows[5]
    files.rows.append("new,A new thing,Red")
    files.write()
    (files.images / "8.jpg").write_bytes(jpeg("yellow"))
    (files.images / "9.jpg").unlink()
    report = files.ingest()
    assert (report.added, report.changed, report.removed) == (1, 3, 1)
    assert (report.texts_encoded, report.pictures_encoded) == (2, 1)
    fresh = files.ingest(out=files.out.with_name("fresh"))
    assert report.manifest.checksums == fresh.manifest.checksums


def test_a_change_of_values_alone_encodes_nothing_and_is_written(files: Files, tmp_path: Path):
    files.ingest()
    priced = tmp_path / "priced.jsonl"
    lines = [
        {"id": row.split(",")[0], "title": row.split(",")[1], "color": row.split(",")[2], "price": 3}
        for row in files.rows
    ]
    priced.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    report = ingest(priced, images=files.images, out=files.out, embedder=FakeEmbedder, workers=0)
    assert (report.changed, report.texts_encoded, report.pictures_encoded) == (40, 0, 0)
    assert report.manifest.price_source == "given"


def test_another_model_encodes_everything_again(files: Files):
    files.ingest()
    report = files.ingest(embedder=FakeEmbedder("another"))
    assert (report.texts_encoded, report.pictures_encoded) == (40, 40)
    assert report.manifest.model.name == "another"


def test_bad_rows_and_pictures_are_kept_aside_with_the_reason(files: Files):
    files.rows[1:1] = ["x,too,many,cells", ",No id,Red", "7,Twice,Red"]
    files.write()
    (files.images / "5.jpg").write_bytes(b"not a picture")
    (files.images / "6.jpg").write_bytes(jpeg("red")[:300])
    (files.images / "9.jpg").unlink()
    report = files.ingest()
    told = [(one.kind, one.row, one.product_id, one.cause) for one in report.rejects]
    assert told == [
        ("row", 2, "x", "ragged row"),
        ("row", 3, "", "bad product id"),
        ("picture", 9, "5", "bad picture"),
        ("picture", 10, "6", "bad picture"),
        ("row", 11, "7", "duplicate product id"),
        ("picture", 13, "9", "no picture"),
    ]
    assert report.reject_counts == {"row": 3, "picture": 3}
    assert tuple(read_rejects(files.out / "rejects.jsonl")) == report.rejects
    assert (report.manifest.product_count, report.manifest.picture_count) == (40, 37)
    with Store.open(files.out) as store:
        row = store.product_ids.index("5")
        assert not store.vectors("image")[row].any()
        assert np.array_equal(store.vectors("hybrid")[row], store.vectors("text")[row])
        assert store.picture("5") is None


def test_a_known_bad_picture_is_told_again_in_the_next_run_without_a_try(files: Files):
    (files.images / "5.jpg").write_bytes(b"not a picture")
    first = files.ingest()
    second = files.ingest()
    assert second.rejects == first.rejects
    assert not second.written


def test_a_mended_picture_is_taken(files: Files):
    (files.images / "5.jpg").write_bytes(b"not a picture")
    files.ingest()
    (files.images / "5.jpg").write_bytes(jpeg("red"))
    report = files.ingest()
    assert (report.pictures_encoded, report.rejects, report.manifest.picture_count) == (1, (), 40)


def test_pictures_stay_when_a_later_run_does_not_speak_of_them(files: Files):
    first = files.ingest()
    second = files.ingest(images=None)
    assert second.manifest.checksums == first.manifest.checksums


def test_large_pictures_are_kept_as_thumbnails_and_small_ones_as_they_are(files: Files):
    (files.images / "0.jpg").write_bytes(jpeg("red", (1200, 1600)))
    png = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 128)).save(png, "PNG")
    (files.images / "1.jpg").write_bytes(png.getvalue())
    files.ingest()
    with Store.open(files.out) as store:
        large, odd, small = (store.picture(product_id) for product_id in "012")
    assert Image.open(io.BytesIO(large or b"")).size == (240, 320)
    assert Image.open(io.BytesIO(odd or b"")).format == "JPEG"
    assert small == (files.images / "2.jpg").read_bytes()


def test_products_without_any_words_or_pictures_are_listed_and_have_no_vectors(tmp_path: Path):
    ingest([Product(product_id="bare")], out=tmp_path / "s", embedder=FakeEmbedder)
    with Store.open(tmp_path / "s") as store:
        assert len(store) == 1
        assert not store.vectors("hybrid").any()


def test_prices_are_made_up_only_when_asked_for(files: Files):
    assert files.ingest().manifest.price_source == "none"
    report = files.ingest(synthesise_prices=True)
    assert (report.manifest.price_source, report.texts_encoded) == ("synthesised", 0)
    again = files.ingest(synthesise_prices=True, out=files.out.with_name("other"))
    assert again.manifest.checksums == report.manifest.checksums


def test_the_quality_report_knows_what_was_refused_and_which_pictures_belong_to_nobody(files: Files):
    files.rows[1:1] = ["x,too,many,cells"]
    files.write()
    (files.images / "orphan.jpg").write_bytes(jpeg("red"))
    report = files.ingest()
    assert report.quality is not None
    counts = {finding.code: finding.count for finding in report.quality.findings}
    assert counts["rejected_rows"] == 1
    assert counts["orphan_pictures"] == 1
    assert json.loads((files.out / "quality.json").read_text(encoding="utf-8"))["products"] == 40


def test_progress_goes_through_the_stages_and_reaches_the_total(files: Files):
    seen: list[Progress] = []
    files.ingest(progress=seen.append)
    assert list(dict.fromkeys(one.stage for one in seen)) == [
        "reading",
        "encoding",
        "writing",
        "looking over",
    ]
    assert [one.done for one in seen if one.stage == "encoding"][-1] == 40


@pytest.mark.parametrize("workers", [0, 2])
def test_an_interruption_leaves_work_to_resume_and_no_half_store(tmp_path: Path, workers: int):
    files = Files(tmp_path, 300)

    def interrupt(progress: Progress) -> None:
        if progress.stage == "encoding" and progress.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.ingest(progress=interrupt, workers=workers)
    with pytest.raises(NotFoundError, match="goes on where it stopped"):
        Store.open(files.out)
    report = files.ingest(workers=workers)
    assert report.resumed >= 64
    assert report.pictures_encoded == 300 - report.resumed
    assert report.manifest.checksums == files.ingest(out=tmp_path / "fresh").manifest.checksums
    assert not (files.out / "work").exists()


def test_a_picture_that_was_replaced_meanwhile_is_not_taken_from_the_interrupted_run(tmp_path: Path):
    files = Files(tmp_path, 200)

    def interrupt(progress: Progress) -> None:
        if progress.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.ingest(progress=interrupt)
    (files.images / "0.jpg").write_bytes(jpeg("yellow"))
    report = files.ingest()
    assert report.resumed == 136
    assert report.manifest.checksums == files.ingest(out=tmp_path / "fresh").manifest.checksums


def test_what_an_interrupted_run_with_pictures_did_is_not_taken_by_one_without(tmp_path: Path):
    files = Files(tmp_path, 200)

    def interrupt(progress: Progress) -> None:
        if progress.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.ingest(progress=interrupt)
    assert files.ingest(images=None).manifest.picture_count == 0


def test_a_damaged_slice_is_made_again(tmp_path: Path):
    files = Files(tmp_path, 200)

    def interrupt(progress: Progress) -> None:
        if progress.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.ingest(progress=interrupt)
    slices = sorted((files.out / "work").iterdir())
    slices[0].write_bytes(slices[0].read_bytes()[:-40])
    assert files.ingest().resumed == 136


def test_a_worker_that_dies_once_is_replaced(tmp_path: Path):
    files, fuses = Files(tmp_path, 300), tmp_path / "fuses"
    fuses.mkdir()
    (fuses / "one").touch()
    report = files.ingest(embedder=CrashingEmbedder(fuses), workers=2)
    assert report.manifest.picture_count == 300
    assert not list(fuses.iterdir())


def test_workers_that_die_twice_on_a_slice_end_the_run_with_its_products(tmp_path: Path):
    files, fuses = Files(tmp_path, 300), tmp_path / "fuses"
    fuses.mkdir()
    for number in range(20):
        (fuses / str(number)).touch()
    with pytest.raises(StoreError, match=r"products '.*' to '.*' with status -9.*run the same ingest again"):
        files.ingest(embedder=CrashingEmbedder(fuses), workers=2)


def test_a_model_that_cannot_be_built_in_a_worker_ends_the_run(tmp_path: Path):
    with pytest.raises(StoreError, match="ended with status -9"):
        Files(tmp_path, 300).ingest(embedder=StillbornEmbedder, workers=2)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_in_a_model_is_told_with_its_traceback(tmp_path: Path, workers: int):
    with pytest.raises(StoreError, match="a fault of the model's own"):
        Files(tmp_path, 300).ingest(embedder=FailingEmbedder, workers=workers)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_model_that_returns_too_few_vectors_is_told(tmp_path: Path, workers: int):
    with pytest.raises(ConfigurationError, match="EmbedderContract"):
        Files(tmp_path, 300).ingest(embedder=WrongEmbedder, workers=workers)


def test_a_model_that_cannot_travel_encodes_in_this_process(tmp_path: Path):
    model = FakeEmbedder()
    model.unpicklable = lambda: None  # type: ignore[attr-defined]
    assert Files(tmp_path, 300).ingest(embedder=model, workers=2).pictures_encoded == 300


def test_a_second_ingest_into_the_same_store_is_told(files: Files):
    with writer_lock(Layout.at(files.out).lock), pytest.raises(StoreLockedError, match="process"):
        files.ingest()


def test_a_directory_of_other_things_is_not_written_into(files: Files):
    with pytest.raises(InvalidRequestError, match="not a store"):
        files.ingest(out=files.images)
    with pytest.raises(InvalidRequestError, match="is a file"):
        files.ingest(out=files.table)


def test_a_failed_start_leaves_no_directory_behind(files: Files):
    with pytest.raises(NotFoundError):
        files.ingest(images=files.images / "nowhere")
    assert not files.out.exists()


def test_upsert_encodes_the_given_products_only(files: Files):
    files.ingest()
    changed = Product(product_id="3", product_display_name="Changed", base_color="Red", price=9.0)
    new = Product(product_id="n", product_display_name="New")
    (files.images / "n.png").write_bytes(jpeg("red", (33, 44)))
    report = upsert([new, changed], store=files.out, images=files.images, embedder=FakeEmbedder)
    assert (report.added, report.changed, report.removed) == (1, 1, 0)
    assert (report.texts_encoded, report.pictures_encoded) == (2, 1)
    with Store.open(files.out) as store:
        store.verify()
        assert SqlCatalog(store.engine()).get("3") == changed
        assert [store.picture(str(number)) for number in range(40)] == [
            (files.images / f"{number}.jpg").read_bytes() for number in range(40)
        ]
        assert store.picture("n") == (files.images / "n.png").read_bytes()


def test_upsert_without_pictures_keeps_those_that_are_there(files: Files):
    files.ingest()
    report = upsert(
        [Product(product_id="3", product_display_name="Changed")], store=files.out, embedder=FakeEmbedder
    )
    assert report.pictures_encoded == 0
    assert report.manifest.picture_count == 40


def test_upsert_with_another_model_is_refused(files: Files):
    files.ingest()
    with pytest.raises(ModelMismatchError, match=r"fake.*another"):
        upsert([Product(product_id="3")], store=files.out, embedder=FakeEmbedder("another"))


def test_upsert_and_delete_need_a_store(tmp_path: Path):
    for change in (
        lambda: upsert([Product(product_id="1")], store=tmp_path),
        lambda: delete(["1"], store=tmp_path),
    ):
        with pytest.raises(NotFoundError):
            change()
    assert list(tmp_path.iterdir()) == []


def test_upsert_keeps_what_was_kept_aside_before_of_other_products(files: Files):
    (files.images / "5.jpg").write_bytes(b"bad")
    (files.images / "6.jpg").write_bytes(b"bad")
    files.ingest()
    (files.images / "6.jpg").write_bytes(jpeg("red"))
    upsert([Product(product_id="6")], store=files.out, images=files.images, embedder=FakeEmbedder)
    assert [reject.product_id for reject in read_rejects(files.out / "rejects.jsonl")] == ["5"]


def test_delete_needs_no_model_and_leaves_the_rest(files: Files):
    files.ingest()
    report = delete(["3", "4", "never there"], store=files.out)
    assert (report.removed, report.manifest.product_count, report.texts_encoded) == (2, 38, 0)
    del files.rows[3:5]
    files.write()
    assert files.ingest(out=files.out.with_name("fresh")).manifest.checksums == report.manifest.checksums


def test_deleting_nothing_writes_nothing_and_deleting_all_leaves_an_empty_store(files: Files):
    files.ingest()
    assert not delete(["never there"], store=files.out).written
    assert delete([str(number) for number in range(40)], store=files.out).manifest.product_count == 0
    with Store.open(files.out) as store:
        assert store.vectors("hybrid").shape == (0, 16)


def test_packs_do_not_pile_up_and_pictures_survive_repacking(files: Files):
    files.ingest()
    for number in range(20):
        (files.images / f"{number}.jpg").write_bytes(jpeg("yellow", (30 + number, 30)))
        upsert([Product(product_id=str(number))], store=files.out, images=files.images, embedder=FakeEmbedder)
    with Store.open(files.out) as store:
        assert len(store.manifest.packs) < 18
        store.verify()
        for number in range(40):
            assert store.picture(str(number)) == (files.images / f"{number}.jpg").read_bytes()


def test_a_store_copied_away_from_its_input_still_shows_pictures(files: Files, tmp_path: Path):
    files.ingest()
    expected = (files.images / "7.jpg").read_bytes()
    copy = shutil.copytree(files.out, tmp_path / "copy")
    shutil.rmtree(files.out)
    shutil.rmtree(files.images)
    with Store.open(copy) as store:
        assert store.picture("7") == expected


def test_equal_texts_of_a_slice_are_encoded_once(tmp_path: Path):
    asked: list[str] = []

    class Counting(FakeEmbedder):
        def embed_texts(self, texts):
            asked.extend(texts)
            return super().embed_texts(texts)

    products = [Product(product_id=str(number), article_type="Shirts") for number in range(60)]
    ingest(products, out=tmp_path / "s", embedder=Counting())
    assert asked == ["Shirts"]


def test_a_disk_that_cannot_be_written_is_an_error_of_ours(files: Files, monkeypatch: pytest.MonkeyPatch):
    files.ingest()
    files.rows.append("new,A new thing,Red")
    files.write()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("fashion_search.store.draft.FileRecord.of", full)
    with pytest.raises(StoreError, match=r"No space left on device.*still there"):
        files.ingest()
    monkeypatch.undo()
    assert files.ingest().resumed == 41


def test_a_damaged_store_is_not_written_over(files: Files):
    files.ingest()
    (files.out / "generations" / "000001" / "image.npy").unlink()
    with pytest.raises(StoreError, match=r"image\.npy.*remove its directory and ingest again"):
        files.ingest()
