"""What the Hub may expect of a visitor: patience, few requests at once, a name; and what its user may."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub.utils import _http, close_session

import briefgen
from briefgen.errors import InputError
from briefgen.snapshots.hub.client import Hub, Patience
from briefgen.snapshots.hub.crawl import Wishes, take
from tests.loopback import faults
from tests.loopback.answers import Answer, Request
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import FOREVER, NAMED
from tests.loopback.server import LoopbackHub, RateLimit
from tests.loopback.wire import Wire
from tests.snapshots.hub.crawling import IMPATIENT, crawl, environment, lay_out, model, run, start

TOKEN = "hf_" + "aVerySecretToken" * 2


class Busy:
    """Holds answers back until so many are under way, or for a moment, and counts those that are."""

    def __init__(self, enough: int) -> None:
        self.now = self.most = 0
        self._enough = enough
        self._counting = threading.Condition()

    def play(self, wire: Wire) -> None:
        with self._counting:
            self.now += 1
            self.most = max(self.most, self.now)
            self._counting.notify_all()
            # Less than the visitor's patience: what it asks first comes alone, whatever it is allowed.
            self._counting.wait_for(lambda: self.most >= self._enough, timeout=0.5)
        wire.wait(0.03)
        with self._counting:
            self.now -= 1
        wire.send(wire.answer)


@pytest.mark.parametrize("at_once", [1, 2, 5])
def test_never_more_at_once_than_asked(tmp_path: Path, at_once: int) -> None:
    handles = [f"org-{number}" for number in range(12)]
    data = lay_out(tmp_path, handles, [f"gone/{number}" for number in range(8)])
    busy = Busy(at_once)
    with LoopbackHub(Catalogue(model(f"{handle}/one") for handle in handles)) as hub:
        hub.faults.add(busy, times=FOREVER)
        crawl(data, hub, at_once=at_once)
    assert busy.most == at_once


def test_the_rate_limit_is_waited_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(min(seconds, 0.5))

    # The client's own clock alone: other threads of this process, Spark's for one, sleep too.
    monkeypatch.setattr(_http, "time", SimpleNamespace(**{**vars(time), "sleep": wait}))
    with LoopbackHub(Catalogue.made(100), page_limit=10, limit=RateLimit(quota=6, window=0.5)) as hub:
        taken = crawl(data, hub, "all", at_once=1)
    assert len(taken.rows) == 100
    assert [request.status for request in hub.requests].count(429) == 1
    assert waits == [2]  # the second that is left, rounded up, and the client's own one
    log = (data / "snapshots" / ".crawl" / "all.log").read_text(encoding="utf-8")
    assert "waiting 2 s for the rate limit of the Hub\n" in log
    assert "6 of which the limit" not in taken.said[0]
    assert "5 of which the limit leaves now (6 in " in taken.said[0]


def test_the_hub_learns_who_asks(data: Path) -> None:
    with LoopbackHub(Catalogue.made(10)) as hub:
        crawl(data, hub, "all")
    agents = {request.headers["user-agent"] for request in hub.requests}
    assert len(agents) == 1
    assert agents.pop().startswith(f"briefgen/{briefgen.__version__}; hf_hub/")
    assert not any("authorization" in request.headers for request in hub.requests)


def test_offline(data: Path) -> None:
    with LoopbackHub(Catalogue.made(10)) as hub:
        code, output, errors = run(data, environment(hub, HF_HUB_OFFLINE="1"))
    assert (code, output, hub.requests) == (2, "", [])
    assert errors == (
        "briefgen: HF_HUB_OFFLINE is set, so that the Hub is not asked. Unset it to take a snapshot.\n"
    )


def _whatever_is_written(root: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file())


def test_the_token_goes_to_the_hub_and_nowhere_else(data: Path) -> None:
    with LoopbackHub(Catalogue.made(60), page_limit=20, token=TOKEN) as hub:
        hub.faults.add(NAMED["next-link-elsewhere"], at=3)
        printed = ""
        for expected in (2, 0):
            process = start(data, environment(hub, HF_TOKEN=TOKEN, HF_DEBUG="1"), "--scope", "all")
            asked = len(hub.requests)
            while len(hub.requests) == asked:
                time.sleep(0.01)
            seen = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            assert b"snapshot" in seen
            assert TOKEN.encode() not in seen
            printed += "".join(process.communicate(timeout=60))
            assert process.returncode == expected, printed
            assert TOKEN.encode() not in _whatever_is_written(data.parent)
    assert TOKEN not in printed
    assert {request.headers["authorization"] for request in hub.requests} == {f"Bearer {TOKEN}"}
    assert {request.headers["host"] for request in hub.requests} == {f"127.0.0.1:{hub.port}"}


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("hf_wrong", "refuses the token (401). Log in again with `hf auth login`"),
        ("hf_bad\x0b" + "x" * 20, "HF_TOKEN: holds a character that no token has"),
        ("hf_späte" + "x" * 20, "HF_TOKEN: holds a character that no token has"),
    ],
)
def test_a_token_that_is_none(data: Path, monkeypatch: pytest.MonkeyPatch, token: str, message: str) -> None:
    monkeypatch.setenv("HF_TOKEN", token)
    with LoopbackHub(Catalogue.made(10), token="hf_right") as hub, pytest.raises(InputError) as raised:
        crawl(data, hub)
    assert message in str(raised.value)
    assert token not in str(raised.value)
    assert len(hub.requests) == (token == "hf_wrong")


def test_a_token_that_ends_while_it_is_used(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    (data / "tracked_models.csv").write_text("repo_id\nalpha/gone\n", encoding="utf-8")
    with LoopbackHub(Catalogue([model("alpha/one")]), token="hf_right") as hub:

        def ends(number: int) -> None:
            hub._token = "hf_new" if number == 6 else "hf_right"

        hub.before = ends
        with pytest.raises(InputError, match="refuses the token"):
            crawl(data, hub, at_once=1)
        assert hub.requests[-1].path == "/api/models/alpha/gone"
        assert crawl(data, hub, at_once=1).absent == {"alpha/gone": "deleted or private"}


class Proxy:
    """A proxy that writes down what it is asked for, and asks in turn."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            method, target, _ = lines.readline().decode().split()
            self.asked.append(f"{method} {target.partition('?')[0]}")
            headers = list(iter(lines.readline, b"\r\n"))
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                return
            host, path = target.removeprefix("http://").split("/", 1)
            name, _, port = host.partition(":")
            with socket.create_connection((name, int(port)), timeout=5) as hub:
                kept = b"".join(line for line in headers if not line.lower().startswith(b"connection"))
                hub.sendall(f"{method} /{path} HTTP/1.1\r\n".encode() + kept + b"Connection: close\r\n\r\n")
                while piece := hub.recv(65_536):
                    client.sendall(piece)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with closing(Proxy()) as proxy:
        yield proxy


def test_a_proxy_is_used_and_left_aside_as_the_environment_says(data: Path, proxy: Proxy) -> None:
    with LoopbackHub(Catalogue.made(10)) as hub:
        through = environment(hub, http_proxy=proxy.address)
        assert run(data, through, "--scope", "all")[0] == 0
        assert proxy.asked == [f"GET {hub.endpoint}/api/models"] * 2
        passing_by = environment(hub, http_proxy=proxy.address, no_proxy="127.0.0.1")
        assert run(data, passing_by, "--scope", "tracked")[0] == 0
        assert len(proxy.asked) == 2


def test_https_goes_through_its_proxy(data: Path, proxy: Proxy) -> None:
    environ = environment(
        HF_ENDPOINT="https://hub.invalid", HTTPS_PROXY=proxy.address.replace("//", "//me:pw@")
    )
    code, _, errors = run(data, environ, "--dry-run")
    assert (code, set(proxy.asked)) == (2, {"CONNECT hub.invalid:443"})
    assert errors == (
        "briefgen: https://hub.invalid: the Hub does not answer (ProxyError: 502 Bad Gateway). Nothing was "
        "written; try again later.\n"
    )


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SSL_CERT_FILE", "/nowhere/certificates.pem", "The Hub's client cannot be set up"),
        ("HTTPS_PROXY", "gopher://me:password@127.0.0.1", "The Hub's client cannot be set up"),
        ("HF_ENDPOINT", "http://[::1", "cannot be set up (Invalid IPv6 URL). Look at HF_ENDPOINT"),
    ],
)
def test_an_environment_that_leads_nowhere(data: Path, variable: str, value: str, message: str) -> None:
    code, output, errors = run(data, environment(**{variable: value}), "--dry-run")
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert message in errors
    assert "password" not in errors


class Mirror(LoopbackHub):
    """A Hub under a path of its own, whose links are those of the real one."""

    def _route(self, request: Request) -> Answer:
        assert request.path.startswith("/mirror/api/"), request.path
        answer = super()._route(Request(**{**vars(request), "path": request.path.removeprefix("/mirror")}))
        link = answer.headers.get("Link", "").replace(self.endpoint, "https://huggingface.co")
        moved = answer.headers.get("Location", "")
        return answer.but({"Link": link} if link else {"Location": f"/mirror{moved}"} if moved else {})


@pytest.mark.parametrize("endpoint", ["huggingface.co", "ftp://huggingface.co", "http:"])
def test_an_endpoint_that_is_none(endpoint: str) -> None:
    with pytest.raises(InputError, match=f"HF_ENDPOINT: '{endpoint}' is no address"):
        Hub(endpoint, IMPATIENT).state("alpha/one", ["likes"])


def test_an_endpoint_that_holds_a_password() -> None:
    with pytest.raises(InputError, match="HF_ENDPOINT holds a name or password") as caught:
        Hub("https://me:pw@hub.example", IMPATIENT)
    assert "pw@" not in str(caught.value)


def test_a_connection_that_another_thread_closes(tmp_path: Path) -> None:
    """The client's threads share one session, and one that finds no connection closes it for all."""
    data = lay_out(tmp_path, ["alpha", "beta"])
    catalogue = Catalogue(model(f"{owner}/{number}") for owner in ("alpha", "beta") for number in range(20))
    with LoopbackHub(catalogue, page_limit=4) as hub:
        hub.before = lambda number: close_session() if number % 3 == 0 else None
        # Closed while its thread waits for an answer, a socket may stay silent.
        patient = Patience(tries=20, first_wait=0.01, longest_wait=0.01, silence=2, spoilt_bodies=20)
        made = take(data, "tracked", Wishes(), Hub(hub.endpoint, patient), print)
    assert made
    assert made.rows == 40


@pytest.mark.parametrize("end", ["/mirror", "/mirror/"])
def test_an_endpoint_with_a_path(tmp_path: Path, end: str) -> None:
    data = lay_out(tmp_path, ["alpha"], ["alpha/old"])
    catalogue = Catalogue(model(f"alpha/{number}") for number in range(5))
    catalogue.add(model("alpha/old"))
    catalogue.rename("alpha/old", "beta/new")
    with Mirror(catalogue, page_limit=2) as hub:
        made = take(data, "tracked", Wishes(), Hub(hub.endpoint + end, IMPATIENT), print)
    assert made
    assert made.rows == 6
    assert made.retrieval.parameters["endpoint"] == f"{hub.endpoint}/mirror"
    assert made.crawl
    assert [(one.repo_id, one.now) for one in made.crawl.absent] == [("alpha/old", "beta/new")]


@pytest.mark.parametrize(
    "place",
    ["http://localhost:{port}/api/models/org/new", "/login", "/api/models/../../x", "/api/models/a/b/c"],
)
def test_a_model_that_is_sent_elsewhere_is_not_renamed(place: str) -> None:
    with LoopbackHub(Catalogue()) as hub:
        hub.faults.add(_Redirect(place.format(port=hub.port)))
        with pytest.raises(Exception, match="answers 307"):
            Hub(hub.endpoint, Patience(tries=0)).state("org/old", ["likes"])
    assert len(hub.requests) == 1


class _Redirect:
    def __init__(self, place: str) -> None:
        self._place = place

    def play(self, wire: Wire) -> None:
        wire.send(Answer(307, {"Location": self._place}))


def test_a_name_is_asked_for_as_a_name() -> None:
    with LoopbackHub(Catalogue()) as hub:
        hub.faults.add(faults.Status(404), times=FOREVER)
        with pytest.raises(Exception, match="404"):
            Hub(hub.endpoint, Patience(tries=0)).state("org/a?b#c", ["likes"])
    assert hub.requests[0].path == "/api/models/org/a?b#c"
