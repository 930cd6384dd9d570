"""What can go wrong on the way from an address: each is one clear message, and nothing is left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from briefgen.cache import fingerprint, store
from briefgen.errors import InputError
from briefgen.snapshots.remote import https
from briefgen.snapshots.remote.fetch import fetch_missing
from briefgen.snapshots.remote.streams import UnreachableError
from tests.loopback.answers import Answer
from tests.loopback.faults import (
    FOREVER,
    Fault,
    GzipGarbage,
    HtmlPage,
    RedirectElsewhere,
    ResetAtOnce,
    ResetInBody,
    SilenceAfterHeaders,
    SilenceBeforeHeaders,
    Status,
)
from tests.loopback.wire import Wire
from tests.snapshots.remote.conftest import COMMIT, DATASET, ID, Place, Server


@dataclass(frozen=True)
class RedirectTo:
    """A redirect to an address."""

    address: str

    def play(self, wire: Wire) -> None:
        """Send the redirect."""
        wire.send(Answer(302, {"Location": self.address}))


@dataclass(frozen=True)
class CutShort:
    """Less than was announced, and then a good end of the connection."""

    def play(self, wire: Wire) -> None:
        """Send a beginning."""
        wire.send(wire.answer.but({"Connection": "close", "Content-Length": "1000"}, b"PAR1"))


def refused(place: Place) -> str:
    """What is said of rows that do not come; nothing is left of them."""
    told: list[str] = []
    with pytest.raises(InputError) as error:
        fetch_missing(place.project, told.append)
    assert place.left() == []
    assert [file.name for file in place.project.snapshots.glob(f"*{ID}*")] == [f"{ID}.json"]
    assert len(told) == 1
    return str(error.value)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Status(401), "is refused without another token (401)."),
        (Status(403), "is forbidden (403)."),
        (Status(404), "is not there (404). Check the address."),
        (Status(429), "was asked for too often (429)."),
        (Status(503), "was answered with an error (503). Try again later."),
        (ResetAtOnce(), "cannot be reached (ReadError). Check the address and the network."),
        (ResetInBody(), "cannot be reached (ReadError)."),
        (CutShort(), "was cut short on the way. Try again."),
        (GzipGarbage(), "cannot be reached (DecodingError)."),
        (SilenceBeforeHeaders(5), "cannot be reached (ReadTimeout)."),
        (SilenceAfterHeaders(5), "cannot be reached (ReadTimeout)."),
        (RedirectElsewhere(), "leads from one address to the next without an end."),
        (RedirectTo("http://example.org/a?token=secret"), "leads on to an address that is not https."),
        (RedirectTo("file:///etc/passwd"), "leads on to an address that is not https."),
    ],
)
def test_each_failure_on_the_way_is_one_clear_message(
    place: Place, server: Server, monkeypatch: pytest.MonkeyPatch, fault: Fault, said: str
) -> None:
    monkeypatch.setattr(https, "_SILENCE", 0.2)
    address = server.addresses()["https"]
    place.name(address)
    server.faults.add(fault, times=FOREVER)
    message = refused(place)
    assert message.startswith(f"{address}: {said}")
    assert "secret" not in message


def test_other_bytes_are_not_taken_and_both_hashes_named(place: Place, server: Server) -> None:
    place.name(server.addresses()["https"])
    server.faults.add(HtmlPage(), times=2)
    said = refused(place)
    page = b"<!doctype html><title>Sorry</title><p>We are having some trouble. Come back soon.</p>"
    assert f"its SHA-256 is {hashlib.sha256(page).hexdigest()} ({len(page)} bytes), the manifest" in said
    assert f"of {ID} says {place.manifest.sha256}." in said


@pytest.mark.parametrize("way", ["https", "s3"])
def test_more_bytes_than_the_rows_can_have_are_not_taken(
    place: Place, server: Server, tmp_path: Path, way: str
) -> None:
    place.name(server.addresses()[way])
    large = tmp_path / "large"
    large.write_bytes(b"x" * 1_100_000)
    server.publish(DATASET, "main", COMMIT, f"{ID}.parquet", large)
    assert "larger than 5 rows can be (1,020,480 bytes). It was not taken" in refused(place)


def test_a_redirect_is_followed(place: Place, server: Server) -> None:
    place.name(server.addresses()["https"])
    server.faults.add(RedirectElsewhere(), times=3)
    fetch_missing(place.project, lambda _: None)
    assert place.store.verify(ID).sha256 == place.manifest.sha256
    assert len(server.asked()) == 4


def test_from_https_nothing_leads_to_http(server: Server) -> None:
    sealed = https.httpx2.Request("GET", "https://example.org/a")
    answer = https.httpx2.Response(302, headers={"Location": server.endpoint}, request=sealed)
    client = https.httpx2.Client(transport=https.httpx2.MockTransport(lambda _: answer))
    with client, pytest.raises(UnreachableError, match="not https"):
        https._followed(client, sealed)
    assert server.requests == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda server, _: server.faults.add(Status(403), times=FOREVER), "(ACCESS_DENIED)."),
        (lambda server, _: server.faults.add(Status(404), times=FOREVER), "is not there."),
        (lambda _, patch: patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), "(NETWORK_CONNECTION)."),
        (lambda _, patch: patch.setenv("AWS_ENDPOINT_URL", "http://example.org"), "has to be https"),
        (lambda _, patch: patch.setenv("AWS_ENDPOINT_URL", "https://a:secret@b"), "has to be https"),
    ],
)
def test_each_failure_of_s3_is_one_clear_message(
    place: Place,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Server, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    place.name(server.addresses()["s3"])
    change(server, monkeypatch)
    message = refused(place)
    assert message.startswith(f"s3://panels/{ID}.parquet: ")
    assert said in message
    assert "secret" not in message


def test_s3_is_asked_as_anybody_unless_credentials_are_named(
    place: Place, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.name(server.addresses()["s3"])
    fetch_missing(place.project, lambda _: None)
    place.fetched.unlink()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAMADEUP")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    fetch_missing(place.project, lambda _: None)
    anybody, somebody = server.asked()
    assert "authorization" not in anybody.headers
    assert "Credential=AKIAMADEUP/" in somebody.headers["authorization"]


def test_what_a_program_left_that_was_stopped_is_removed(place: Place, server: Server) -> None:
    place.name(server.addresses()["https"])
    place.fetched.parent.mkdir(parents=True)
    (place.fetched.parent / ".abc.part").write_bytes(b"half")
    fetch_missing(place.project, lambda _: None)
    assert list(place.fetched.parent.iterdir()) == [place.fetched]


def test_a_folder_that_cannot_be_written_is_named(place: Place, server: Server, tmp_path: Path) -> None:
    place.name(server.addresses()["https"])
    (tmp_path / "file").write_bytes(b"")
    project = replace(place.project, fetched=tmp_path / "file" / "snapshots")
    with pytest.raises(InputError, match=r"cannot be written \(Not a directory\)"):
        fetch_missing(project, lambda _: None)


def test_rows_beside_the_manifest_are_read_and_nothing_is_fetched(place: Place, server: Server) -> None:
    place.name(server.addresses()["https"])
    beside = place.project.snapshots / f"{ID}.parquet"
    beside.write_bytes((place.theirs.snapshots / beside.name).read_bytes())
    fetch_missing(place.project, lambda _: None)
    assert place.store.rows(ID) == beside
    assert place.store.verify(ID).url == server.addresses()["https"]
    assert server.requests == []


def test_what_was_made_from_other_rows_is_not_given_again(place: Place, server: Server) -> None:
    project = replace(place.project, cache=place.cache)
    place.name(server.addresses()["https"])
    one = fingerprint.key(project, {})
    place.name(server.addresses()["https"], sha256="0" * 64)
    assert fingerprint.key(project, {}) not in (None, one)


def test_what_was_fetched_stays_when_the_cache_is_tidied(place: Place, server: Server) -> None:
    place.name(server.addresses()["https"])
    fetch_missing(place.project, lambda _: None)
    store.tidy(place.cache, most=0)
    assert place.fetched.exists()
