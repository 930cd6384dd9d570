"""Requests and answers, as records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Request:
    """One request: its number from 1, names of headers in small letters, path and query as sent in `target`.

    `status` is what it was answered with; None where the connection broke before.
    """

    number: int
    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    when: datetime
    target: str
    status: int | None = None

    def one(self, name: str) -> str | None:
        """Return the last value of a parameter of the query, or None where it is not there."""
        return self.query[name][-1] if name in self.query else None


@dataclass(frozen=True)
class Part:
    """Bytes of a file, from `start`; they are read only while they are sent."""

    file: Path
    start: int
    length: int

    def __len__(self) -> int:
        return self.length


@dataclass(frozen=True)
class Answer:
    """One answer; its Content-Length is that of the body unless a header says otherwise."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Part = b""

    def but(self, headers: Mapping[str, str] = MappingProxyType({}), body: bytes | None = None) -> Answer:
        """Return this answer with these headers besides or instead, and with this body where there is one."""
        kept = self.body if body is None else body
        return replace(self, headers={**self.headers, **headers}, body=kept)

    def content(self) -> bytes:
        """Return the whole body."""
        if isinstance(self.body, bytes):
            return self.body
        with self.body.file.open("rb") as file:
            file.seek(self.body.start)
            return file.read(self.body.length)


def refusal(status: int, message: str, code: str | None = None) -> Answer:
    """Return an error as the Hub states it: in the body and in its own headers."""
    named = {"X-Error-Code": code} if code else {}
    body = json.dumps({"error": message}).encode()
    return Answer(status, {**JSON, "X-Error-Message": message, **named}, body)
