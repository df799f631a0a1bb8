from __future__ import annotations

from fashion_search.testing.databricks.messages import Incoming
from fashion_search.testing.databricks.recording import Recorded, Recording


def recorded(body: bytes = b"", path: str = "/", **headers: str) -> Recorded:
    incoming = Incoming(
        plane="control",
        method="POST",
        path=path,
        query="",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
    )
    return Recorded.of(incoming, service="oauth", status=200, fate="answered", request_id="r")


def test_credentials_are_masked_wherever_they_stand():
    form = b"assertion=eyJsecret&grant_type=x&client_secret=dose"
    record = recorded(
        form,
        "/presigned/secret/a.jpg",
        authorization="Bearer eyJsecret",
        cookie="secret",
        content_type="application/x-www-form-urlencoded",
    )
    assert record.headers["authorization"] == "Bearer ***"
    assert record.headers["cookie"] == "***"
    assert record.path == "/presigned/***/a.jpg"
    assert record.form() == {"assertion": "***", "grant_type": "x", "client_secret": "***"}


def test_the_latest_are_kept_as_far_as_there_is_room():
    recording = Recording(3)
    for number in range(5):
        recording.append(recorded(str(number).encode()))
    assert [record.body for record in recording] == [b"2", b"3", b"4"]
    assert (recording.total, len(recording), recording[-1].body) == (5, 3, b"4")
    recording.clear()
    assert list(recording) == []


def test_long_bodies_are_counted_and_not_kept():
    record = recorded(bytes(300 * 1024))
    assert (record.body, record.body_bytes) == (b"", 300 * 1024)


def test_bodies_together_take_no_more_than_their_room():
    recording = Recording(10_000)
    for _ in range(400):
        recording.append(recorded(bytes(200 * 1024)))
    assert len(recording) == 64 * 2**20 // (200 * 1024)
