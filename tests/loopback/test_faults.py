"""Each fault shows on the wire what it says."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing
from typing import Any

import httpx2
import pytest
from huggingface_hub.utils import parse_ratelimit_headers

from tests.loopback import faults
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import FOREVER, NAMED, Status
from tests.loopback.server import LoopbackHub

PAGE = "/api/models?sort=likes&expand=likes"


def _next(answer: httpx2.Response) -> httpx2.URL:
    return httpx2.URL(answer.links["next"]["url"])


@pytest.fixture
def right(http: httpx2.Client, hub: LoopbackHub) -> httpx2.Response:
    """The page as it is without a fault."""
    answer = http.get(PAGE)
    hub.requests.clear()
    return answer


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 502, 503, 504])
def test_statuses(hub: LoopbackHub, http: httpx2.Client, status: int) -> None:
    hub.faults.add(NAMED[f"status-{status}"])
    answer = http.get(PAGE)
    assert answer.status_code == status == hub.requests[0].status
    assert str(status) in answer.json()["error"]
    assert "RateLimit" not in answer.headers
    assert http.get(PAGE).status_code == 200


def test_statuses_that_say_when_to_come_again(hub: LoopbackHub, http: httpx2.Client) -> None:
    hub.faults.add(NAMED["status-429-with-limit"])
    hub.faults.add(NAMED["status-503-with-retry-after"])
    limited, unavailable = http.get(PAGE), http.get(PAGE)
    info = parse_ratelimit_headers(limited.headers)
    assert info is not None
    assert (limited.status_code, info.remaining, info.reset_in_seconds, info.limit) == (429, 0, 2, 500)
    assert (unavailable.status_code, unavailable.headers["Retry-After"]) == (503, "2")


def test_an_html_page_with_status_200(hub: LoopbackHub, http: httpx2.Client) -> None:
    hub.faults.add(NAMED["html-page"])
    answer = http.get(PAGE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!doctype html>")


def test_half_of_the_json_is_a_whole_answer(
    hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response
) -> None:
    hub.faults.add(NAMED["half-json"])
    answer = http.get(PAGE)
    assert answer.status_code == 200
    assert answer.content == right.content[: len(right.content) // 2]
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert answer.links == right.links


def test_a_reset_in_the_body(hub: LoopbackHub, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["reset-in-body"])
    pieces: list[bytes] = []
    with closing(socket.create_connection(("127.0.0.1", hub.port), timeout=5)) as connection:
        connection.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: hub\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            pieces.extend(iter(lambda: connection.recv(65_536), b""))
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(right.content)}".encode() in head
    assert body == right.content[: len(right.content) // 2]
    assert httpx2.get(hub.endpoint + PAGE).content == right.content


def test_a_reset_before_any_answer(hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["reset-at-once"])
    with pytest.raises(httpx2.NetworkError):
        http.get(PAGE)
    assert [request.status for request in hub.requests] == [None]
    assert http.get(PAGE).content == right.content


def test_connections_refused_for_a_while(hub: LoopbackHub, http: httpx2.Client) -> None:
    hub.faults.add(faults.Refused(0.4))
    with pytest.raises(httpx2.NetworkError):
        http.get(PAGE)
    time.sleep(0.2)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", hub.port), timeout=5)
    time.sleep(0.4)
    assert http.get(PAGE).status_code == 200


def test_a_hub_that_ends_while_it_refuses_stays_closed() -> None:
    with LoopbackHub(Catalogue.made(1)) as hub:
        hub.faults.add(faults.Refused(30))
        with pytest.raises(httpx2.NetworkError):
            httpx2.get(hub.endpoint)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", hub.port), timeout=5)


def test_silence_before_the_headers(hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["silence-before-headers"])
    with pytest.raises(httpx2.ReadTimeout):
        http.get(PAGE, timeout=0.2)
    assert hub.requests == []
    hub.faults.add(faults.SilenceBeforeHeaders(0.2))
    assert http.get(PAGE).content == right.content


def test_silence_after_the_headers(hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["silence-after-headers"])
    with http.stream("GET", PAGE, timeout=0.2) as answer:
        assert answer.headers["Content-Length"] == str(len(right.content))
        with pytest.raises(httpx2.ReadTimeout):
            answer.read()
    hub.faults.add(faults.SilenceAfterHeaders(0.2))
    assert http.get(PAGE).content == right.content


def test_gzip_that_is_none(hub: LoopbackHub, http: httpx2.Client) -> None:
    hub.faults.add(NAMED["gzip-garbage"])
    with pytest.raises(httpx2.DecodingError):
        http.get(PAGE)


def test_an_empty_page_with_a_next_one(hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["empty-page"], times=2)
    answer = http.get(PAGE)
    assert answer.json() == []
    assert answer.links == right.links
    last = http.get("/api/models/" + next(iter(hub.catalogue)))
    assert (last.json(), _next(last)) == ([], last.url)


def test_a_next_page_on_another_host(hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["next-link-elsewhere"])
    elsewhere = _next(http.get(PAGE))
    assert elsewhere == _next(right).copy_with(host="localhost")
    http.get(elsewhere)  # whoever follows it is found out by the name of the host
    assert [request.headers["host"] for request in hub.requests] == [
        f"127.0.0.1:{hub.port}",
        f"localhost:{hub.port}",
    ]


def test_next_pages_in_a_loop(hub: LoopbackHub, http: httpx2.Client) -> None:
    hub.faults.add(NAMED["next-link-loop"])
    assert _next(http.get(PAGE)) == httpx2.URL(hub.endpoint + PAGE)
    hub.faults.add(faults.NextLinkLoop(PAGE), at=2, times=FOREVER)
    second = http.get(_next(http.get(PAGE)))
    assert _next(second) == httpx2.URL(hub.endpoint + PAGE)


def test_a_redirect_to_another_host(hub: LoopbackHub, http: httpx2.Client) -> None:
    hub.faults.add(NAMED["redirect-elsewhere"])
    answer = http.get(PAGE)
    assert answer.status_code == 307
    assert answer.headers["Location"] == f"http://localhost:{hub.port}{PAGE}"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("new-field", lambda model: model | {"novelty": {"of": "another shape"}}),
        ("field-lacking", lambda model: {name: model[name] for name in ("_id", "id")}),
        ("field-of-another-type", lambda model: model | {"likes": "many"}),
    ],
)
def test_models_of_another_shape(
    hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response, name: str, change: Any
) -> None:
    hub.faults.add(NAMED[name], times=2)
    assert http.get(PAGE).json() == [change(model) for model in right.json()]
    first = right.json()[0]
    assert http.get(f"/api/models/{first['id']}?expand=likes").json() == change(first)


def test_a_clock_that_is_years_off(hub: LoopbackHub, http: httpx2.Client, right: httpx2.Response) -> None:
    hub.faults.add(NAMED["clock-off"])
    told = int(http.get(PAGE).headers["Date"].split()[3])
    assert told in (int(right.headers["Date"].split()[3]) - 7, int(right.headers["Date"].split()[3]) - 6)


def test_a_fault_is_played_when_its_rule_says(hub: LoopbackHub, http: httpx2.Client) -> None:
    def statuses(count: int, path: str = PAGE) -> list[int]:
        return [http.get(path).status_code for _ in range(count)]

    hub.faults.add(Status(500), at=2, times=2)
    assert statuses(5) == [200, 500, 500, 200, 200]
    hub.faults.add(Status(404), where=lambda request: request.one("sort") == "downloads", times=FOREVER)
    assert statuses(2) == [200, 200]
    assert statuses(3, "/api/models?sort=downloads") == [404, 404, 404]
    hub.faults.clear()
    assert statuses(1, "/api/models?sort=downloads") == [200]
    hub.faults.add(Status(500))
    hub.faults.add(Status(502))
    assert statuses(3) == [500, 502, 200]
