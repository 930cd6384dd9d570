"""A claim on a metric of the project's own: its bundle carries the question, and is checked with it."""

from __future__ import annotations

from pathlib import Path

from briefgen.evidence.verify.verify import verify
from tests.evidence.conftest import make, write_project
from tests.evidence.tampering import unpacked
from tests.metrics.test_own_metrics import HEAD, SQL, write

ASKED = "china: {metric: download_share, row: {country: CN}, column: share}"
OWN = "china: {metric: held_models, row: {country: CN}, column: models}"


def test_the_bundle_carries_the_question_and_is_worked_out_again(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    write(project, "held_models", HEAD + SQL)
    sources = project.sources.read_text(encoding="utf-8")
    america = ASKED.replace("china", "america").replace("CN", "US")
    ours = OWN.replace("china", "america").replace("CN", "US")
    assert ASKED in sources
    project.sources.write_text(sources.replace(ASKED, OWN).replace(america, ours), encoding="utf-8")
    made = make(project, tmp_path)
    report = verify(made, project=project)
    assert report.differences == []
    assert [line for line in report.unproven if "held_models" in line] == [
        "data/sql/held_models.sql: a question of the maker's own; read it before you rely on it"
    ]
    payload = unpacked(made, tmp_path / "bag") / "data"
    assert (payload / "sql/held_models.sql").read_text(encoding="utf-8") == HEAD + SQL
    assert "FROM observed('listed') GROUP BY date, country" in (payload.parent / "rebuild.sql").read_text()
