"""Statements on a SQL warehouse, without one: requests are answered here."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Executable, MetaData, func, literal, select

from fashion_search.catalogs.statements import CatalogStatements
from fashion_search.catalogs.warehouse import WarehouseCatalog
from fashion_search.connections.databricks.sql import Parameter, as_databricks_sql
from fashion_search.connections.databricks.warehouse import AsyncWarehouse, Warehouse
from fashion_search.connections.wire import Exchange, Request, Response, Together
from fashion_search.deadline import Deadline
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    InvalidRequestError,
    NotFoundError,
    ServiceError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)
from fashion_search.filters import F, Filter
from fashion_search.filters.dialects.sql import to_clause
from fashion_search.steps import Steps, run, run_async
from fashion_search.store.tables import products

Body = dict[str, Any]
COLUMNS = [
    ("product_id", "STRING"),
    ("price", "DOUBLE"),
    ("year", "INT"),
    ("in_stock", "BOOLEAN"),
    ("at", "DATE"),
]


class Service:
    """Answers statements with rows, after so many polls, in chunks of so many rows."""

    def __init__(
        self, rows: list[list[str | None]] | None = None, *, polls: int = 0, chunk: int = 100
    ) -> None:
        self.requests: list[Request] = []
        self.warehouses: list[Body] = [{"id": "w1", "name": "one", "state": "RUNNING"}]
        self.change: Callable[[Body], object] = lambda body: body
        self._rows = [["p1", "9.5", "2012", "true", "2024-01-01"]] if rows is None else rows
        self._polls = polls
        self._chunk = chunk

    def run(self, exchange: Exchange) -> Any:
        return run(exchange, self.answer)

    def answer(self, ask: Request | Together) -> object:
        if isinstance(ask, Together):
            return [self.send(request) for request in ask.requests]
        return self.send(ask)

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        body = (
            self.change(self._answered(request)) if "/statements" in request.path else self._answered(request)
        )
        return Response(
            status=200, headers={"x-request-id": "r1"}, content=json.dumps(body).encode(), request=request
        )

    def _answered(self, request: Request) -> Body:
        if request.path == "/api/2.0/sql/warehouses":
            return {"warehouses": self.warehouses}
        if "/chunks/" in request.path:
            return self._result(int(request.path.rpartition("/")[2]))
        if request.path.endswith("/cancel"):
            return {}
        if self._polls:
            self._polls -= 1
            return {"statement_id": "s1", "status": {"state": "PENDING"}}
        columns = [
            {"name": name, "type_name": kind, "type_text": kind, "position": place}
            for place, (name, kind) in enumerate(COLUMNS)
        ]
        return {
            "statement_id": "s1",
            "status": {"state": "SUCCEEDED"},
            "manifest": {"schema": {"column_count": len(columns), "columns": columns}, "truncated": False},
            "result": self._result(0),
        }

    def _result(self, number: int) -> Body:
        start = number * self._chunk
        result: Body = {"chunk_index": number, "data_array": self._rows[start : start + self._chunk]}
        if start + self._chunk < len(self._rows):
            result["next_chunk_internal_link"] = f"/api/2.0/sql/statements/s1/result/chunks/{number + 1}"
        return result

    def operations(self) -> list[str]:
        return [one.operation for one in self.requests]


class AsyncService(Service):
    async def run(self, exchange: Exchange) -> Any:
        async def answer(ask: Request | Together) -> object:
            await asyncio.sleep(0)
            return self.answer(ask)

        return await run_async(exchange, answer)


def asking(*statements: Executable) -> Steps[Any, Any]:
    return (yield statements if len(statements) > 1 else statements[0])


ONE = select(literal("p1"))


def rows_of(service: Service, *statements: Executable) -> Any:
    return Warehouse(service, "w1").run(asking(*(statements or (ONE,))))


def test_cells_are_read_by_the_type_of_their_column() -> None:
    assert rows_of(Service()) == [("p1", 9.5, 2012, True, "2024-01-01")]
    assert rows_of(Service([["p1", None, None, None, None]])) == [("p1", None, None, None, None)]
    assert rows_of(Service([])) == []


def test_a_statement_goes_out_with_its_values_apart() -> None:
    service = Service()
    rows_of(service, select(products.c.price).where(products.c.product_id == "it's", products.c.year > 2010))
    body = service.requests[0].json
    assert service.requests[0].path == "/api/2.0/sql/statements"
    assert "it's" not in body["statement"]
    assert body["parameters"] == [
        {"name": "product_id_1", "value": "it's", "type": "STRING"},
        {"name": "year_1", "value": "2010", "type": "BIGINT"},
    ]
    assert (body["warehouse_id"], body["wait_timeout"]) == ("w1", "10s")
    assert (body["disposition"], body["format"], body["on_wait_timeout"]) == (
        "INLINE",
        "JSON_ARRAY",
        "CONTINUE",
    )


def test_a_statement_that_takes_long_is_asked_after() -> None:
    service = Service(polls=3)
    assert len(rows_of(service)) == 1
    assert service.operations() == ["statement", "poll statement", "poll statement", "poll statement"]


def test_all_chunks_are_read() -> None:
    many = [[f"p{number}", None, None, None, None] for number in range(25)]
    service = Service(many, chunk=10)
    assert [row[0] for row in rows_of(service)] == [row[0] for row in many]
    assert service.operations() == ["statement", "read chunk", "read chunk"]


def test_several_statements_go_out_together() -> None:
    service = Service(polls=1)
    assert [len(rows) for rows in rows_of(service, ONE, ONE, ONE)] == [1, 1, 1]
    assert service.operations()[:3] == ["statement"] * 3


def test_awaiting_gives_the_same() -> None:
    service = AsyncService(polls=2)

    async def ask() -> object:
        return await AsyncWarehouse(service, "w1").run(asking(ONE))

    assert asyncio.run(ask()) == [("p1", 9.5, 2012, True, "2024-01-01")]


@pytest.mark.parametrize(
    ("warehouses", "chosen"),
    [
        ([("a", "STOPPED"), ("b", "RUNNING"), ("c", "STARTING")], "b"),
        ([("a", "STOPPED"), ("c", "STARTING")], "c"),
        ([("b", "STOPPED"), ("a", "STOPPED")], "a"),
        ([("a", "DELETED"), ("b", "STOPPED")], "b"),
    ],
)
def test_a_warehouse_is_found_running_ones_first(warehouses: list[tuple[str, str]], chosen: str) -> None:
    service = Service()
    service.warehouses = [{"id": name, "name": name, "state": state} for name, state in warehouses]
    warehouse = Warehouse(service)
    for _ in range(2):
        warehouse.run(asking(ONE))
    assert [one.json["warehouse_id"] for one in service.requests if one.method == "POST"] == [chosen] * 2
    assert service.operations().count("list warehouses") == 1


@pytest.mark.parametrize("warehouses", [[], [{"id": "a", "name": "a", "state": "DELETED"}], [{"name": "a"}]])
def test_without_a_warehouse_the_remedy_is_said(warehouses: list[Body]) -> None:
    service = Service()
    service.warehouses = warehouses
    with pytest.raises(ConfigurationError, match="DATABRICKS_WAREHOUSE_ID"):
        Warehouse(service).run(asking(ONE))


def test_what_is_not_done_in_time_is_cancelled() -> None:
    service = Service(polls=10_000)
    start = time.monotonic()
    with pytest.raises(DeadlineExceededError) as raised, Deadline(0.6, "list"):
        rows_of(service)
    assert time.monotonic() - start < 0.7
    assert service.requests[-1].path == "/api/2.0/sql/statements/s1/cancel"
    assert service.requests[0].json["wait_timeout"] == "0s"
    assert raised.value.service == "sql-warehouse"


def test_without_a_deadline_there_is_one_all_the_same() -> None:
    service = Service(polls=10_000)
    with pytest.raises(DeadlineExceededError):
        Warehouse(service, "w1", longest_s=0.5).run(asking(ONE))
    assert service.operations()[-1] == "cancel"


@pytest.mark.parametrize(("timeout_s", "held"), [(3, "0s"), (5.9, "0s"), (8.5, "7s"), (60, "10s")])
def test_an_answer_is_held_back_no_longer_than_there_is_time(timeout_s: float, held: str) -> None:
    service = Service()
    with Deadline(timeout_s, "list"):
        rows_of(service)
    assert service.requests[0].json["wait_timeout"] == held


def failed(message: str, state: str = "FAILED") -> Service:
    service = Service()
    error = {"error_code": "BAD_REQUEST", "message": message}
    service.change = lambda _: {"statement_id": "s1", "status": {"state": state, "error": error}}
    return service


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("[TABLE_OR_VIEW_NOT_FOUND] The table `main`.`x` cannot be found.", NotFoundError),
        ("[INSUFFICIENT_PERMISSIONS] no", AuthenticationError),
        ("[TEMPORARILY_UNAVAILABLE] later", ServiceUnavailableError),
        ("[DIVIDE_BY_ZERO] no", ServiceError),
    ],
)
def test_a_statement_that_fails_says_why(message: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised:
        rows_of(failed(message))
    assert type(raised.value) is kind
    assert message in str(raised.value)


def test_a_statement_that_someone_cancelled_is_an_error() -> None:
    with pytest.raises(ServiceError, match="CANCELED"):
        rows_of(failed("", "CANCELED"))


def set_in(*path: str, to: object) -> Callable[[Body], object]:
    def change(body: Body) -> object:
        inner = body
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = to
        return body

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda _: [],
        lambda _: {},
        set_in("status", to=None),
        set_in("status", "state", to="DREAMING"),
        set_in("statement_id", to=7),
        set_in("manifest", to=None),
        set_in("manifest", "schema", to=None),
        set_in("manifest", "schema", "columns", to=["product_id"]),
        set_in("manifest", "truncated", to=True),
        set_in("result", to="rows"),
        set_in("result", "data_array", to="rows"),
        set_in("result", "data_array", to=["row"]),
        set_in("result", "data_array", to=[["p1"]]),
        set_in("result", "data_array", to=[["p1", "cheap", None, None, None]]),
        set_in("result", "data_array", to=[["p1", None, "2012.5", None, None]]),
        set_in("result", "data_array", to=[["p1", None, None, "perhaps", None]]),
        set_in("result", "data_array", to=[["p1", None, None, 1, None]]),
        set_in("result", "next_chunk_internal_link", to="https://elsewhere.example/chunk"),
    ],
)
def test_an_answer_that_is_not_as_documented_names_service_and_operation(
    change: Callable[[Body], object],
) -> None:
    service = Service()
    service.change = change
    with pytest.raises(UnexpectedResponseError) as raised:
        rows_of(service)
    assert (raised.value.service, raised.value.operation) == ("sql-warehouse", "statement")


def text_of(where: Filter) -> str:
    table = products.to_metadata(MetaData()).alias("p")
    compiled = as_databricks_sql(select(table.c.price).where(to_clause(where, table)))  # type: ignore[arg-type]
    return compiled.text.partition("WHERE ")[2]


def test_names_are_in_backticks_and_a_schema_is_two_of_them() -> None:
    service = Service()
    service.change = set_in("manifest", to=None)  # the answer does not matter
    catalog = WarehouseCatalog(Warehouse(service, "w1"), table="main.odd`one.products")
    with pytest.raises(UnexpectedResponseError):
        catalog.count()
    assert "FROM `main`.`odd``one`.`products` AS `products`" in service.requests[0].json["statement"]


@pytest.mark.parametrize("table", ["", "main..products", "main.demo."])
def test_a_table_with_a_part_missing_is_refused(table: str) -> None:
    with pytest.raises(ConfigurationError, match=r"catalog\.schema\.table"):
        WarehouseCatalog(Warehouse(Service(), "w1"), table=table)


def test_filters_are_what_databricks_reads() -> None:
    assert text_of(F.product_display_name.contains("50%")) == "(`p`.`product_display_name` LIKE :param_1)"
    assert text_of(F.base_color.isin(["a", "b"])) == "`p`.`base_color` IN (:param_1_1, :param_1_2)"
    assert text_of(F.price.between(1, 2)) == "`p`.`price` BETWEEN :param_1 AND :param_2"
    assert text_of(F.gender.is_null()) == "`p`.`gender` IS NULL"
    assert text_of(F.gender > "M") == "`p`.`gender` > :param_1"


def test_long_lists_travel_as_one_value() -> None:
    many = [f"c{number}" for number in range(500)]
    among = "array_contains(from_json(:param_1, 'ARRAY<STRING>'), `p`.`base_color`)"
    assert text_of(F.base_color.isin(many)) == among
    assert text_of(~F.base_color.isin(many)) == f"NOT {among}"
    years = text_of(F.year.isin(range(500)))
    assert years == "array_contains(from_json(:param_1, 'ARRAY<DOUBLE>'), CAST(`p`.`year` AS DOUBLE))"
    assert "NOT array_contains" in text_of(~F.year.isin(range(500)))
    by_id = as_databricks_sql(next(CatalogStatements().get_many(many))[0])
    assert [one.name for one in by_id.parameters] == ["param_1"]


def test_a_limit_is_written_out() -> None:
    compiled = as_databricks_sql(select(func.count()).limit(7))
    assert compiled.text.endswith("LIMIT 7")
    assert compiled.parameters == ()


@pytest.mark.parametrize(
    ("value", "written", "kind"),
    [
        ("a", "a", "STRING"),
        (None, None, "STRING"),
        (True, "true", "BOOLEAN"),
        (7, "7", "BIGINT"),
        (2**70, "1.1805916207174113e+21", "DOUBLE"),
        (0.1, "0.1", "DOUBLE"),
        (1e300, "1e+300", "DOUBLE"),
    ],
)
def test_values_have_types(value: object, written: str | None, kind: str) -> None:
    assert Parameter.of("x", value) == Parameter("x", written, kind)


def test_a_value_without_a_type_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="dict"):
        Parameter.of("x", {})


def test_a_warehouse_shows_no_more_than_its_id() -> None:
    assert repr(Warehouse(Service(), "w1")) == "Warehouse('w1')"


def test_an_error_on_the_way_is_raised_where_the_statement_was_asked_for() -> None:
    service = Service()
    asked: list[str] = []

    def fail(_: Request) -> Response:
        raise ServiceUnavailableError("down", service="sql-warehouse", operation="statement")

    def steps() -> Iterator[Any]:
        try:
            yield ONE
        except ServiceUnavailableError:
            asked.append("handled")

    service.send = fail  # type: ignore[method-assign]
    Warehouse(service, "w1").run(steps())  # type: ignore[arg-type]
    assert asked == ["handled"]
