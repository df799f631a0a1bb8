"""The local index passes the contract, with numpy alone and with numkong, whatever way it takes inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from fashion_search.indexes import LocalIndex
from fashion_search.indexes import space as space_module
from fashion_search.indexes.space import ScanKind
from fashion_search.testing.index import IndexContract
from fashion_search.types import ModelIdentity, Product, Space, Vectors


class _LocalIndexContract(IndexContract):
    scan: ScanKind

    def make_index(
        self, products: Sequence[Product], vectors: Mapping[Space, Vectors], identity: ModelIdentity
    ) -> LocalIndex:
        reversed_vectors = {space: rows[::-1] for space, rows in vectors.items()}
        return LocalIndex.from_products(products[::-1], reversed_vectors, identity, scan=self.scan)


class TestWithNumpyAlone(_LocalIndexContract):
    scan = "float32"


class TestWithNumkong(_LocalIndexContract):
    scan = "int8"

    @pytest.fixture(autouse=True)
    def _eight_bits_for_few_rows_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("numkong", reason="needs the extra `fast`")
        monkeypatch.setattr(space_module, "SMALL", 0)
