"""What goes wrong on demand, seen by a bare HTTP client."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from fashion_search.errors import ConfigurationError
from fashion_search.testing.databricks import DatabricksEmulator, Latency, Scenario

ME = "/api/2.0/preview/scim/v2/Me"
CLIP = "/serving-endpoints/clip-multimodal-encoder/invocations"
RED = {"dataframe_records": [{"text": "red dress"}]}


@pytest.mark.parametrize(("share", "status"), [("429", 429), ("500", 500), ("503", 503), ("504", 504)])
def test_a_share_of_one_refuses_everything(http: httpx.Client, emulator, share, status):
    emulator.scenario = Scenario(**{f"share_{share}": 1.0}, retry_after_s=2)
    answer = http.get(ME)
    assert answer.status_code == status
    assert set(answer.json()) == {"error_code", "message"}
    assert answer.headers["x-request-id"]
    assert answer.headers.get("retry-after") == ("2" if status == 429 else None)
    emulator.scenario = Scenario()
    assert http.get(ME).status_code == 200


def test_503_may_say_when_to_come_back(http, emulator):
    emulator.scenario = Scenario(share_503=1.0, retry_after_503_s=0.2)
    assert http.get(ME).headers["retry-after"] == "1"


def fates(http: httpx.Client, emulator: DatabricksEmulator, count: int) -> list[int]:
    return [http.get(ME).status_code for _ in range(count)]


def test_the_same_seed_draws_the_same_faults(http, emulator):
    drawn = []
    for _ in range(2):
        emulator.scenario = Scenario(seed=4, share_429=0.2, share_503=0.2)
        drawn.append(fates(http, emulator, 60))
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {200, 429, 503}
    assert 12 <= sum(status != 200 for status in drawn[0]) <= 36


def test_faults_are_for_the_services_that_are_named(http, emulator):
    emulator.scenario = Scenario(share_503=1.0, services=frozenset({"jobs"}))
    assert http.get(ME).status_code == 200
    assert http.get("/api/2.2/jobs/runs/get?run_id=1").status_code == 503
    emulator.scenario = Scenario(share_503=1.0, by_service={"identity": Scenario()})
    assert http.get(ME).status_code == 200


def test_a_hang_ends_when_the_client_gives_up(http, emulator):
    emulator.scenario = Scenario(share_hang=1.0)
    with pytest.raises(httpx.ReadTimeout):
        http.get(ME, timeout=0.1)
    emulator.scenario = Scenario()
    assert http.get(ME).status_code == 200


def test_a_hang_drops_the_connection_in_the_end(http, emulator):
    emulator.scenario = Scenario(share_hang=1.0, hang_s=0.05)
    with pytest.raises(httpx.HTTPError):
        http.get(ME)


@pytest.mark.parametrize("share", ["share_reset", "share_cut"])
def test_a_connection_breaks(http, emulator, share):
    emulator.scenario = Scenario(**{share: 1.0})
    with pytest.raises(httpx.HTTPError):
        http.get(ME)


def test_a_stale_connection_answers_once(http, emulator):
    http.get(ME)
    before = emulator.open_connections
    emulator.scenario = Scenario(share_stale=1.0)
    answer = http.get(ME)
    assert answer.status_code == 200
    assert "connection" not in answer.headers
    assert settled(lambda: emulator.open_connections < before)


def test_a_slow_body_keeps_coming(http, emulator):
    emulator.scenario = Scenario(share_slow=1.0, slow_s=1.2)
    started = time.perf_counter()
    assert http.get(ME, timeout=0.8).json()["active"] is True
    assert time.perf_counter() - started > 0.8


def test_malformed_json_comes_with_status_200(http, emulator):
    emulator.scenario = Scenario(share_malformed=1.0)
    answer = http.get(ME)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_an_oversized_body_is_as_long_as_it_is_told_to_be(http, emulator):
    emulator.scenario = Scenario(share_oversized=1.0, oversized_bytes=3_000_000)
    answer = http.get(ME)
    assert len(answer.content) == 3_000_000
    assert answer.json()["active"] is True


def test_more_requests_than_the_rate_allows_are_refused(http, emulator):
    emulator.scenario = Scenario(requests_per_s=1)
    assert 429 in fates(http, emulator, 8)


def test_tokens_expire(http, emulator):
    emulator.scenario = Scenario(token_lifetime_s=0.05)
    variables = emulator.environment()
    answer = httpx.post(
        f"{emulator.host}/oidc/v1/token",
        auth=(variables["DATABRICKS_CLIENT_ID"], variables["DATABRICKS_CLIENT_SECRET"]),
        data={"grant_type": "client_credentials", "scope": "all-apis"},
    ).json()
    assert answer["expires_in"] == 1
    time.sleep(0.06)
    late = http.get(ME, headers={"authorization": f"Bearer {answer['access_token']}"})
    assert (late.status_code, late.json()["error_code"]) == (401, "UNAUTHENTICATED")


def test_tokens_can_be_taken_back(http, emulator):
    emulator.revoke_tokens()
    assert http.get(ME).status_code == 401


@pytest.mark.parametrize("cold_answer", ["429", "503", "504"])
def test_a_cold_endpoint_refuses_until_it_is_warm(http, emulator, cold_answer):
    emulator.scenario = Scenario(cold_start_s=0.15, cold_answer=cold_answer)
    assert http.post(CLIP, json=RED).status_code == int(cold_answer)
    assert http.get("/api/2.0/serving-endpoints/clip-multimodal-encoder").status_code == 200
    time.sleep(0.16)
    assert http.post(CLIP, json=RED).status_code == 200


def test_a_cold_endpoint_holds_the_request_until_it_is_warm(http, emulator):
    emulator.scenario = Scenario(cold_start_s=0.2)
    started = time.perf_counter()
    assert http.post(CLIP, json=RED).status_code == 200
    assert time.perf_counter() - started >= 0.2


def test_latency_occupies_no_thread(emulator):
    emulator.scenario = Scenario(latency=Latency(median_s=0.3))
    before = threading.active_count()

    async def ask() -> tuple[list[int], int]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(base_url=emulator.host, limits=limits, timeout=20) as client:
            asking = [client.get("/.well-known/databricks-config") for _ in range(200)]
            tasks = [asyncio.create_task(one) for one in asking]
            await asyncio.sleep(0.2)
            threads = threading.active_count()
            return [answer.status_code for answer in await asyncio.gather(*tasks)], threads

    started = time.perf_counter()
    statuses, threads = asyncio.run(ask())
    assert statuses == [200] * 200
    assert threads <= before
    assert time.perf_counter() - started < 200 * 0.3 / 2


def test_a_scenario_holds_for_a_block(http, emulator):
    with emulator.playing(Scenario(share_503=1.0)):
        assert http.get(ME).status_code == 503
    assert http.get(ME).status_code == 200


def test_requests_are_recorded_without_secrets(http, emulator):
    http.get(ME)
    told = repr(emulator.requests[:]) + "".join(
        f"{record.headers} {record.body!r} {record.path}" for record in emulator.requests
    )
    assert http.headers["authorization"].removeprefix("Bearer ") in emulator.secrets
    assert not [secret for secret in emulator.secrets if secret in told]
    assert emulator.requests[-1].headers["authorization"] == "Bearer ***"


def settled(condition: Callable[[], bool]) -> bool:
    """Whether something comes true within some seconds."""
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_nothing_is_left_when_it_stops(wire_store):
    before = threading.active_count()
    emulator = DatabricksEmulator(wire_store, scenario=Scenario(share_hang=1.0))
    client = httpx.Client(timeout=5)
    outcomes: list[str] = []

    def ask() -> None:
        try:
            client.get(f"{emulator.host}/.well-known/databricks-config")
        except httpx.HTTPError as error:
            outcomes.append(type(error).__name__)

    with emulator:
        asking = threading.Thread(target=ask)
        asking.start()
        assert settled(lambda: emulator.open_connections == 1)
    asking.join()
    client.close()
    assert outcomes
    assert threading.active_count() == before
    assert emulator.open_connections == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{emulator.host}/")


def test_it_stays_stopped(wire_store):
    with DatabricksEmulator(wire_store) as emulator:
        emulator.stop()
    emulator.stop()
    with pytest.raises(ConfigurationError, match="make another"):
        emulator.start()
