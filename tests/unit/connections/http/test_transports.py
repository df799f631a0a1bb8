import threading

import pytest

from fashion_search.connections.http.connection import HttpConnection
from fashion_search.connections.http.idle import Idle, Place, place_of, proxy_for
from fashion_search.connections.http.limits import HttpLimits
from fashion_search.errors import ConfigurationError

HERE = Place(b"http", b"here", 80)


class Fake:
    def __init__(self, *, idle=True, expired=False):
        self.idle, self.expired = idle, expired

    def is_idle(self):
        return self.idle

    def has_expired(self):
        return self.expired


def test_the_latest_used_connection_is_taken_first():
    idle = Idle(60)
    first, second = Fake(), Fake()
    assert idle.give(HERE, first) == idle.give(HERE, second) == []
    assert idle.take(HERE) == (second, [])
    assert idle.take(HERE) == (first, [])
    assert idle.take(HERE) == (None, [])


def test_a_connection_leads_to_one_place_only():
    idle = Idle(60)
    idle.give(HERE, Fake())
    assert idle.take(Place(b"https", b"here", 80)) == (None, [])


def test_dead_and_old_connections_come_back_to_be_closed():
    idle = Idle(60)
    broken, dead, good = Fake(idle=False), Fake(), Fake()
    assert idle.give(HERE, broken) == [broken]
    idle.give(HERE, good)
    idle.give(HERE, dead)
    dead.expired = True
    assert idle.take(HERE) == (good, [dead])
    aging = Idle(0.0)
    assert aging.give(HERE, good) == [good]
    assert aging.take_all() == []


def test_the_environment_names_the_proxy_and_what_goes_past_it(monkeypatch, server, get):
    import httpx

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert proxy_for(httpx.URL("http://shop.example/x")) is None
    monkeypatch.setenv("http_proxy", server.url.removeprefix("http://"))
    monkeypatch.setenv("no_proxy", "inside.example")
    assert proxy_for(httpx.URL("http://shop.example/x")) == server.url
    assert proxy_for(httpx.URL("http://inside.example/x")) is None
    assert place_of(httpx.URL("https://shop.example")) == Place(b"https", b"shop.example", 443)


def test_requests_go_through_the_proxy(monkeypatch, server, world, get):
    for name in ("HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.url)
    server.on("http://shop.example/x", server.reply(body=b"7"))
    connection = world.connect("http://shop.example")
    for _ in range(2):
        assert world.send(connection, get(path="/x")).json() == 7
    assert server.connections == 1


def test_sockets_stay_within_their_bound_under_load(server, get):
    server.on("/", server.reply())
    with HttpConnection(server.url, limits=HttpLimits(pool_size=4)) as connection:
        threads = [
            threading.Thread(target=lambda: [connection.send(get()) for _ in range(10)]) for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.seen) == 200
    assert server.connections <= 4


def test_limits_that_allow_nothing_are_refused():
    with pytest.raises(ConfigurationError, match="pool_size is 0"):
        HttpLimits(pool_size=0)
