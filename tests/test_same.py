"""`python -m bench.same` finds each kind of difference between two output folders, and no other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

NUMBER = {"id": "a1", "alias": "N-0001", "value": 0.5, "unit": "share", "texts": ["50%"]}
CLAIM = {"id": "one-01", "word": "supported", "history": []}


def _write(folder: Path, number: dict[str, Any], claim: dict[str, Any], page: str) -> Path:
    edition = folder / "2026-02"
    (edition / "monthly").mkdir(parents=True)
    (edition / "ledger.json").write_text(json.dumps({"numbers": [number]}), encoding="utf-8")
    (edition / "claims.json").write_text(json.dumps({"claims": [claim]}), encoding="utf-8")
    (edition / "monthly" / "briefing.html").write_text(page, encoding="utf-8")
    return folder


def _compare(old: Path, new: Path, repository: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.same", str(old), str(new)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_the_same_words_in_other_markup_are_no_difference(repository: Path, tmp_path: Path) -> None:
    old = _write(tmp_path / "old", NUMBER, CLAIM, "<p>Half: <b>50%</b>.</p>")
    new = _write(tmp_path / "new", NUMBER | {"alias": "N-0009"}, CLAIM, "<p>Half:\n<i>50%</i>.</p>")
    assert _compare(old, new, repository) == (0, ["", "3 files compared: no differences"])


def test_a_value_a_verdict_a_word_and_a_missing_file_are_each_found(repository: Path, tmp_path: Path) -> None:
    old = _write(tmp_path / "old", NUMBER, CLAIM, "<p>Half: 50%.</p><p>Same.</p>")
    page = "<p>Half: 60%.</p><p>Same.</p>"
    new = _write(tmp_path / "new", NUMBER | {"value": 0.6}, CLAIM | {"word": "opinion"}, page)
    (new / "2026-02" / "more.csv").write_text("a\n", encoding="utf-8")
    code, lines = _compare(old, new, repository)
    assert code == 1
    assert lines == [
        '2026-02/claims.json: one-01.word: "supported" -> "opinion"',
        "2026-02/ledger.json: a1.value: 0.5 -> 0.6",
        "2026-02/monthly/briefing.html: -Half: 50%.",
        "2026-02/monthly/briefing.html: +Half: 60%.",
        "2026-02/more.csv: only in the new folder",
        "3 files compared: 5 differences",
    ]
