import contextlib
import gzip
import socket
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fashion_search.connections.downloads.fetch import DownloadPolicy, download, shown
from fashion_search.errors import (
    DeadlineExceededError,
    FashionSearchError,
    InvalidImageError,
    NotFoundError,
    ServiceUnavailableError,
)

LOCAL = DownloadPolicy(allow_private=True, timeout_s=5, max_bytes=10_000)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        status, headers, body = self.server.pages[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in body:
            if isinstance(piece, float):
                time.sleep(piece)
            else:
                self.wfile.write(piece)
                self.wfile.flush()

    def handle(self):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            super().handle()


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.pages, httpd.seen = {}, []
    httpd.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def redirect(to, status=302):
    return status, {"Location": to}, []


def ok(*body, **headers):
    return 200, {name.replace("_", "-"): value for name, value in headers.items()}, body


def test_the_body_comes_back(server):
    server.pages["/a.jpg?size=1"] = ok(b"pict", b"ure")
    assert download(f"{server.url}/a.jpg?size=1", LOCAL) == b"picture"


def test_loopback_is_refused_by_default_before_anything_is_sent(server):
    with pytest.raises(InvalidImageError, match=r"127\.0\.0\.1, which is not a public address"):
        download(f"{server.url}/a.jpg")
    assert server.seen == []


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"])
def test_no_spelling_of_loopback_gets_through(server, host):
    with pytest.raises(FashionSearchError):
        download(f"http://{host}:{server.server_port}/a.jpg")
    assert server.seen == []


def answer_with(monkeypatch, *addresses):
    """A name server with one answer per question."""
    answers = iter(addresses)
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        if str(host).endswith(".example"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_public_name_with_a_private_address_is_refused(monkeypatch):
    answer_with(monkeypatch, "169.254.169.254")
    with pytest.raises(InvalidImageError, match=r"'shop\.example' is at 169\.254\.169\.254"):
        download("http://shop.example/latest/meta-data")


def test_a_name_is_looked_up_once_so_it_cannot_change_between_check_and_use(server, monkeypatch):
    server.pages["/a.jpg"] = ok(b"picture")
    answer_with(monkeypatch, "127.0.0.1")
    assert download(f"http://shop.example:{server.server_port}/a.jpg", LOCAL) == b"picture"
    assert server.seen[0][1]["Host"] == f"shop.example:{server.server_port}"


def test_redirects_are_followed_relative_ones_too(server):
    server.pages |= {
        "/one": redirect("/two"),
        "/two": redirect(f"{server.url}/three", 308),
        "/three": ok(b"x"),
    }
    assert download(f"{server.url}/one", LOCAL) == b"x"


def test_a_redirect_to_loopback_is_refused(server, monkeypatch):
    server.pages["/one"] = redirect(f"{server.url}/secret")
    monkeypatch.setattr("fashion_search.connections.downloads.guard.is_public", lambda _: server.seen == [])
    with pytest.raises(InvalidImageError, match="not a public address"):
        download(f"{server.url}/one")
    assert [path for path, _ in server.seen] == ["/one"]


def test_a_redirect_to_another_scheme_is_refused(server):
    server.pages["/one"] = redirect("file:///etc/passwd")
    with pytest.raises(InvalidImageError, match="only http and https"):
        download(f"{server.url}/one", LOCAL)


def test_a_circle_of_redirects_ends(server):
    server.pages["/one"] = redirect("/one")
    with pytest.raises(InvalidImageError, match="more than 5 redirects"):
        download(f"{server.url}/one", LOCAL)
    assert len(server.seen) == 6


@pytest.mark.parametrize(
    "url", ["ftp://x/a", "file:///etc/passwd", "http://", "gopher://x", "http://[::1", "//x/a"]
)
def test_only_http_and_https_urls_are_fetched(url):
    with pytest.raises(InvalidImageError):
        download(url, LOCAL)


def test_a_body_over_the_limit_is_refused_by_its_declared_length(server):
    server.pages["/big"] = ok(Content_Length="20000")
    with pytest.raises(InvalidImageError, match="10,000 bytes"):
        download(f"{server.url}/big", LOCAL)


def test_a_body_over_the_limit_is_refused_without_a_declared_length(server):
    server.pages["/big"] = ok(*[b"x" * 1000] * 20)
    with pytest.raises(InvalidImageError, match="10,000 bytes"):
        download(f"{server.url}/big", LOCAL)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_compressed_body_is_unpacked_even_if_not_asked_for(server, encoding, pack):
    server.pages["/a"] = ok(pack(b"picture" * 1000), Content_Encoding=encoding)
    assert download(f"{server.url}/a", LOCAL) == b"picture" * 1000


def test_a_compression_bomb_counts_as_what_it_unpacks_to(server):
    bomb = gzip.compress(bytes(50_000_000))
    server.pages["/a"] = ok(bomb, Content_Encoding="gzip")
    with pytest.raises(InvalidImageError, match="100,000 bytes"):
        download(f"{server.url}/a", DownloadPolicy(allow_private=True, max_bytes=100_000))


def test_a_damaged_or_unknown_encoding_is_refused(server):
    server.pages["/a"] = ok(b"not gzip at all", Content_Encoding="gzip")
    server.pages["/b"] = ok(b"...", Content_Encoding="br")
    with pytest.raises(InvalidImageError, match="damaged gzip"):
        download(f"{server.url}/a", LOCAL)
    with pytest.raises(InvalidImageError, match="'br'"):
        download(f"{server.url}/b", LOCAL)


def test_a_server_that_drips_is_left_when_the_time_is_up(server):
    server.pages["/slow"] = ok(*[b"x", 0.1] * 30)
    begun = time.monotonic()
    with pytest.raises(DeadlineExceededError, match=r"within 0\.3 s"):
        download(f"{server.url}/slow", DownloadPolicy(allow_private=True, timeout_s=0.3))
    assert time.monotonic() - begun < 1


def test_a_server_that_says_nothing_is_left_when_the_time_is_up(server):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
        with pytest.raises(DeadlineExceededError):
            download(url, DownloadPolicy(allow_private=True, timeout_s=0.2))


@pytest.mark.parametrize(
    ("status", "error", "retryable"),
    [
        (404, NotFoundError, None),
        (410, NotFoundError, None),
        (403, InvalidImageError, None),
        (204, InvalidImageError, None),
        (429, ServiceUnavailableError, True),
        (503, ServiceUnavailableError, True),
    ],
)
def test_statuses_become_errors_of_ours(server, status, error, retryable):
    server.pages["/a"] = status, {}, []
    with pytest.raises(error, match=str(status)) as caught:
        download(f"{server.url}/a", LOCAL)
    assert getattr(caught.value, "retryable", None) is retryable


def test_a_closed_port_and_an_unknown_host_are_unavailable(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(ServiceUnavailableError, match="no address"):
        download(f"http://127.0.0.1:{port}/a", LOCAL)

    def fail(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(ServiceUnavailableError, match=r"'nowhere\.example' is not known"):
        download("http://nowhere.example/a", LOCAL)


def test_credentials_are_sent_but_never_on_to_a_redirect(server):
    server.pages |= {"/one": redirect("/two"), "/two": ok(b"x")}
    download(f"http://ann:s3cret@127.0.0.1:{server.server_port}/one", LOCAL)
    assert [headers.get("Authorization") for _, headers in server.seen] == ["Basic YW5uOnMzY3JldA==", None]


@pytest.mark.parametrize("path", ["/missing", "/gone?sig=s3cret", "/loop?token=s3cret"])
def test_no_secret_of_a_url_is_shown_in_an_error(server, path):
    server.pages |= {
        "/missing": (404, {}, []),
        "/gone?sig=s3cret": (503, {}, []),
        "/loop?token=s3cret": redirect(path),
    }
    with pytest.raises(FashionSearchError) as caught:
        download(f"http://ann:s3cret@127.0.0.1:{server.server_port}{path}", LOCAL)
    assert "s3cret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_a_shown_url_keeps_what_helps_and_drops_what_may_be_secret():
    assert shown("https://ann:pw@shop.example:8443/a/b.jpg?sig=1#x") == "https://shop.example:8443/a/b.jpg?…"
    assert "pw" not in shown("http://ann:pw@[bad/")


def test_a_proxy_in_the_environment_is_not_used(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.pages["/a"] = ok(b"x")
    assert download(f"{server.url}/a", LOCAL) == b"x"
