"""An emulator over a made-up shop of 1,100 products, and the official packages pointed at it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from fashion_search.embedders.bundled import BundledEmbedder
from fashion_search.store import Entry, Layout, SourceRecord, Store, write_generation
from fashion_search.testing.databricks import CALM, DatabricksEmulator
from fashion_search.types import Product

PRODUCTS = 1100
GENDERS = ("Men", "Women", "Unisex", None)
COLORS = ("Red", "Navy Blue", "Black")


def products() -> list[Product]:
    """Every fourth has no gender, every fifth no price, and one a name that needs escaping."""
    return [
        Product(
            product_id=f"p{number:04d}",
            product_display_name='L\'été \\ 50% "off"' if number == 7 else f"Shirt number {number}",
            article_type="Shirts",
            gender=GENDERS[number % 4],
            base_color=COLORS[number % 3],
            price=None if number % 5 == 0 else float(number % 100),
            year=None if number % 7 == 0 else 2010 + number % 10,
        )
        for number in range(PRODUCTS)
    ]


def jpeg(number: int) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (24, 32), (number % 256, 40, 90)).save(written, "JPEG")
    return written.getvalue()


def unit_rows(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, 512))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def make_store(folder: Path, count: int = PRODUCTS) -> Path:
    """The next generation of a store. Every tenth product has no picture, and so no image vector."""
    images, texts = unit_rows(PRODUCTS, 1), unit_rows(PRODUCTS, 2)
    entries = []
    for number, product in enumerate(products()[:count]):
        picture = jpeg(number) if number % 10 else None
        entries.append(
            Entry(
                product=product,
                source=SourceRecord(text_hash="t", thumbnail_hash=f"{number}" if picture else None),
                image=images[number] if picture else None,
                text=texts[number],
                thumbnail=picture,
            )
        )
    write_generation(Layout.at(folder), entries, count=count, model=BundledEmbedder().identity)
    return folder


@pytest.fixture
def made_store(tmp_path: Path) -> Callable[..., Path]:
    """Makes a store, or with its folder and `count=` a smaller generation of it."""
    return lambda folder=tmp_path / "store", count=PRODUCTS: make_store(folder, count)


@pytest.fixture(scope="session")
def wire_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = make_store(tmp_path_factory.mktemp("wire") / "store")
    with Store.open(folder) as store:
        yield store


@pytest.fixture(scope="session")
def server(wire_store: Store) -> Iterator[DatabricksEmulator]:
    with DatabricksEmulator(wire_store, route_optimized=True) as emulator:
        yield emulator


@pytest.fixture
def emulator(server: DatabricksEmulator) -> Iterator[DatabricksEmulator]:
    server.scenario = CALM
    server.requests.clear()
    yield server
    server.scenario = CALM


@pytest.fixture(autouse=True)
def no_ambient_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests may be logged in to a real workspace."""
    for name in [name for name in os.environ if name.startswith("DATABRICKS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none"))


@pytest.fixture
def mint() -> Callable[..., str]:
    """Logs in to an emulator: `mint(client, emulator, scope="sql")`."""
    return _mint


@pytest.fixture
def http(emulator: DatabricksEmulator) -> Iterator[httpx.Client]:
    """A bare client with a token of the whole workspace."""
    with httpx.Client(base_url=emulator.host, timeout=20, verify=False) as client:  # noqa: S501 - loopback
        client.headers["authorization"] = f"Bearer {_mint(client, emulator)}"
        yield client


def _mint(client: httpx.Client, emulator: DatabricksEmulator, **form: str) -> str:
    variables = emulator.environment()
    answer = client.post(
        f"{emulator.host}/oidc/v1/token",
        auth=(variables["DATABRICKS_CLIENT_ID"], variables["DATABRICKS_CLIENT_SECRET"]),
        data={"grant_type": "client_credentials", "scope": "all-apis", **form},
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
