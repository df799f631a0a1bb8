"""The five table jobs on Spark, classic and over Connect, give the tables of the local engine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from batch_rounds import TABLES, rounds, rounds_on, rows_of
from batch_shop import make_real_shop, make_shop

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs a Java runtime; none is on the path"
    ),
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
]


def connects() -> bool:
    """Whether pyspark can start a server of its own: since version 4 it brings what that takes."""
    if importlib.util.find_spec("grpc_status") is None:
        return False
    import pyspark

    return int(pyspark.__version__.split(".")[0]) >= 4


SPARKS = [
    "classic",
    pytest.param(
        "connect", marks=pytest.mark.skipif(not connects(), reason="needs pyspark[connect] from version 4 on")
    ),
]


def compare(there: Path, here: Path) -> None:
    for name in TABLES:
        left, right = rows_of(there, name), rows_of(here, name)
        different = [row for row, other in zip(left, right, strict=True) if row != other]
        assert different == [], name


@pytest.mark.parametrize("kind", SPARKS)
def test_spark_gives_the_tables_of_the_local_engine(kind, tmp_path):
    there, here = make_shop(tmp_path / "spark"), make_shop(tmp_path / "here")
    assert rounds_on(kind, there) == rounds(here, "local")
    compare(there, here)


@pytest.fixture(scope="module")
def real_shop(real_data, tmp_path_factory) -> tuple[Path, dict[str, int]]:
    """2,000 real products, worked through by the local engine."""
    folder = make_real_shop(tmp_path_factory.mktemp("here"), real_data, rows=2000)
    done = rounds(folder, "local")
    assert (done["extract"], done["embed"], done["users"]) == (2000, 2000, 200)
    return folder, done


@pytest.mark.real_data
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", SPARKS)
def test_spark_gives_the_tables_of_the_local_engine_for_real_products(kind, real_shop, real_data, tmp_path):
    if kind == "connect" and not os.environ.get("FASHION_TEST_WHOLE"):
        pytest.skip("takes minutes more than classic Spark did; `nox -s spark` runs it")
    here, done = real_shop
    there = make_real_shop(tmp_path, real_data, rows=2000)
    assert rounds_on(kind, there) == done
    compare(there, here)
