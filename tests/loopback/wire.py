"""The connection of one request: how an answer, whole or broken, goes out."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from threading import Event

from tests.loopback.answers import Answer, Part, Request


@dataclass(frozen=True)
class Wire:
    """What a fault has at hand: the request, the right `answer`, and the server's own `endpoint`.

    `note` is told the status before the first byte goes out, so that whoever has an answer also finds its
    request on record.
    """

    request: Request
    answer: Answer
    endpoint: str
    note: Callable[[int | None], None]
    refuse: Callable[[float], None]
    _handler: BaseHTTPRequestHandler
    _ended: Event

    def send(self, answer: Answer) -> None:
        """Send an answer whole; to `HEAD` without its body."""
        self.head(answer)
        if self.request.method != "HEAD":
            self.body(answer.body)

    def head(self, answer: Answer) -> None:
        """Send the status and the headers."""
        self.note(answer.status)
        length, date = str(len(answer.body)), self.answer.headers["Date"]
        headers = {"Content-Length": length, "Date": date, **answer.headers}
        self._handler.send_response_only(answer.status)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def body(self, body: bytes | Part) -> None:
        """Send a body, or a piece of one."""
        if isinstance(body, bytes):
            self._handler.wfile.write(body)
            return
        with body.file.open("rb") as file:
            if body.length:
                self._handler.connection.sendfile(file, body.start, body.length)

    def reset(self) -> None:
        """Break the connection off with RST, as a machine does that fails."""
        linger = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.close_connection = True
        self._handler.rfile.close()
        self._handler.connection.close()

    def wait(self, seconds: float) -> None:
        """Stay silent for so long, or until the server ends."""
        self._ended.wait(seconds)
