import asyncio
import json
import logging
import subprocess
import sys
import threading
import time
import traceback

import pytest
from pydantic import SecretStr

from fashion_search.connections.databricks import connect as databricks
from fashion_search.connections.databricks.connect import (
    connect,
    connect_async,
    databricks_credentials,
    workspace_client,
)
from fashion_search.connections.databricks.login import DatabricksLogin
from fashion_search.connections.http.retry import RetryPolicy
from fashion_search.deadline import Deadline
from fashion_search.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    MissingDependencyError,
    ServiceUnavailableError,
)

pytest.importorskip("databricks.sdk")

PAT = "dapi0123456789abcdef0123456789abcdef"
DOSE = "dose0123456789abcdef0123456789abcdef"
METADATA, DISCOVERY, TOKEN, ME = (
    "/.well-known/databricks-config",
    "/oidc/.well-known/oauth-authorization-server",
    "/oidc/v1/token",
    "/api/2.0/preview/scim/v2/Me",
)
ONCE = RetryPolicy(attempts=1)


@pytest.fixture(autouse=True)
def _nothing_around(monkeypatch, tmp_path):
    for name in ("HOST", "TOKEN", "CLIENT_ID", "CLIENT_SECRET", "CONFIG_PROFILE", "AUTH_TYPE"):
        monkeypatch.delenv(f"DATABRICKS_{name}", raising=False)
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "databrickscfg"))


@pytest.fixture
def workspace(server):
    """Hands out `tok1`, `tok2`, … and accepts the latest."""
    issued = []

    def mint(sock):
        issued.append(f"tok{len(issued) + 1}")
        body = {"access_token": issued[-1], "token_type": "Bearer", "expires_in": server.lifetime_s}
        server.reply(body=json.dumps(body).encode(), content_type="application/json")(sock)

    def me(sock):
        sent = server.seen[-1].headers.get("authorization")
        good = sent in (f"Bearer {PAT}", f"Bearer {issued[-1] if issued else '-'}")
        server.reply(200 if good else 401, b'{"userName":"me"}')(sock)

    metadata = {"oidc_endpoint": f"{server.url}/oidc", "workspace_id": "123", "cloud": "AWS"}
    endpoints = {"authorization_endpoint": "x", "token_endpoint": f"{server.url}{TOKEN}"}
    server.on(METADATA, server.reply(body=json.dumps(metadata).encode()))
    server.on(DISCOVERY, server.reply(body=json.dumps(endpoints).encode()))
    server.on(TOKEN, mint)
    server.on(ME, me)
    server.lifetime_s = 3600
    server.issued = issued
    return server


@pytest.fixture
def me(get):
    return get(path=ME, authenticated=True, service="scim", operation="read me")


def principal(server):
    return DatabricksLogin(host=server.url, client_id="cid", client_secret=SecretStr(DOSE))


def asked(server, path):
    return sum(seen.path == path for seen in server.seen)


def test_a_personal_token_is_sent_with_the_workspace(workspace, me):
    with connect(DatabricksLogin(host=workspace.url, token=SecretStr(PAT)), product="shop/1") as connection:
        assert connection.send(me).json() == {"userName": "me"}
    headers = workspace.seen[-1].headers
    assert headers["authorization"] == f"Bearer {PAT}"
    assert headers["x-databricks-workspace-id"] == "123"
    assert headers["user-agent"].endswith(" shop/1")


def test_a_service_principal_logs_in_once(workspace, me):
    with connect(principal(workspace)) as connection:
        for _ in range(3):
            connection.send(me)
    assert asked(workspace, TOKEN) == 1
    (login,) = [seen for seen in workspace.seen if seen.path == TOKEN]
    assert login.headers["authorization"].startswith("Basic ")
    assert b"grant_type=client_credentials" in login.body


def test_the_environment_alone_is_enough(workspace, me, monkeypatch):
    monkeypatch.setenv("DATABRICKS_HOST", workspace.url)
    monkeypatch.setenv("DATABRICKS_CLIENT_ID", "cid")
    monkeypatch.setenv("DATABRICKS_CLIENT_SECRET", DOSE)
    with connect() as connection:
        assert connection.send(me).status == 200


def test_a_profile_is_enough(workspace, me, tmp_path):
    (tmp_path / "databrickscfg").write_text(f"[shop]\nhost = {workspace.url}\ntoken = {PAT}\n")
    with connect(DatabricksLogin(profile="shop")) as connection:
        assert connection.send(me).status == 200


def test_an_older_workspace_without_metadata_will_do(workspace, me):
    workspace.on(METADATA, workspace.reply(404))
    with connect(principal(workspace)) as connection:
        assert connection.send(me).status == 200


def test_making_a_connection_sends_nothing(workspace):
    connect(principal(workspace)).close()
    assert workspace.seen == []


def test_200_awaited_calls_log_in_once(workspace, me):
    async def scenario():
        async with connect_async(principal(workspace)) as connection:
            return await asyncio.gather(*(connection.send(me) for _ in range(200)))

    assert {answer.status for answer in asyncio.run(scenario())} == {200}
    assert asked(workspace, TOKEN) == 1


def test_a_refused_token_is_replaced_once_and_the_request_sent_again(workspace, me):
    with connect(principal(workspace)) as connection:
        connection.send(me)
        connection._wire.credentials._state.held.since -= 10
        workspace.issued.append("revoked")
        assert connection.send(me).status == 200
    assert asked(workspace, TOKEN) == 2


def test_a_token_refused_again_and_again_is_an_error(workspace, me):
    workspace.on(ME, workspace.reply(401))
    with connect(principal(workspace)) as connection, pytest.raises(AuthenticationError, match="401"):
        connection.send(me)
    assert asked(workspace, TOKEN) <= 2


def test_a_refused_personal_token_is_not_sent_twice(workspace, me):
    wrong = SecretStr("dapi9999999999999999999999999999")
    login = DatabricksLogin(host=workspace.url, token=wrong)
    with connect(login) as connection, pytest.raises(AuthenticationError):
        connection.send(me)
    assert asked(workspace, ME) == 1


def test_short_lived_tokens_are_renewed_without_a_failed_call(workspace, me):
    workspace.lifetime_s = 1
    with connect(principal(workspace)) as connection:
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            assert connection.send(me).status == 200
            time.sleep(0.02)
    assert asked(workspace, TOKEN) >= 3


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        (
            {"error": "invalid_client", "error_description": "no such client"},
            AuthenticationError,
            "invalid_client",
        ),
        ({"error": "access_denied", "error_description": "scope"}, AuthenticationError, "access_denied"),
        ({"error_code": "TEMPORARILY_UNAVAILABLE"}, ServiceUnavailableError, "did not complete the login"),
    ],
)
def test_a_refused_login_says_why_and_nothing_else(workspace, me, body, error, said):
    workspace.on(TOKEN, workspace.reply(401, json.dumps(body).encode(), content_type="application/json"))
    with connect(principal(workspace), retry=ONCE) as connection, pytest.raises(error, match=said) as caught:
        connection.send(me)
    shown = "".join(traceback.format_exception(caught.type, caught.value, caught.tb)) + repr(
        caught.value.__context__
    )
    assert DOSE not in shown
    assert "client_id=cid" not in shown


def test_a_slow_login_does_not_use_up_the_attempts(workspace, me):
    mint = workspace.acts[TOKEN][0]

    def slowly(sock):
        time.sleep(1.0)
        mint(sock)

    workspace.on(TOKEN, slowly)
    with connect(principal(workspace), retry=RetryPolicy(attempts=1, attempt_timeout_s=0.5)) as connection:
        assert connection.send(me).status == 200

    async def awaited():
        policy = RetryPolicy(attempts=1, attempt_timeout_s=0.5)
        async with connect_async(principal(workspace), retry=policy) as connection:
            return (await connection.send(me)).status

    assert asyncio.run(awaited()) == 200


def test_a_login_that_hangs_ends_with_the_deadline(workspace, me):
    workspace.on(TOKEN, workspace.hang())
    with connect(principal(workspace)) as connection:
        began = time.monotonic()
        with Deadline(1.0, "search"), pytest.raises(DeadlineExceededError, match="login in time"):
            connection.send(me)
        assert time.monotonic() - began < 1.1


def test_an_unreachable_workspace_is_known_soon(me):
    login = DatabricksLogin(
        host="http://127.0.0.1:9", client_id="c", client_secret=SecretStr(DOSE), startup_timeout_s=1
    )
    began = time.monotonic()
    with (
        connect(login, retry=ONCE) as connection,
        pytest.raises(ServiceUnavailableError, match="could not be reached"),
    ):
        connection.send(me)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    ("login", "remedy"),
    [
        (DatabricksLogin(host="http://127.0.0.1:9", startup_timeout_s=1), "DATABRICKS_TOKEN"),
        (DatabricksLogin(profile="absent"), "DATABRICKS_CONFIG_PROFILE"),
        (
            DatabricksLogin(
                host="http://127.0.0.1:9",
                token=SecretStr(PAT),
                client_id="c",
                client_secret=SecretStr(DOSE),
                startup_timeout_s=1,
            ),
            "auth_type",
        ),
    ],
)
def test_incomplete_or_contradictory_credentials_name_the_remedy(me, tmp_path, login, remedy):
    (tmp_path / "databrickscfg").write_text("[other]\nhost = http://127.0.0.1:9\n")
    with connect(login, retry=ONCE) as connection, pytest.raises(ConfigurationError, match=remedy) as caught:
        connection.send(me)
    shown = "".join(traceback.format_exception(caught.type, caught.value, caught.tb))
    assert PAT not in shown
    assert DOSE not in shown


def test_the_sdks_own_client_is_bounded_as_well(workspace):
    assert workspace_client(principal(workspace)).current_user.me().user_name == "me"
    with pytest.raises(ConfigurationError, match="Set DATABRICKS_HOST"):
        workspace_client(DatabricksLogin(profile="absent"))


def test_the_sdks_own_log_shows_no_database_password(workspace, caplog):
    given = "eyJhbGciOiJSUzI1NiJ9.ZGF0YWJhc2U.c2lnbmF0dXJl"
    body = json.dumps({"token": given, "expiration_time": "2030-01-01T00:00:00Z"}).encode()
    workspace.on("/api/2.0/database/credentials", workspace.reply(body=body))
    with caplog.at_level(logging.DEBUG):
        client = workspace_client(principal(workspace))
        assert client.database.generate_database_credential(instance_names=["i"]).token == given
    assert "expiration_time" in caplog.text
    assert given not in caplog.text
    assert DOSE not in caplog.text


def test_without_the_sdk_the_pip_line_is_named(monkeypatch):
    monkeypatch.setattr(databricks.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingDependencyError, match=r"fashion-search\[databricks\]"):
        databricks_credentials(DatabricksLogin())


def test_making_a_login_or_a_connection_does_not_import_the_sdk():
    code = (
        "import sys; from fashion_search.connections.databricks.connect import connect; connect().close();"
        "sys.exit('databricks.sdk' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_thread_outlives_its_login(workspace, me):
    before = set(threading.enumerate())  # logins that other tests let hang among them

    def started():
        names = [thread.name for thread in threading.enumerate() if thread not in before]
        return [name for name in names if name.startswith("fashion-search")]

    with connect(principal(workspace)) as connection:
        connection.send(me)
    give_up = time.monotonic() + 3
    while started() and time.monotonic() < give_up:
        time.sleep(0.01)
    assert started() == []


def test_a_login_shows_no_secret():
    login = DatabricksLogin(host="h", token=SecretStr(PAT), client_secret=SecretStr(DOSE))
    assert PAT not in repr(login)
    assert DOSE not in repr(login)
