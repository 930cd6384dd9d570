"""What was printed is worked out once for each state of a project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.cache import output
from briefgen.errors import InputError
from briefgen.project import Project

TEXT = "Verdicts\nline two: 通义\n"


class Work:
    """Gives a text, and counts how often it was asked to."""

    def __init__(self, text: str = TEXT) -> None:
        self.text, self.done = text, 0

    def __call__(self) -> str:
        self.done += 1
        return self.text


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    return replace(Project.open(tmp_path), cache=tmp_path / "cache")


def test_a_text_is_worked_out_once_for_each_question_and_state(project: Project) -> None:
    work = Work()
    asked = {"claims": (), "json": False}
    assert {output.once(project, asked, work) for _ in range(3)} == {TEXT}
    assert work.done == 1
    output.once(project, {**asked, "json": True}, work)
    assert work.done == 2
    project.sources.write_text("sources: []  # another\n", encoding="utf-8")
    work.text = "another"
    assert output.once(project, asked, work) == "another"
    project.sources.write_text("sources: []\n", encoding="utf-8")
    assert output.once(project, asked, work) == TEXT
    assert work.done == 3


def test_without_a_cache_it_is_worked_out_each_time(project: Project) -> None:
    work = Work()
    assert [output.once(replace(project, cache=None), {}, work) for _ in range(2)] == [TEXT, TEXT]
    assert work.done == 2


def test_what_fails_or_changes_meanwhile_is_not_kept(project: Project) -> None:
    def fail() -> str:
        raise InputError("wrong")

    def change() -> str:
        project.sources.write_text("sources: []  # meanwhile\n", encoding="utf-8")
        return "of two states"

    with pytest.raises(InputError):
        output.once(project, {}, fail)
    assert output.once(project, {}, change) == "of two states"
    work = Work()
    assert output.once(project, {}, work) == TEXT
    project.sources.write_text("sources: []\n", encoding="utf-8")
    assert output.once(project, {}, work) == TEXT
    assert work.done == 2
