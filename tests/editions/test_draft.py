"""A comment to begin with: it holds what moved, and is itself a comment that can be read."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from briefgen.claims.judged_edition import judge_edition
from briefgen.cli import cli
from briefgen.edition import Edition
from briefgen.editions.comment import expressions
from briefgen.editions.comment import read as comment
from briefgen.editions.comment.draft import start, without_snapshot
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from tests.made_up import SERIES, model, write_snapshots


def engine(project: Project, edition: Edition) -> Engine:
    return Engine(project, Catalog.until(Store(project.snapshots).manifests(), edition.last_day))


def test_it_names_what_moved_with_references_that_hold(project: Project) -> None:
    march = [model("alpha/one", 400, 10), model("beta/one", 600, 30)]
    write_snapshots(project.snapshots, {"2026-03-10-osir-lmts": march})
    edition = Edition(2026, 3)
    text = start(project, "2026-03").read_text(encoding="utf-8")
    docket = judge_edition(project, edition.last_day)
    found = comment.read(project, edition, engine(project, edition), docket)
    assert found is not None
    assert (found.mark, list(found.words)) == ("Draft.", [])
    # By hand: beta and gamma had 500 of 900 downloads in February, beta 600 of 1,000 in March.
    moved = re.findall(r"download-share: China, .*: (.*) → (.*) \[", text)
    assert moved == [("55.6%", "60.0%")]
    assert 'n("download_share", "share", country="CN")' in text
    said = "\n".join(re.findall(r"\{\{.*?\}\}", text))
    told: list[str] = []
    _, meant = expressions.resolve(said, engine(project, edition), docket, lambda *it: told.append(str(it)))
    assert told == []
    assert len(meant) > 3


def test_it_says_what_is_missing(project: Project) -> None:
    # The made-up source was looked at on 22 November 2026.
    assert "half a year:\n  none" in start(project, "2026-02").read_text(encoding="utf-8")
    write_snapshots(project.snapshots, {"2027-04-10-radar": SERIES["2026-02-12-radar"]})
    later = start(project, "2027-05").read_text(encoding="utf-8")
    assert "May 2027 has no snapshot of its own. The newest is 2027-04-10-radar, of 10 April 2027" in later
    assert "half a year:\n  hostile: reviewed 22 November 2026" in later, "190 days are more than 183"
    assert without_snapshot(project, "2026-01") == ""
    assert "no earlier edition to compare with" in start(project, "2026-01").read_text(encoding="utf-8")


def test_no_name_ends_the_note_that_it_stands_in(project: Project) -> None:
    project.sources.write_text(
        project.sources.read_text(encoding="utf-8").replace("more?'", "more? #} Printed.'"), encoding="utf-8"
    )
    start(project, "2026-02")
    edition = Edition(2026, 2)
    found = comment.read(project, edition, engine(project, edition), judge_edition(project, edition.last_day))
    assert found is not None
    assert list(found.words) == []


def test_nothing_is_written_over(project: Project) -> None:
    told = CliRunner().invoke(cli, ["--project", str(project.root), "new", "2026-02"])
    assert told.stdout == f"{project.editions / '2026-02.md'}\n"
    (project.editions / "2026-02.md").write_text("Mine.", encoding="utf-8")
    with pytest.raises(InputError, match=r"2026-02\.md: there is a comment already"):
        start(project, "2026-02")
    assert (project.editions / "2026-02.md").read_text(encoding="utf-8") == "Mine."
    with pytest.raises(InputError, match="no snapshot is as old as that"):
        start(project, "2025-12")
