"""The two commands from a clean clone, as far as they go without a network; CI runs the whole of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

#: What `make` must not know of the run that tests it.
_OURS = ("MAKE", "MFLAGS", "PYTHON", "TESTS", "BARE")
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(_OURS)}


@pytest.fixture
def clone(repository: Path, tmp_path: Path) -> Path:
    """A clean clone, without an environment."""
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", repository, folder], check=True)
    return folder


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=CLEAN, capture_output=True, text=True, check=False
    )


def _program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _environment(clone: Path) -> None:
    """Lay an environment that is ready: the packages of this one, the clone's own briefgen."""
    _program(
        clone / ".venv" / "bin" / "briefgen",
        f"PYTHONPATH='{clone}' exec '{sys.executable}' -c 'from briefgen.cli import main; main()' \"$@\"",
    )
    (clone / ".venv" / ".ready").touch()


def test_briefing_prints_the_paths_of_both_documents(clone: Path) -> None:
    _environment(clone)
    # The oldest month has the shortest briefing.
    for file in (clone / "data" / "snapshots").glob("202*"):
        if not file.name.startswith("2025-01-"):
            file.unlink()
    done = _make(clone, "briefing")
    assert done.returncode == 0, done.stderr
    # That month's archive knows neither dates of creation nor licences.
    assert re.findall(r"^monthly: the section ([\w-]+) .* is left out: ", done.stderr, re.MULTILINE) == [
        "new-models",
        "openness",
    ]
    assert len(done.stderr.splitlines()) == 2
    *paths, blank, head, charts, claims, explain, last = done.stdout.splitlines()
    assert [Path(line).name for line in paths] == ["briefing.pdf", "briefing.html"]
    assert all((clone / line).is_file() for line in paths)
    assert (blank, head) == ("", "Next, in this shell:")
    assert last == "After `. .venv/bin/activate` the shell knows `briefgen` by its name alone."
    # They work in the shell that ran `make`. The charts take longest: a look at their options will do.
    for line in (f"{charts.split('  ')[1]} --help", claims.split("  ")[1], explain.split("  ")[1]):
        ran = subprocess.run(
            line, shell=True, cwd=clone, env=CLEAN, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, ""), line
        assert ran.stdout


def test_the_environment_is_made_again_only_when_the_locks_change(clone: Path) -> None:
    _environment(clone)
    assert "pip" not in _make(clone, "--dry-run", "briefing").stdout
    os.utime(clone / "requirements.lock", (2e9, 2e9))
    plan = _make(clone, "--dry-run", "briefing").stdout
    assert "venv --clear .venv" in plan
    assert "install --require-hashes --requirement requirements.lock" in plan


def test_the_tests_get_the_locked_tools(clone: Path) -> None:
    plan = _make(clone, "--dry-run", "test").stdout
    assert "install --require-hashes --requirement requirements-dev.lock" in plan
    pytest_on_all_cores = ".venv/bin/python -m pytest --numprocesses auto --dist worksteal"
    assert plan.rstrip().endswith(f"{pytest_on_all_cores} -m 'not slow'")
    for target, chosen in (("test-slow", " -m slow"), ("test-all", "")):
        plan = _make(clone, "--dry-run", target).stdout
        assert plan.rstrip().endswith(f"{pytest_on_all_cores}{chosen}")


def test_some_tests_can_be_named(clone: Path) -> None:
    plan = _make(clone, "--dry-run", "test", "TESTS=tests/test_docs.py -x").stdout
    assert plan.rstrip().endswith("-m 'not slow' tests/test_docs.py -x")


@pytest.mark.parametrize(("target", "kind"), [("briefing", "briefing"), ("test", "tests")])
def test_the_parts_of_the_system_are_looked_for_first(clone: Path, target: str, kind: str) -> None:
    first, *others = _make(clone, "--dry-run", target, "PYTHON=python3").stdout.splitlines()
    assert first == f"PYTHON='python3' tools/system-parts {kind}"
    assert any("pip --disable" in line and "--quiet" not in line for line in others)


def test_a_python_that_will_not_do_is_one_line(clone: Path, tmp_path: Path) -> None:
    python = _program(tmp_path / "python", 'case "$*" in *version_info*) exit 1;; esac')
    done = _make(clone, "briefing", f"PYTHON={python}")
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1
    assert "briefgen needs Python 3.11 or newer" in said[0]
    assert not (clone / ".venv").exists()


def test_no_python_at_all_is_said(clone: Path, tmp_path: Path) -> None:
    for name in ("make", "sh", "touch"):
        found = subprocess.run(["sh", "-c", f"command -v {name}"], check=True, capture_output=True, text=True)
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).symlink_to(found.stdout.strip())
    done = subprocess.run(
        ["make", "briefing"],
        cwd=clone,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert said[:2] == ["Parts of the system are missing:", "  Python 3.11 or newer: briefgen runs on it"]
    assert "briefgen needs Python 3.11 or newer" in said[-1]
    assert not (clone / ".venv").exists()


def test_a_bare_debian_is_not_made_by_just_anybody(clone: Path, tmp_path: Path) -> None:
    # `id` says who is at work; nothing else is at hand.
    bare = tmp_path / "bin"
    for name, text in (("id", "echo 1000"), ("dirname", "echo tools")):
        _program(bare / name, text)
    done = _bare(clone, bare)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "test-bare: it makes a Debian in a folder, which takes root: sudo make test-bare\n"
    _program(bare / "id", "echo 0")
    done = _bare(clone, bare)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "test-bare: mmdebstrap is missing: apt-get install mmdebstrap\n"
    _program(bare / "mmdebstrap", "exit 1")
    _program(bare / "ls", "echo something")
    done = _bare(clone, bare, str(clone))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"test-bare: {clone}: expected an empty folder, or a new one\n"


def _bare(clone: Path, programs: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "tools/test-bare", *words],
        cwd=clone,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        check=False,
    )
