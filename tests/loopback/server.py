"""The loopback Hub: a server on this machine that speaks the Hub's protocol."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback.answers import Answer, Request, refusal
from tests.loopback.api import list_models, show_model
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import Faults
from tests.loopback.files import Files
from tests.loopback.limits import Meter, RateLimit
from tests.loopback.wire import Wire

__all__ = ["LoopbackHub", "RateLimit"]

_FILE = re.compile(r"/datasets/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)")
_MODEL = re.compile(r"/api/models/(?P<repo_id>[^/]+(/[^/]+)?)")

Script = Callable[[int], None]


class LoopbackHub:
    """Serves a catalogue on 127.0.0.1 while the context lasts.

    `page_limit` is the most models that a page holds; `lenient=False` refuses in the listing what the Hub's
    refused in 2025; `limit` counts the requests to `/api`; `date` is the instant that the server believes it
    is, where not the true one; with a `token`, requests that bear it see private models, and any other token
    is refused (without one, tokens are not looked at). `port=0` takes any free port.

    `requests` are those answered or broken off; scripts in `before` are called with the number of each
    request before it is answered, and may change the catalogue; `faults` spoil answers.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        page_limit: int = 1000,
        lenient: bool = True,
        limit: RateLimit | None = None,
        date: datetime | None = None,
        token: str | None = None,
        port: int = 0,
    ) -> None:
        self.catalogue = catalogue
        self.requests: list[Request] = []
        self.faults = Faults()
        self.before: Script | list[Script] = []
        self.port = port
        self._page_limit = page_limit
        self._lenient = lenient
        self._meter = limit and Meter(limit)
        self._date = date
        self._token = token
        self._files = Files()
        self._count = 0
        self._answering = Lock()
        self._door = Lock()
        self._ended = Event()

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` is to hold."""
        return f"http://127.0.0.1:{self.port}"

    def publish(self, repo: str, revision: str, commit: str, path: str, file: Path) -> None:
        """Make `file` that of a data set at a revision, to be had under the commit's name also."""
        self._files.publish(repo, revision, commit, path, file)

    def __enter__(self) -> LoopbackHub:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._door:
            if not self._ended.is_set():
                self._ended.set()
                self._close()

    def refuse(self, seconds: float) -> None:
        """Accept no connection for so long; those that are open are closed."""
        with self._door:
            self._close()
        self._ended.wait(seconds)
        with self._door:
            if not self._ended.is_set():
                self._open()

    def _open(self) -> None:
        self._server = _Server(self)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def _close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._server.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request, one after another so that scripts and numbers keep their order."""
        with self._answering:
            self._count += 1
            request = _request(handler, self._count)
            for script in [self.before] if callable(self.before) else self.before:
                script(request.number)
            answer = self._answer(request)
            fault = self.faults.due(request)

        def note(status: int | None) -> None:
            self.requests.append(replace(request, status=status))

        wire = Wire(request, answer, self.endpoint, note, self.refuse, handler, self._ended)
        if fault is None:
            wire.send(answer)
        else:
            fault.play(wire)

    def _answer(self, request: Request) -> Answer:
        date = {"Date": format_datetime(self._date or datetime.now(UTC), usegmt=True)}
        if not self._meter or not request.path.startswith("/api/"):
            return self._route(request).but(date)
        allowed, counted = self._meter.count()
        answer = self._route(request) if allowed else refusal(429, "Too many requests")
        return answer.but({**date, **counted})

    def _route(self, request: Request) -> Answer:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        trusted = self._token is not None and bearer == self._token
        if self._token and bearer and not trusted:
            return refusal(401, "Invalid credentials in Authorization header")
        if request.path == "/api/models":
            address = f"{self.endpoint}/api/models"
            return list_models(self.catalogue, request, address, self._page_limit, self._lenient, trusted)
        if model := _MODEL.fullmatch(request.path):
            return show_model(self.catalogue, request, model["repo_id"], trusted)
        if file := _FILE.fullmatch(request.path):
            return self._files.resolve(request, **file.groupdict())
        return refusal(404, "Sorry, we can't find the page you are looking for.")


def _request(handler: BaseHTTPRequestHandler, number: int) -> Request:
    address = urlsplit(handler.path)
    query = {name: tuple(values) for name, values in parse_qs(address.query).items()}
    headers = {name.lower(): value for name, value in handler.headers.items()}
    path, now = unquote(address.path), datetime.now(UTC)
    return Request(number, handler.command, path, query, headers, now, handler.path)


class _Server(ThreadingHTTPServer):
    """One thread a connection; they are kept, to be closed with the server."""

    request_queue_size = 64

    def __init__(self, hub: LoopbackHub) -> None:
        self.hub = hub
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", hub.port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        """Answer the requests of one connection; that a client leaves is no error here."""
        self.server.connections.add(self.connection)
        try:
            with suppress(ConnectionError):
                super().handle()
        finally:
            self.server.connections.discard(self.connection)

    def do_GET(self) -> None:
        self.server.hub.handle(self)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: `requests` is the log."""
