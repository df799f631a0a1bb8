"""Every task of the project. `nox -l` lists them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "typing", "tests"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]
SERVER = "postgres-server"
SPARK = "spark-engine"
ON_SPARK = [f"tests/integration/test_batch_{name}.py" for name in ("spark", "spark_connect", "jobs_spark")]
ACCEPTANCE = ["test_databricks", "test_databricks_faults"]


def groups(*names: str) -> list[str]:
    """The requirements of dependency groups, as pip arguments."""
    return [line for name in names for line in nox.project.dependency_groups(PYPROJECT, name)]


@nox.session
def demo(session: nox.Session) -> None:
    """Draw a catalogue, search it four ways, write one HTML page."""
    session.install(".[local,cli]")
    session.run("fashion-search", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """The test suite, on the Python that runs nox."""
    run_tests(session)


@nox.session(python=PYTHONS)
def tests_all(session: nox.Session) -> None:
    """The test suite on every supported Python that is installed."""
    run_tests(session)


def run_tests(session: nox.Session) -> None:
    """Install everything the tests use, then run them."""
    session.install("-e", ".[local,fast,cli,batch,databricks,postgres,otel]", *groups("test"))
    install_where_there_is(session, SERVER, SPARK)
    session.run("python", "-m", "pytest", *session.posargs)


def install_where_there_is(session: nox.Session, *names: str) -> None:
    """Large things that not every platform has; tests that need one skip otherwise."""
    for name in names:
        session.run("python", "-m", "pip", "install", "-q", *groups(name), success_codes=[0, 1], silent=True)


@nox.session
def tests_minimal(session: nox.Session) -> None:
    """Without extras: the package imports, filters work, and what is missing is named."""
    session.install("-e", ".", "pytest", "pytest-timeout", "hypothesis")
    session.run("python", "-m", "pytest", "tests/unit/test_minimal_install.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Format, style, and the direction of imports."""
    session.install("-e", ".", *groups("lint"))
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports")


@nox.session
def typing(session: nox.Session) -> None:
    """mypy, strict."""
    session.install("-e", ".[local,cli,batch,databricks,postgres,otel]", *groups("typing"), "polars")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Exact search against faiss, interleaved in one run. Give a store to measure real vectors."""
    session.install(".[local,fast]", *groups("bench"))
    session.run(
        "python", "tests/benchmarks/exact_search.py", *session.posargs, env={"OPENBLAS_NUM_THREADS": "1"}
    )


@nox.session
def acceptance(session: nox.Session) -> None:
    """What is held against the clock, for a minute each, on a machine with nothing else to do."""
    session.install("-e", ".[local,fast,cli,batch,databricks,postgres,otel]", *groups("test"))
    install_where_there_is(session, SERVER)
    session.run(
        *("python", "-m", "pytest", "-s", *(f"tests/integration/{name}.py" for name in ACCEPTANCE)),
        *session.posargs,
        env={"FASHION_TEST_STRICT": "1", "FASHION_TEST_LASTING_S": "60"},
    )


@nox.session
def metrics(session: nox.Session) -> None:
    """Our metrics against ranx and ir-measures, our MMR against langchain-core."""
    session.install("-e", ".", *groups("test", "metrics"))
    session.run("python", "-m", "pytest", "tests/metrics", *session.posargs)


@nox.session
def torch(session: nox.Session) -> None:
    """What needs torch: training, and SmolVLM on a checkpoint that the tests make themselves."""
    session.install("-e", ".[local,cli,batch,train,vlm]", *groups("test"))
    session.run(
        *("python", "-m", "pytest", "tests/unit/training", "tests/unit/batch"),
        *("tests/integration/test_batch_smolvlm.py", *session.posargs),
    )


@nox.session
def spark(session: nox.Session) -> None:
    """Batch work on the newest Spark, classic and over Connect, the long tests too."""
    session.install("-e", ".[local,cli,batch,delta]", *groups("test", SPARK))
    session.run("python", "-m", "pytest", *ON_SPARK, *session.posargs, env={"FASHION_TEST_WHOLE": "1"})


@nox.session(python="3.11")
def spark35(session: nox.Session) -> None:
    """Batch work as on Runtime 15.4: Spark 3.5, and the pandas and pyarrow it brings."""
    session.install("-e", ".[local,cli]", "pyspark==3.5.*", "pandas==1.5.3", "pyarrow==14.0.1", "numpy<2")
    session.install("pytest", "pytest-timeout", "psutil", "pyyaml")
    session.run(
        *("python", "-m", "pytest", "-W", "ignore::DeprecationWarning", "tests/unit/batch"),
        *(*ON_SPARK, *session.posargs),
    )


@nox.session(python="3.11")
def delta(session: nox.Session) -> None:
    """Real Delta tables over Spark Connect, on Sail, which needs no Java."""
    session.install("-e", ".[local,cli,batch,delta]", "pysail>=0.7,<0.8", "pyspark-client>=4.0,<4.1")
    session.install("pandas<3", "pytest", "pytest-timeout", "psutil")
    session.run("python", "-m", "pytest", "tests/integration/test_batch_delta_on_sail.py", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Wheel and sdist, then the main job from the wheel alone."""
    session.install("build")
    session.run("python", "-m", "build", "--outdir", "dist")
    wheel = max(Path("dist").glob("*.whl"), key=os.path.getmtime)
    session.install(f"{wheel}[local,cli]", "--force-reinstall", "--no-deps")
    session.log("%s: %.1f MB on %s", wheel.name, wheel.stat().st_size / 1e6, sys.platform)
