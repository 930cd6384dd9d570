"""The documents keep up with the program: every command is told of, and every command told of works."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import venv
from pathlib import Path

import click
import pytest
import yaml

from briefgen.cli import cli
from tests.test_cli import COMMANDS

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / "docs/monthly.yml"
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = [
    (path.name, line)
    for path in DOCUMENTS
    for block in re.findall(r"^```\w*\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
    if line.startswith(("briefgen ", "make "))
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told_of(command: str) -> None:
    assert any(command in path.read_text(encoding="utf-8") for path in DOCUMENTS)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= len(COMMANDS)


def test_the_workflow_runs_commands_that_there_are() -> None:
    (job,) = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"].values()
    lines = [line.strip() for step in job["steps"] for line in step.get("run", "").splitlines()]
    commands = [line for line in lines if line.startswith("briefgen ")]
    assert [line.split()[2:] for line in commands] == [["snapshot", "take"], ["build"]]
    for line in commands:
        test_every_example_is_understood(WORKFLOW.name, line)


@pytest.mark.parametrize(("document", "line"), EXAMPLES)
def test_every_example_is_understood(document: str, line: str) -> None:
    program, *words = shlex.split(line, comments=True)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert {word for word in words if "=" not in word} <= set(targets), document
        return
    while words[0].startswith("--"):
        assert words.pop(0) in {option for parameter in cli.params for option in parameter.opts}, document
    command: click.Command = cli
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    command.make_context(line, words)


def test_the_shell_knows_each_command_of_the_readme(tmp_path: Path) -> None:
    """The commands in their order, in one shell that has what `make briefing` leaves and nothing more."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    commands = [line for line in lines if line.startswith(("briefgen ", "make ", ". "))]
    assert commands[:3] == ["make briefing", "make test", ". .venv/bin/activate"]
    venv.create(tmp_path / ".venv", symlinks=True)
    for program in (tmp_path / "bin" / "make", tmp_path / ".venv" / "bin" / "briefgen"):
        program.parent.mkdir(exist_ok=True)
        program.write_text('#!/bin/sh\necho "${0##*/} $*" >>ran\n', encoding="utf-8")
        program.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-e"],
        input="\n".join(commands),
        cwd=tmp_path,
        env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    ran = (tmp_path / "ran").read_text(encoding="utf-8").splitlines()
    assert ran == [" ".join(shlex.split(line)) for line in commands if not line.startswith(". ")]


def test_the_bare_debian_has_what_the_readme_asks_for_and_no_more() -> None:
    (asked,) = re.findall(
        r"A bare Debian 12 needs `apt-get install ([^`]+)`", (ROOT / "README.md").read_text()
    )
    (included,) = re.findall(r"--include=(\S+)", (ROOT / "tools/test-bare").read_text())
    assert included.split(",") == asked.split()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_examples_in_python_give_what_the_page_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "docs/python.md"), module_relative=False)
    assert found.attempted > 10
    assert not found.failed


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_module_that_is_named_is_there(path: Path) -> None:
    parts = ("briefgen", "tests", "bench")
    modules = [file.as_posix() for part in parts for file in (ROOT / part).rglob("*.py")]
    for name in re.findall(r"`([\w/]+\.py)`", path.read_text(encoding="utf-8")):
        assert any(module.endswith(f"/{name}") for module in modules), f"{path.name}: {name} is no module"
