"""What every test may lean on, and the rule that a test in continuous integration runs or fails."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from briefgen.editions.build import Built
    from briefgen.project import Project

_T = TypeVar("_T")
Once = Callable[[str, Callable[[Path], _T]], _T]

_not_run: list[str] = []

#: Real archives and captures beside the repository.
_SHARED = Path(__file__).parents[2] / "shared"
#: What a slow test asks for, by the name of the fixture; `make test` leaves these tests to `make test-all`.
_SLOW_FIXTURES = frozenset(
    (
        "monthly",
        "shorter",
        "shipped_site",
        "kit",
        "embeds",
        "browser",
        "wheel",
        "office",
        "port",
        "shared",
        "large_hub",
        "in_memory",
        "long",
        "every_month",
    )
)
#: Journeys run briefgen as people do, in processes of their own; bundled series and random Hubs are large.
_SLOW_PLACES = re.compile(r"/journeys/|_(journey|same_bytes|random_hubs)\.py$|_bundled\w*\.py$")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    """Keep answers in a folder of this run alone; the processes that run the tests share it."""
    # A shell ignores Ctrl-C in what it starts in the background; what is stopped by it would run for ever.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="briefgen-tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note each test that was left out: skipped, or expected to fail."""
    if report.skipped:
        _not_run.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note each file of tests that was left out as a whole."""
    if report.skipped:
        _not_run.append(report.nodeid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow; leave the tests on real archives out where those are not at hand.

    Under `CI` the latter run, and fail.
    """
    for item in items:
        if _is_slow(item):
            item.add_marker("slow")
    if os.environ.get("CI") or _SHARED.is_dir():
        return
    needing = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


def _is_slow(item: pytest.Item) -> bool:
    """Whether a test needs a real edition, a browser, an office program, Spark, a wheel or a large Hub."""
    if _SLOW_PLACES.search(item.path.as_posix()):
        return True
    # `built` is each of two editions in turn, named by its parameter.
    parameters = getattr(item, "callspec", None)
    named = [one for one in parameters.params.values() if isinstance(one, str)] if parameters else []
    return bool(_SLOW_FIXTURES & {*getattr(item, "fixturenames", ()), *named})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make approve` keep pictures of pages as they look now."""
    parser.addoption("--approve", action="store_true", help="approve how the pages look now")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine, so that no test comes to lean on one."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
            raise AssertionError(f"a test reaches for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under `CI`, a test that was left out fails the run: nobody would notice it there."""
    if _not_run and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out, since `-q` names none of them."""
    for nodeid in _not_run:
        terminalreporter.write_line(f"not run: {nodeid}")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root folder."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with the real archives and captures."""
    assert _SHARED.is_dir(), f"{_SHARED} is missing: it holds the archives that the importers are tested on"
    return _SHARED


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once[Any]:
    """Return what makes a thing in a folder of its own once, however many processes run the tests."""
    own = tmp_path_factory.getbasetemp()
    common = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make_once(name: str, make: Callable[[Path], _T]) -> _T:
        made = common / f"{name}.pickle"
        with FileLock(common / f"{name}.lock"):
            if not made.exists():
                made.write_bytes(pickle.dumps(make(common / name)))
        thing: _T = pickle.loads(made.read_bytes())
        return thing

    return make_once


@pytest.fixture(scope="session")
def shipped(repository: Path) -> Project:
    """The project that ships, with the answers that this run of the tests has worked out already."""
    from briefgen.cache import store
    from briefgen.project import Project

    return replace(Project.open(repository), cache=store.folder())


@pytest.fixture(scope="session")
def monthly(shipped: Project, once: Once[Built]) -> Built:
    """The newest edition of the project that ships, built once."""
    from briefgen.editions.build import build

    return once("monthly", lambda folder: build(shipped, output_folder=folder))


@pytest.fixture(scope="session")
def sample(once: Once[Built]) -> Built:
    """The newest edition of the made-up project, built once."""
    from briefgen.editions.build import build
    from tests.made_up import write_project

    return once("made-up", lambda folder: build(write_project(folder), templates=("sample",)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium, started once for all tests of a process; each test opens a page of its own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


def _chromium() -> str:
    """The path of a real Chromium; without one the test fails and says what to install."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    mac = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")
    found = next(filter(None, map(shutil.which, names)), str(mac) if mac.is_file() else None)
    assert found, "no Chromium found: install it with `apt-get install chromium` or `brew install chromium`"
    return found
