"""The commands, with the library that ships: a bundle of real claims is made, attacked and verified."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from briefgen.project import Project
from tests.evidence.tampering import edit, unpacked
from tests.programs import briefgen

#: One on derivatives, one on the downloads of countries.
CLAIMS = ("implicator-08", "atom-2025-01")


def _briefgen(repository: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from briefgen.cli import main; main()", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def written(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, as the command writes it."""
    folder = tmp_path_factory.mktemp("journey")
    chosen = [word for claim in CLAIMS for word in ("--claim", claim)]
    words = ["evidence", "2026-09", *chosen, "--hearing", "Open models", "--date", "2026-10-14"]
    done = _briefgen(repository, folder, *words, "--output", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    path, exhibits = (Path(line) for line in done.stdout.splitlines())
    assert path == folder / "out" / "evidence-2026-09.zip"
    assert exhibits.read_bytes().startswith(b"%PDF-")
    groups = done.stderr.partition("SHA-256 of the bundle: ")[2].split()
    assert [len(group) for group in groups] == [4] * 16
    return path


def test_a_witness_gives_it_away_and_a_reader_verifies_it(
    repository: Path, written: Path, tmp_path: Path
) -> None:
    done = _briefgen(repository, tmp_path, "verify", str(written))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("\nVerified.\n")
    assert f"{len(CLAIMS)} claims judged again" in done.stdout
    root = unpacked(written, tmp_path)
    bagit.Bag(str(root)).validate(processes=1)
    assert "14 October 2026" in (root / "README.txt").read_text(encoding="utf-8")


def test_counsel_hands_over_the_print_alone(repository: Path, written: Path, tmp_path: Path) -> None:
    done = _briefgen(repository, tmp_path, "verify", str(written.with_suffix(".pdf")))
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stdout.startswith(
        "NOT CHECKED: the pages of this PDF: it is the print of a bundle's exhibits"
    )
    assert "Consistent, but not proven" in done.stdout


def test_the_other_side_forges_a_number_and_is_found_out(
    repository: Path, bag: Path, project: Project, tmp_path: Path
) -> None:
    edit(bag, "data/ledger.json", lambda content: content["numbers"][0].update(value=99_999))
    done = _briefgen(repository, tmp_path, "verify", bag.name, "--project", str(project.root))
    assert done.returncode == 1
    assert "N-0001, data/ledger.json: the ledger says 99999, the data say 2" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_folder_that_is_read_cannot_bring_code_along(repository: Path, bag: Path, tmp_path: Path) -> None:
    """Somebody verifies from within the unpacked folder; a module lies in wait there."""
    root = bag
    for name in ("duckdb.py", "pypdf.py", "briefgen.py"):
        (root / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from briefgen.cli import main; main()", "verify", "."],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "duckdb.py: added: no list of hashes names it" in done.stdout
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("verify", "nowhere.zip"), "there is no such file or folder"),
        (("verify", ".", "--captures", "nowhere"), "no such folder"),
        (("evidence", "2026-09", "--claim", "implicator-88"), "the nearest are"),
        (("evidence", "2026-13", "--claim", "implicator-08"), "expected an edition"),
        (("evidence", "2026-09"), "Missing option"),
    ],
)
def test_bad_use_gets_one_clear_message(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    done = briefgen(*words, folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
