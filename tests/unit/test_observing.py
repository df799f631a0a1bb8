import logging
import subprocess
import sys
import timeit

import pytest

from fashion_search import observing
from fashion_search.observing import logger, span


@pytest.fixture
def spans(monkeypatch):
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    export = pytest.importorskip("opentelemetry.sdk.trace.export")
    memory = pytest.importorskip(
        "opentelemetry.sdk.trace.export.in_memory_span_exporter"
    ).InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(memory))
    monkeypatch.setattr(observing, "_tracer", lambda: provider.get_tracer("test"))
    yield memory.get_finished_spans
    provider.shutdown()


def test_a_span_has_a_name_and_attributes(spans):
    with span("search", texts=2) as step:
        with span("embed"):
            pass
        step.set(hits=20)
    embed, search = spans()
    assert (search.name, embed.name) == ("fashion_search.search", "fashion_search.embed")
    assert dict(search.attributes) == {"fashion_search.texts": 2, "fashion_search.hits": 20}
    assert embed.parent.span_id == search.context.span_id


def test_an_error_is_marked_by_its_type_and_never_quoted(spans):
    with pytest.raises(ValueError, match="red dress"), span("search"):
        raise ValueError("the query was: red dress")
    (search,) = spans()
    assert search.attributes["error.type"] == "ValueError"
    assert not search.status.is_ok
    assert search.events == ()
    assert "red dress" not in search.to_json()


def test_a_request_tells_what_it_took_and_nothing_of_what_it_carried(spans, caplog):
    from fashion_search.connections.http.connection import HttpConnection
    from fashion_search.connections.http.retry import RetryPolicy
    from fashion_search.connections.wire import Request
    from fashion_search.errors import ServiceUnavailableError

    request = Request(
        method="POST",
        path="/secret-path",
        service="shop",
        operation="look",
        json={"text": "red dress"},
        headers={"X": "s3cr3t"},
        authenticated=False,
    )
    with (
        caplog.at_level(logging.DEBUG, "fashion_search"),
        HttpConnection("http://127.0.0.1:9", retry=RetryPolicy(attempts=2, first_wait_s=0)) as connection,
        pytest.raises(ServiceUnavailableError),
    ):
        connection.send(request)
    (sent,) = spans()
    assert dict(sent.attributes) == {
        "fashion_search.service": "shop",
        "fashion_search.operation": "look",
        "fashion_search.attempts": 2,
        "fashion_search.status": 0,
        "error.type": "ServiceUnavailableError",
    }
    assert "shop look: status 0 after 2 attempts" in caplog.text
    for text in ("red dress", "s3cr3t", "secret-path"):
        assert text not in caplog.text + sent.to_json()


def test_without_opentelemetry_a_span_is_one_shared_object_and_costs_next_to_nothing(monkeypatch):
    monkeypatch.setattr(observing, "_tracer", lambda: None)
    assert span("a") is span("b", n=1)
    with span("a") as step:
        step.set(n=2)

    def one():
        with span("request", service="shop"):
            pass

    assert min(timeit.repeat(one, number=2000, repeat=5)) / 2000 < 5e-6


def test_the_absence_of_opentelemetry_is_noticed(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    observing._tracer.cache_clear()
    try:
        assert span("a") is observing._SILENT
    finally:
        observing._tracer.cache_clear()


def test_the_logger_is_silent_by_default():
    assert any(isinstance(handler, logging.NullHandler) for handler in logger.handlers)
    code = (
        "from fashion_search.observing import logger; logger.error('x');"
        "import sys; sys.exit('opentelemetry' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
