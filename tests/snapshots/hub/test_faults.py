"""What goes wrong between the Hub and its reader: the snapshot is whole, or there is none and one message.

Nowhere a short one: each is compared, byte for byte, with that of a Hub without faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.snapshots.hub.client import Patience
from tests.loopback import faults
from tests.loopback.answers import Request
from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import FOREVER, NAMED, Fault, FieldLacking, FieldSet
from tests.loopback.server import LoopbackHub
from tests.loopback.wire import Wire
from tests.snapshots.hub.crawling import Taken, crawl, environment, lay_out, model, run

#: As the tests' own, and bears no silence.
BRIEF = Patience(tries=2, first_wait=0.01, longest_wait=0.01, silence=0.25)

#: The same faults, told sooner.
FAULTS: Mapping[str, Fault] = {
    **NAMED,
    "status-429-with-limit": faults.too_many_requests(0),
    "status-503-with-retry-after": faults.Status(503, {"Retry-After": "0"}),
    "refused": faults.Refused(0.3),
    "silence-before-headers": faults.SilenceBeforeHeaders(5),
    "silence-after-headers": faults.SilenceAfterHeaders(5),
}

#: What is said where the fault does not pass, or where asking again is no use; the others pass by themselves.
FOR_EVER = {
    "status-401": r"answers 401 \(status 401, injected\)",
    "status-403": r"answers 403 \(status 403, injected\)",
    "status-404": r"answers 404 \(status 404, injected\)",
    "status-410": r"answers 410 \(status 410, injected\)",
    "status-429": r"answers 429 \(status 429, injected\)",
    "status-429-with-limit": r"answers 429 \(status 429, injected\)",
    "status-500": r"answers 500 \(status 500, injected\)",
    "status-502": r"answers 502 \(status 502, injected\)",
    "status-503": r"answers 503 \(status 503, injected\)",
    "status-503-with-retry-after": r"answers 503 \(status 503, injected\)",
    "status-504": r"answers 504 \(status 504, injected\)",
    "html-page": r"gives no whole page, 3 times over: no JSON \(expected value at line 1 column 1\)",
    "half-json": r"gives no whole page, 3 times over: no JSON \(EOF while parsing",
    "reset-in-body": r"does not answer \(ReadError: .*reset",
    "reset-at-once": r"does not answer \(ReadError: .*reset",
    "refused": r"does not answer \((ConnectError|ReadError): .*(refused|reset)",
    "silence-before-headers": r"does not answer \(ReadTimeout: timed out",
    "silence-after-headers": r"does not answer \(ReadTimeout: timed out",
    "gzip-garbage": r"gives no whole page, 3 times over: the body is not compressed as it says",
    "empty-page": r"gives no whole page, 3 times over: an empty page with a link to a next one",
    "next-link-elsewhere": r"links to a next page on another host, 'localhost:\d+'",
    "next-link-loop": r"sends from page to page in a circle",
    "redirect-elsewhere": r"answers 307",
    "field-lacking": r"gives model 1 of the page \('[a-z0-9-]+/[a-z0-9-]+'\) without likes",
    "field-of-another-type": r"with likes 'many', expected a whole number, 0 or more",
    "clock-off": r"its clock says 20\d\d-\d\d-\d\d \d\d:\d\d UTC, this machine's 20\d\d.*Set the clock",
}
AT_ONCE = {
    *("status-401", "status-403", "next-link-elsewhere", "next-link-loop", "redirect-elsewhere"),
    *("field-lacking", "field-of-another-type", "clock-off"),
}
HARMLESS = {"new-field"}


def _catalogue() -> Catalogue:
    """Six models of alpha, a few that nobody lists, one renamed away and one deleted."""
    catalogue = Catalogue(
        [
            *(model(f"alpha/m-{number}", 100 + number, number) for number in range(6)),
            *(model(f"gamma/m-{number}", 200 + number, number) for number in range(3)),
            model("beta/old"),
        ]
    )
    catalogue.rename("beta/old", "delta/new")
    return catalogue


def _project(root: Path) -> Path:
    return lay_out(root, ["alpha", "beta"], ["beta/old", "beta/gone"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The snapshot of a Hub without faults."""
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        taken = crawl(_project(tmp_path_factory.mktemp("whole")), hub)
    assert set(taken.rows) == set(hub.catalogue)
    assert taken.absent == {"beta/gone": "deleted or private", "beta/old": "renamed: delta/new"}
    return taken


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return _project(tmp_path)


def _second_page(request: Request) -> bool:
    """The second page of alpha's models."""
    return request.one("author") == "alpha" and request.one("cursor") is not None


def _first_page(request: Request) -> bool:
    return request.one("author") == "alpha" and request.one("cursor") is None


def _looked_up(request: Request) -> bool:
    return request.path == "/api/models/delta/new"


def _same(taken: Taken, whole: Taken) -> bool:
    return taken.file.read_bytes() == whole.file.read_bytes() and taken.lasting == whole.lasting


def _refused(data: Path, hub: LoopbackHub, message: str) -> None:
    """A crawl that leaves one message and no snapshot."""
    with pytest.raises(InputError, match=message) as raised:
        crawl(data, hub, patience=BRIEF)
    assert "\n" not in str(raised.value)
    assert not [*(data / "snapshots").glob("[!.]*")]


#: Of one model, one of each kind.
OF_A_MODEL = sorted(
    {*FAULTS} - {"status-429", "status-429-with-limit", "status-500", "status-502", "status-504", "refused"}
)


@pytest.mark.parametrize(
    ("where", "name"),
    [*((_second_page, name) for name in FAULTS), *((_looked_up, name) for name in OF_A_MODEL)],
)
def test_a_fault_that_passes(data: Path, whole: Taken, name: str, where: Callable[[Request], bool]) -> None:
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(FAULTS[name], where=where)
        patience = Patience(tries=4, first_wait=0.1, longest_wait=0.3, silence=0.25)
        # Of one model there are no pages, and nothing to begin again.
        final = AT_ONCE | {"status-404", "status-410"} if where is _looked_up else AT_ONCE
        harmless = HARMLESS | ({"next-link-elsewhere", "next-link-loop"} if where is _looked_up else set())
        if name in final - harmless:
            _refused(data, hub, FOR_EVER[name])
        taken = crawl(data, hub, patience=patience)
    if name in HARMLESS:
        assert taken.crawl.new_fields == ("novelty",)
        assert taken.rows == whole.rows
    else:
        assert _same(taken, whole)


@pytest.mark.parametrize("name", FOR_EVER)
def test_a_fault_that_stays(data: Path, name: str) -> None:
    where = _first_page if name in ("status-404", "status-410", "next-link-loop") else _second_page
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(FAULTS[name], where=where, times=FOREVER)
        _refused(data, hub, FOR_EVER[name])


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_cursor_that_the_hub_no_longer_knows(data: Path, whole: Taken, status: int) -> None:
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(faults.Status(503), where=_second_page, times=FOREVER)
        _refused(data, hub, "503")
        hub.faults.clear()
        hub.faults.add(faults.Status(status), where=_second_page)
        assert _same(crawl(data, hub), whole)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_cursor_that_the_hub_never_knows(data: Path, status: int) -> None:
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(faults.Status(status), where=_second_page, times=FOREVER)
        _refused(data, hub, f"models of alpha: the Hub answers {status}")


def test_the_probe_fails(data: Path) -> None:
    with LoopbackHub(_catalogue()) as hub:
        hub.faults.add(faults.Status(503), times=FOREVER)
        _refused(data, hub, r"the Hub answers 503 .*Nothing was written; try again later")
        assert len(hub.requests) == 3  # it was tried twice again
        hub.faults.clear()
        hub.faults.add(faults.Status(400), times=FOREVER)
        _refused(data, hub, r"the Hub answers 400 .*newer briefgen")


def test_nobody_answers(data: Path) -> None:
    with LoopbackHub(_catalogue()) as hub:
        pass
    _refused(data, hub, r"does not answer \(ConnectError: .*refused")


@pytest.mark.parametrize("fault", [FieldLacking("gated"), FieldSet("gated", "perhaps")])
def test_drift_is_accepted_by_force_alone(data: Path, fault: Fault) -> None:
    catalogue = Catalogue(model(f"alpha/m-{number}", 100 + number, number) for number in range(6))
    finding = "gated is missing in 2 of 6" if fault == FieldLacking("gated") else "gated is of another type"
    with LoopbackHub(catalogue, page_limit=4) as hub:
        hub.faults.add(fault, where=lambda request: request.one("cursor") is not None)
        with pytest.raises(InputError, match=f"a fault of measurement rather than news: {finding}.*--force"):
            crawl(data, hub, "all")
        assert not [*(data / "snapshots").glob("[!.]*")]
        requests = len(hub.requests)
        taken = crawl(data, hub, "all", force=True)
    assert len(hub.requests) == requests + 1  # the probe; all the rest is kept
    assert any(note.startswith(f"Accepted in spite of: {finding}") for note in taken.manifest.notes)
    assert [row["gated"] for row in taken.rows.values()].count(None) == 2


@pytest.mark.parametrize("body", [b'{"error": "soon"}', b'"soon"', b"null", b"[1]"])
def test_a_page_that_is_no_list_of_models(data: Path, body: bytes) -> None:
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(_Instead(body), where=_second_page)
        _refused(data, hub, "models of alpha: the Hub gives .*, expected (a list of models|an object)")


@dataclass(frozen=True)
class _Instead:
    """Another body in place of the page."""

    body: bytes

    def play(self, wire: Wire) -> None:
        wire.send(wire.answer.but(body=self.body))


def test_a_few_odd_answers_are_told_and_no_more(tmp_path: Path) -> None:
    data = lay_out(tmp_path, ["alpha"])
    catalogue = Catalogue(model(f"alpha/m-{number:03d}", number, number) for number in range(400))
    catalogue.change("alpha/m-007", gated=7)
    with LoopbackHub(catalogue) as hub:
        taken = crawl(data, hub)
    assert "gated is of another type than before in 3 of 1,200 answers." in taken.said
    assert taken.rows["alpha/m-007"]["gated"] is None


def test_a_hub_that_lists_nothing(data: Path) -> None:
    with LoopbackHub(Catalogue()) as hub:
        _refused(data, hub, "the Hub lists not one model")


def test_a_hub_a_day_ahead_or_more(data: Path) -> None:
    catalogue = _catalogue()
    now = datetime.now(UTC)
    with LoopbackHub(catalogue, date=now + timedelta(hours=25)) as hub:
        _refused(data, hub, "its clock says")
    with LoopbackHub(catalogue, date=now - timedelta(hours=23)) as hub:
        assert crawl(data, hub).manifest.date == (now - timedelta(hours=23)).date()


def test_over_midnight_the_date_is_that_of_the_beginning(data: Path) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with LoopbackHub(_catalogue(), date=midnight - timedelta(seconds=1)) as hub:

        def later(number: int) -> None:
            hub._date = midnight + timedelta(seconds=number)

        hub.before = lambda number: later(number) if number > 1 else None
        taken = crawl(data, hub, at_once=1)
    assert taken.manifest.date == (midnight - timedelta(days=1)).date()
    assert taken.crawl.first == midnight + timedelta(seconds=2)
    assert taken.crawl.last > taken.crawl.first
    assert taken.crawl.seconds == (taken.crawl.last - taken.crawl.first).total_seconds()


def test_in_a_process_there_is_one_line_and_no_traceback(data: Path) -> None:
    with LoopbackHub(_catalogue(), page_limit=4) as hub:
        hub.faults.add(NAMED["redirect-elsewhere"], where=_second_page)
        code, output, errors = run(data, environment(hub))
        assert (code, output) == (2, "")
        plan, message = errors.splitlines()
        assert plan.startswith("Scope tracked: about 4 listings")
        assert message.startswith(f"briefgen: {hub.endpoint}: models of alpha: the Hub answers 307")
        assert run(data, environment(hub))[0] == 0
    assert not any(request.headers["host"].startswith("localhost") for request in hub.requests)
