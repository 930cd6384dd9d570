"""The documents keep up with the program: every command is told of, and every command told of works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from briefgen.cli import cli
from tests.test_cli import COMMANDS

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / "docs/monthly.yml"
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
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


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
