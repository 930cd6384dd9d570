"""What can go wrong between the Hub and its reader, to be injected by script."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Protocol

from tests.loopback.answers import Answer, Request, refusal
from tests.loopback.models import Model
from tests.loopback.wire import Wire

FOREVER = math.inf


class Fault(Protocol):
    """One thing that goes wrong with one answer."""

    def play(self, wire: Wire) -> None:
        """Send what becomes of `wire.answer`, the right one."""


class Faults:
    """The faults that are still to come, in the order in which they were added."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def add(
        self,
        fault: Fault,
        *,
        at: int = 1,
        where: Callable[[Request], bool] = lambda _: True,
        times: float = 1,
    ) -> None:
        """Play `fault` from the `at`-th request on, counted from now: `times` times, or `FOREVER`.

        With `where`, only the requests for which it is true are counted and spoilt.
        """
        self._entries.append(_Entry(fault, at, where, times))

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self._entries.clear()

    def due(self, request: Request) -> Fault | None:
        """Return what goes wrong with this request: the first fault that is due."""
        due = [entry for entry in self._entries if entry.meets(request)]
        if not due:
            return None
        due[0].times -= 1
        return due[0].fault


@dataclass
class _Entry:
    fault: Fault
    at: int
    where: Callable[[Request], bool]
    times: float
    seen: int = 0

    def meets(self, request: Request) -> bool:
        if not self.where(request):
            return False
        self.seen += 1
        return self.seen >= self.at and self.times > 0


@dataclass(frozen=True)
class Status:
    """An error of the Hub, or of what stands before it; `headers` as RateLimit or Retry-After."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def play(self, wire: Wire) -> None:
        """Send the error alone."""
        wire.send(refusal(self.status, f"status {self.status}, injected").but(self.headers))


def too_many_requests(seconds: int) -> Status:
    """Return a 429 that says when to come again."""
    policy = '"fixed window";"api";q=500;w=300'
    return Status(429, {"RateLimit": f'"api";r=0;t={seconds}', "RateLimit-Policy": policy})


@dataclass(frozen=True)
class HtmlPage:
    """An error page for people, with status 200."""

    def play(self, wire: Wire) -> None:
        """Send the page instead."""
        body = b"<!doctype html><title>Sorry</title><p>We are having some trouble. Come back soon.</p>"
        wire.send(Answer(200, {"Content-Type": "text/html; charset=utf-8"}, body))


@dataclass(frozen=True)
class HalfJson:
    """Half of the JSON, with the Content-Length of the half: only the JSON itself tells."""

    def play(self, wire: Wire) -> None:
        """Send the half as if it were all."""
        wire.send(wire.answer.but(body=_half(wire.answer)))


@dataclass(frozen=True)
class ResetInBody:
    """The Content-Length of the whole, half of the body, and then RST."""

    def play(self, wire: Wire) -> None:
        """Send a half, then break off."""
        wire.head(wire.answer)
        wire.body(_half(wire.answer))
        wire.reset()


@dataclass(frozen=True)
class ResetAtOnce:
    """RST before any answer."""

    def play(self, wire: Wire) -> None:
        """Break off."""
        wire.note(None)
        wire.reset()


@dataclass(frozen=True)
class Refused:
    """RST, and then every connection refused for so many seconds."""

    seconds: float = 1

    def play(self, wire: Wire) -> None:
        """Break off, and let nobody in."""
        wire.note(None)
        wire.reset()
        wire.refuse(self.seconds)


@dataclass(frozen=True)
class SilenceBeforeHeaders:
    """A stalled socket: the right answer, after so many seconds without a byte."""

    seconds: float = 30

    def play(self, wire: Wire) -> None:
        """Wait, then send."""
        wire.wait(self.seconds)
        wire.send(wire.answer)


@dataclass(frozen=True)
class SilenceAfterHeaders:
    """A stalled socket: the headers, then so many seconds without a byte, then the body."""

    seconds: float = 30

    def play(self, wire: Wire) -> None:
        """Wait between headers and body."""
        wire.head(wire.answer)
        wire.wait(self.seconds)
        wire.body(wire.answer.body)


@dataclass(frozen=True)
class GzipGarbage:
    """A body that says it is gzip and is not."""

    def play(self, wire: Wire) -> None:
        """Send it with the headers of the right answer."""
        wire.send(wire.answer.but({"Content-Encoding": "gzip"}, b"no gzip at all"))


@dataclass(frozen=True)
class EmptyPage:
    """A page without models that has a next page: the right one where there is one, and else itself."""

    def play(self, wire: Wire) -> None:
        """Send the link without the models."""
        wire.send(wire.answer.but({"Link": wire.answer.headers.get("Link", _link(_own(wire)))}, b"[]"))


@dataclass(frozen=True)
class NextLinkElsewhere:
    """A next page on another host, which can be reached but must not be: `localhost` unless named."""

    host: str = "localhost"

    def play(self, wire: Wire) -> None:
        """Send the page with such a link."""
        own = wire.answer.headers.get("Link", _link(_own(wire)))
        wire.send(wire.answer.but({"Link": own.replace("127.0.0.1", self.host)}))


@dataclass(frozen=True)
class NextLinkLoop:
    """A next page that was there before: the very same, or what the server has at `target`."""

    target: str | None = None

    def play(self, wire: Wire) -> None:
        """Send the page with such a link."""
        address = _own(wire) if self.target is None else wire.endpoint + self.target
        wire.send(wire.answer.but({"Link": _link(address)}))


@dataclass(frozen=True)
class RedirectElsewhere:
    """A redirect to another host, which can be reached but must not be: `localhost` unless named."""

    host: str = "localhost"

    def play(self, wire: Wire) -> None:
        """Send the redirect."""
        wire.send(Answer(307, {"Location": _own(wire).replace("127.0.0.1", self.host)}))


@dataclass(frozen=True)
class FieldSet:
    """Models with a field that is new, or that holds a value of another type."""

    name: str
    value: Any

    def play(self, wire: Wire) -> None:
        """Send the right models, each with this value."""
        wire.send(_with_models(wire.answer, lambda model: {**model, self.name: self.value}))


@dataclass(frozen=True)
class FieldLacking:
    """Models without a field that was asked for."""

    name: str

    def play(self, wire: Wire) -> None:
        """Send the right models, each without this field."""
        wire.send(_with_models(wire.answer, self._without))

    def _without(self, model: Model) -> Model:
        return {name: value for name, value in model.items() if name != self.name}


@dataclass(frozen=True)
class ClockOff:
    """A Date header that is so many years ahead of the right one or, below zero, behind it."""

    years: int = -7

    def play(self, wire: Wire) -> None:
        """Send the right answer with such a date."""
        date = parsedate_to_datetime(wire.answer.headers["Date"])
        moved = date.replace(year=date.year + self.years, day=min(date.day, 28))
        wire.send(wire.answer.but({"Date": format_datetime(moved, usegmt=True)}))


#: One of each, by the name that the command line takes.
NAMED: Mapping[str, Fault] = {
    **{f"status-{status}": Status(status) for status in (401, 403, 404, 410, 429, 500, 502, 503, 504)},
    "status-429-with-limit": too_many_requests(2),
    "status-503-with-retry-after": Status(503, {"Retry-After": "2"}),
    "html-page": HtmlPage(),
    "half-json": HalfJson(),
    "reset-in-body": ResetInBody(),
    "reset-at-once": ResetAtOnce(),
    "refused": Refused(),
    "silence-before-headers": SilenceBeforeHeaders(),
    "silence-after-headers": SilenceAfterHeaders(),
    "gzip-garbage": GzipGarbage(),
    "empty-page": EmptyPage(),
    "next-link-elsewhere": NextLinkElsewhere(),
    "next-link-loop": NextLinkLoop(),
    "redirect-elsewhere": RedirectElsewhere(),
    "new-field": FieldSet("novelty", {"of": "another shape"}),
    "field-lacking": FieldLacking("likes"),
    "field-of-another-type": FieldSet("likes", "many"),
    "clock-off": ClockOff(),
}


def _half(answer: Answer) -> bytes:
    body = answer.content()
    return body[: len(body) // 2]


def _own(wire: Wire) -> str:
    return wire.endpoint + wire.request.target


def _link(address: str) -> str:
    return f'<{address}>; rel="next"'


def _with_models(answer: Answer, change: Callable[[Model], Model]) -> Answer:
    right: list[Model] | Model = json.loads(answer.content())
    spoilt = [change(model) for model in right] if isinstance(right, list) else change(right)
    return answer.but(body=json.dumps(spoilt).encode())
