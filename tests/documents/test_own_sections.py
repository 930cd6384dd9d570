"""A section of a project's own is one file, `sections/ID.html.j2`, and one entry of `briefing.yaml`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from briefgen.editions.build import build
from briefgen.errors import InputError
from briefgen.project import Project

DESCRIPTION = """\
title: A month of our own
short_title: Our own
strapline: For tests
sections:
  - id: ours
    title: Ours
  - id: references
    title: References
  - id: ours-too
    title: Ours, too
citation_style: notes
paper: a4
"""


@pytest.fixture
def templates(project: Project, repository: Path) -> Path:
    folder = project.templates / "monthly"
    shutil.copytree(repository / "templates" / "monthly", folder)
    (folder / "briefing.yaml").write_text(DESCRIPTION, encoding="utf-8")
    for name, words in (("ours", "What we counted."), ("ours-too", "What we did not.")):
        text = f'{{% call section("{name}") %}}<p>{words}{{{{ note("hostile") }}}}</p>{{% endcall %}}'
        (folder / "sections" / f"{name}.html.j2").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("same_press", "templates")
def test_sections_stand_in_the_order_of_the_list(project: Project) -> None:
    built = build(project, templates=["monthly"])
    page = (built.folder / "monthly" / "briefing.html").read_text(encoding="utf-8")
    headings = re.findall(r'<h2 id="(ours|references|ours-too)-heading">', page)
    assert headings == ["ours", "references", "ours-too"]
    assert "What we counted." in page


@pytest.mark.usefixtures("same_press")
def test_a_section_without_its_file_is_named(project: Project, templates: Path) -> None:
    (templates / "sections" / "ours.html.j2").unlink()
    with pytest.raises(InputError, match=r"monthly/sections/ours\.html\.j2"):
        build(project, templates=["monthly"])
