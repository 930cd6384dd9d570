"""What every test may lean on, and the rule that a test in continuous integration runs or fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

_not_run: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note each test that was left out: skipped, or expected to fail."""
    if report.skipped:
        _not_run.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note each file of tests that was left out as a whole."""
    if report.skipped:
        _not_run.append(report.nodeid)


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
def shared(repository: Path) -> Path:
    """The folder beside the repository with the real archives and captures; without it the test fails."""
    folder = repository.parent / "shared"
    assert folder.is_dir(), f"{folder} is missing: it holds the archives that the importers are tested on"
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real Chromium; without one the test fails and says what to install."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    mac = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")
    found = next(filter(None, map(shutil.which, names)), str(mac) if mac.is_file() else None)
    assert found, "no Chromium found: install it with `apt-get install chromium` or `brew install chromium`"
    return found
