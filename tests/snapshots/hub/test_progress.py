"""What a person who waits is told, and what a program is not."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import termios
from pathlib import Path

import pytest

from tests.loopback.catalogue import Catalogue
from tests.loopback.faults import Status
from tests.loopback.server import LoopbackHub
from tests.loopback.wire import Wire
from tests.snapshots.hub.crawling import COMMAND, crawl, environment, run


class Slow:
    """Holds every answer back a little, so that a bar has time to show."""

    def play(self, wire: Wire) -> None:
        wire.wait(0.06)
        wire.send(wire.answer)


def _at_a_terminal(data: Path, hub: LoopbackHub, *arguments: str) -> str:
    """Run it at a terminal; return what came to that terminal."""
    own, its = pty.openpty()
    termios.tcsetwinsize(its, (40, 150))
    command = [*COMMAND, "snapshot", "take", "--project", str(data.parent), "--scope", "all", *arguments]
    process = subprocess.Popen(command, env=environment(hub), stdout=subprocess.PIPE, stderr=its)
    os.close(its)
    seen = b""
    try:
        while piece := os.read(own, 4096):
            seen += piece
    except OSError:  # the other end is closed
        pass
    os.close(own)
    process.communicate(timeout=20)
    assert process.returncode == 0, seen
    return seen.decode()


def test_where_there_is_no_terminal_there_are_three_lines(data: Path) -> None:
    with LoopbackHub(Catalogue.made(100), page_limit=20) as hub:
        code, output, errors = run(data, environment(hub), "--scope", "all")
    assert code == 0
    assert [line.partition(":")[0] for line in errors.splitlines()] == [
        "Scope all",
        "Listed organisations without a model",
        Path(output.strip()).stem,
    ]
    assert "\r" not in errors


def test_quiet_prints_the_path_and_no_more(data: Path) -> None:
    with LoopbackHub(Catalogue.made(100), page_limit=20) as hub:
        hub.faults.add(Status(429, {"RateLimit": '"api";r=0;t=0'}), at=3)
        code, output, errors = run(data, environment(hub), "--scope", "all", "--quiet")
    assert (code, errors) == (0, "")
    assert Path(output.strip()).is_file()


def test_a_terminal_shows_pages_models_rate_and_waits(data: Path) -> None:
    with LoopbackHub(Catalogue.made(200), page_limit=10) as hub:
        hub.faults.add(Status(429, {"RateLimit": '"api";r=0;t=0'}), at=5)
        hub.faults.add(Slow(), times=30)
        seen = _at_a_terminal(data, hub)
    bars = seen.split("\r")
    shown = r"[1-9]\d*/[\d,]+ \[\d\d:\d\d<.*\d pages/s, [1-9]\d* models\]"
    assert any(re.search(shown, bar) for bar in bars), bars
    assert "Scope all: about" in bars[0]
    assert "waiting 1 s for the Hub’s rate limit" in seen


def test_a_quiet_terminal_stays_empty(data: Path) -> None:
    with LoopbackHub(Catalogue.made(40), page_limit=10) as hub:
        assert _at_a_terminal(data, hub, "--quiet") == ""


def test_a_line_a_minute_in_the_log(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.snapshots.hub.progress._MINUTE", 0)
    with LoopbackHub(Catalogue.made(100), page_limit=20) as hub:
        crawl(data, hub, "all")
    log = (data / "snapshots" / ".crawl" / "all.log").read_text(encoding="utf-8").splitlines()
    assert [line[21:] for line in log[:5]] == [
        f"{page} of about 3,235 pages, {20 * page} models" for page in range(1, 6)
    ]
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ finished: \d{4}-\d\d-\d\d-hub-all, 100 models", log[5]
    )
    assert len(log) == 6


def test_no_line_within_the_minute(data: Path) -> None:
    with LoopbackHub(Catalogue.made(100), page_limit=20) as hub:
        crawl(data, hub, "all")
    assert len((data / "snapshots" / ".crawl" / "all.log").read_text(encoding="utf-8").splitlines()) == 1


def test_what_an_earlier_run_read_is_counted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefgen.snapshots.hub.progress._MINUTE", 0)
    with LoopbackHub(Catalogue.made(100), page_limit=20) as hub:
        hub.faults.add(Status(403), at=5)
        with pytest.raises(Exception, match="403"):
            crawl(data, hub, "all")
        crawl(data, hub, "all")
    log = (data / "snapshots" / ".crawl" / "all.log").read_text(encoding="utf-8")
    assert "4 of about 3,235 pages, 80 models\n" in log
    assert "not read: the whole Hub: the Hub answers 403" in log
