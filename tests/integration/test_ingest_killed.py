"""Killed with SIGKILL at any moment and started again, an ingest ends with the same store."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from PIL import Image

from fashion_search.store import Store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

COUNT = 400
HERE = Path(__file__).parent

SCRIPT = """
import os, signal, sys
from ingest_fakes import FakeEmbedder
from fashion_search.ingest import ingest
from fashion_search.store import draft, generations, packs, writer

folder, out, die_at, workers = sys.argv[1:]

def dying(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def tell(progress):
    print(progress.stage, progress.done, flush=True)

if die_at:
    module, name = die_at.split(":")
    places = {"draft": draft, "generations": generations, "packs": packs, "writer": writer}
    setattr(places[module], name, dying)
report = ingest(folder + "/products.csv", images=folder + "/images", out=out, progress=tell, quality=False,
                embedder=FakeEmbedder("fake", 0.0005), workers=int(workers))
print("encoded", report.pictures_encoded, "resumed", report.resumed, flush=True)
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "images").mkdir()
    rows = ["id,productDisplayName,baseColour"]
    for number in range(COUNT):
        rows.append(f"{number},Thing {number},Red")
        buffer = io.BytesIO()
        Image.new("RGB", (10 + number % 20, 20), (number % 256, number // 256, 9)).save(buffer, "JPEG")
        content = b"not a picture" if number % 97 == 5 else buffer.getvalue()
        (folder / "images" / f"{number}.jpg").write_bytes(content)
    (folder / "products.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(catalogue: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Checksums of a run nobody disturbed, in one process."""
    out = tmp_path_factory.mktemp("undisturbed") / "store"
    with start(catalogue, out, workers=0) as run:
        run.communicate()
    return checksums(out)


def start(catalogue: Path, out: Path, *, die_at: str = "", workers: int = 2) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    command = [sys.executable, "-c", SCRIPT, str(catalogue), str(out), die_at, str(workers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def checksums(out: Path) -> dict[str, str]:
    with Store.open(out) as store:
        store.verify()
        assert len(store) == COUNT
        return store.manifest.checksums


def finish(catalogue: Path, out: Path) -> str:
    with start(catalogue, out, workers=0) as run:
        told, _ = run.communicate(timeout=60)
    assert run.returncode == 0
    return told.splitlines()[-1]


@pytest.mark.parametrize(
    "die_at",
    [
        "draft:VectorWriter",
        "draft:hybrid_of",
        "packs:sync_folder",
        "writer:replace_text",
        "writer:publish",
        "generations:sync_folder",
        "generations:replace_text",
        "writer:sweep",
    ],
)
def test_killed_at_a_step_of_the_writing_it_ends_the_same(
    catalogue: Path, expected: dict[str, str], tmp_path: Path, die_at: str
):
    out = tmp_path / "store"
    with start(catalogue, out, die_at=die_at, workers=0) as run:
        run.communicate(timeout=60)
    assert run.returncode == -signal.SIGKILL
    assert finish(catalogue, out).startswith("encoded 0 ")
    assert checksums(out) == expected
    assert {path.name for path in out.iterdir()} == {
        "CURRENT",
        "generations",
        "pictures",
        "rejects.jsonl",
        "writer.lock",
    }


def test_killed_at_random_moments_again_and_again_it_ends_the_same(
    catalogue: Path, expected: dict[str, str], tmp_path: Path
):
    out, moments = tmp_path / "store", random.Random(7)
    for _ in range(4):
        with start(catalogue, out) as run:
            time.sleep(moments.uniform(0.3, 2.0))
            run.kill()
            run.communicate()
    finish(catalogue, out)
    assert checksums(out) == expected
    assert len((out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()) == 5


def test_killed_in_a_second_ingest_the_old_generation_is_what_readers_see(
    catalogue: Path, expected: dict[str, str], tmp_path: Path
):
    out = tmp_path / "store"
    finish(catalogue, out)
    with Store.open(out) as store:
        before = store.manifest
        (out / "marker").touch()
        changed = tmp_path / "changed"
        changed.mkdir()
        (changed / "images").symlink_to(catalogue / "images")
        (changed / "products.csv").write_text("id,title\n1,Changed\n", encoding="utf-8")
        with start(changed, out, die_at="generations:replace_text", workers=0) as run:
            run.communicate(timeout=60)
        assert run.returncode == -signal.SIGKILL
        assert store.refresh() is store
    with Store.open(out) as again:
        assert again.manifest == before
    assert checksums(out) == expected


def test_workers_end_with_a_parent_that_was_killed(catalogue: Path, tmp_path: Path):
    with start(catalogue, tmp_path / "store") as run:
        assert run.stdout is not None
        for line in run.stdout:
            if line.startswith("encoding"):
                break
        workers = [
            child for child in psutil.Process(run.pid).children() if "worker" in " ".join(child.cmdline())
        ]
        assert len(workers) == 2
        run.kill()
        run.communicate()
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert (len(gone), alive) == (2, [])


def run_script(catalogue: Path, folder: Path, *, model: str) -> str:
    """Run a script that ingests without a main guard."""
    script = folder / "script.py"
    lines = [
        "from ingest_fakes import FakeEmbedder",
        "from fashion_search.ingest import ingest",
        "print('started')",
        "class Mine(FakeEmbedder):",
        "    pass",
        f"folder, out = {str(catalogue)!r}, {str(folder / 'store')!r}",
        f"print(ingest(folder + '/products.csv', images=folder + '/images', out=out, embedder={model}))",
    ]
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    done = subprocess.run(
        [sys.executable, script], check=True, capture_output=True, text=True, env=environment, timeout=60
    )
    return done.stdout


def test_a_script_without_a_main_guard_may_ingest_with_workers(catalogue: Path, tmp_path: Path):
    told = run_script(catalogue, tmp_path, model="FakeEmbedder")
    assert told.count("started") == 1
    assert f"{COUNT} added" in told


def test_a_model_defined_in_the_script_itself_is_used_in_its_process(catalogue: Path, tmp_path: Path):
    assert f"{COUNT} added" in run_script(catalogue, tmp_path, model="Mine")
