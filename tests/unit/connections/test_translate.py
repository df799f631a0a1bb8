import inspect
import pickle
import traceback

import httpcore
import httpx
import pytest

from fashion_search.connections.secrets import redacted
from fashion_search.connections.translate import translated
from fashion_search.connections.vendors import VENDORS
from fashion_search.connections.wire import Request
from fashion_search.errors import (
    AuthenticationError,
    FashionSearchError,
    NotFoundError,
    RateLimitedError,
    ServiceError,
    ServiceUnavailableError,
)

ASK = Request(method="GET", path="/", service="shop", operation="look")
NO_ERRORS = {"RequestsWarning", "FileModeWarning", "RequestsDependencyWarning"}


def classes_of(module, within):
    found = {
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, BaseException) and one.__module__.startswith(within)
    }
    return sorted(found - {one for one in found if one.__name__ in NO_ERRORS}, key=lambda one: one.__name__)


def made(one):
    try:
        return one.__new__(one)
    except TypeError:
        return one("no")


def vendors():
    yield from classes_of(httpx, "httpx")
    yield from classes_of(httpcore, "httpcore")
    requests = pytest.importorskip("requests")
    yield from classes_of(requests.exceptions, "requests")
    yield from classes_of(pytest.importorskip("databricks.sdk.errors"), "databricks.sdk")
    yield from classes_of(pytest.importorskip("databricks.sdk.retries"), "databricks.sdk")
    yield from classes_of(pytest.importorskip("databricks.ai_search.exceptions"), "databricks.ai_search")


def test_every_error_of_every_vendor_has_a_meaning_of_its_own():
    unknown = [f"{one.__module__}.{one.__qualname__}" for one in vendors()]
    assert len(unknown) > 90
    unknown = [name for name in unknown if name not in VENDORS]
    assert unknown == []


def test_every_meaning_makes_an_error_that_says_where_it_happened():
    for one in vendors():
        error = translated(made(one), ASK)
        assert isinstance(error, FashionSearchError), one
        assert "shop" in str(error)
        assert "look" in str(error)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301


def test_the_same_name_means_the_same_in_both_of_databricks_packages():
    sdk = pytest.importorskip("databricks.sdk.errors")
    ai_search = pytest.importorskip("databricks.ai_search.exceptions")
    expected = {
        "NotFound": NotFoundError,
        "PermissionDenied": AuthenticationError,
        "TooManyRequests": RateLimitedError,
        "BadRequest": ServiceError,
        "ResourceConflict": ServiceError,
    }
    for name, kind in expected.items():
        assert type(translated(getattr(sdk, name)("no"), ASK)) is kind
        assert type(translated(getattr(ai_search, name)("no"), ASK)) is kind


def test_a_new_class_of_a_vendor_is_read_as_its_base():
    class Newer(httpx.ReadTimeout):
        pass

    assert isinstance(translated(Newer("late"), ASK), ServiceUnavailableError)


def test_an_end_of_patience_is_told_by_its_cause():
    errors = pytest.importorskip("databricks.sdk.errors")
    end = TimeoutError("Timed out after 0:05:00")
    assert isinstance(translated(end, ASK), ServiceUnavailableError)
    end.__cause__ = errors.RequestLimitExceeded("too many", retry_after_secs=7)
    error = translated(end, ASK)
    assert isinstance(error, RateLimitedError)
    assert (error.retry_after_s, error.retryable) == (7, True)


def test_the_status_of_a_vendors_error_is_kept():
    exceptions = pytest.importorskip("databricks.ai_search.exceptions")
    error = translated(exceptions.AISearchException("no", status_code=500), ASK)
    assert (error.service, error.operation, error.status_code) == ("shop", "look", 500)


def test_a_mistake_in_the_code_is_not_dressed_up():
    assert translated(KeyError("x"), ASK) is None
    assert translated(AssertionError(), ASK) is None


def test_our_own_errors_pass_unchanged():
    error = NotFoundError("gone")
    assert translated(error, ASK) is error


def test_the_configuration_that_the_sdk_appends_is_cut_off():
    errors = pytest.importorskip("databricks.sdk.errors")
    said = "not allowed. Config: host=https://my.cloud, client_id=11-22. Env: DATABRICKS_HOST"
    text = str(translated(errors.PermissionDenied(said), ASK))
    assert "not allowed" in text
    assert "my.cloud" not in text
    assert "11-22" not in text


@pytest.mark.parametrize(
    "secret",
    [
        "dapi0123456789abcdef0123456789abcdef",
        "dapi0123456789abcdef0123456789abcdef-2",
        "dose0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_x",
        "s3cr3t-but-known",
    ],
)
def test_secrets_are_taken_out_of_what_others_say(secret):
    for text in (f"bad token {secret}!", f"Bearer {secret}", f'{{"token":"{secret}"}}', f"x={secret}&y"):
        assert secret not in redacted(text, ["s3cr3t-but-known"])


def test_telling_names_and_signed_links_are_taken_out_as_well():
    for text, secret in [
        ("https://u:pa55word@host/x", "pa55word"),
        ("https://s3/x?X-Amz-Signature=abc123&X-Amz-Date=1", "abc123"),
        ("https://blob/x?sv=1&sig=abc%2F123", "abc%2F123"),
        ("password=hunter2000 host=x", "hunter2000"),
        ("client_secret: 'topsecret1'", "topsecret1"),
        ("Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"),
    ]:
        assert secret not in redacted(text)


def test_what_is_shown_is_one_short_line():
    shown = redacted("a\r\nb\x1b[31m" + "c" * 1000)
    assert shown.startswith("a b [31mc")
    assert len(shown) == 400
    assert redacted("the red dress, size 38") == "the red dress, size 38"


def test_a_traceback_of_a_network_error_shows_no_header():
    pat = "dapi0123456789abcdef0123456789abcdef"
    request = httpx.Request("GET", "http://x", headers={"Authorization": f"Bearer {pat}"})
    vendors_error = httpx.ConnectError("refused", request=request)
    error = translated(vendors_error, ASK)
    error.__cause__ = vendors_error
    assert "refused" in "".join(traceback.format_exception(error))
    assert pat not in "".join(traceback.format_exception(error))
