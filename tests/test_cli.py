"""The command line: help with an example everywhere, and one line for every failure."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from briefgen import __version__
from briefgen import cli as module
from briefgen.commands.options import as_json_text
from briefgen.editions.build import Built
from briefgen.errors import InputError
from briefgen.project import create_project
from tests.programs import briefgen

HEAVY = ("altair", "citeproc", "duckdb", "numpy", "pandas", "pyarrow", "vl_convert", "weasyprint")


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}")
    else:
        yield path, command


COMMANDS = dict(_commands(module.cli, "briefgen"))


def _started(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a Python that is started for it."""
    return subprocess.run(
        [sys.executable, "-c", "from briefgen.cli import main; main()", *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )


def _fails_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int | str | None:
    """Run a command that raises `error`, and return the exit code."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("briefgen.commands.init.create_project", fail)
    monkeypatch.setattr(sys, "argv", ["briefgen", "init", "anywhere"])
    with pytest.raises(SystemExit) as stopped:
        module.main()
    return stopped.value.code


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_with_an_example_that_names_it(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    assert command.epilog
    assert command.epilog.startswith(f"Example: {path}")


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_takes_the_options_that_stand_everywhere(path: str) -> None:
    assert {"project", "quiet"} <= {parameter.name for parameter in COMMANDS[path].params}


def test_every_argument_of_an_example_is_understood() -> None:
    for path, command in COMMANDS.items():
        words = shlex.split(str(command.epilog).removeprefix(f"Example: {path}"))
        command.make_context(path, words, resilient_parsing=False)


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom briefgen.cli import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
    assert done.stdout.startswith("Usage: ")


def test_version() -> None:
    done = _started("--version")
    assert (done.stdout, done.stderr, done.returncode) == (f"briefgen {__version__}\n", "", 0)


def test_an_input_error_is_one_line(tmp_path: Path) -> None:
    done = _started("--project", str(tmp_path), "snapshot", "list")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"briefgen: {tmp_path}: not a project folder")
    assert done.stderr.count("\n") == 1


def test_project_may_stand_after_the_command(tmp_path: Path) -> None:
    assert briefgen("snapshot", "list", "--project", str(tmp_path)).stderr.startswith(
        f"briefgen: {tmp_path}:"
    )


def test_bad_use_names_the_command(tmp_path: Path) -> None:
    done = briefgen("explain", folder=tmp_path)
    assert done.returncode == 2
    assert "Missing argument 'NAME'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "September"], "September: expected an edition"),
        (["build", "2024-12"], "2024-12: no snapshot is as old as that"),
        (["build", "2062-09"], "2062-09: no snapshot is as new as that. The newest is 2026-09-20-llmfit"),
        (["build", "--template", "weekly"], "weekly"),
        (["explain", "adoption_score"], "adoption_score: no such metric"),
        (["snapshot", "show", "2026-09-20-nobody"], "no snapshot '2026-09-20-nobody'"),
        (["snapshot", "import", "radar", "nowhere.jsonl", "--date", "2026-09-01"], "nowhere.jsonl"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(tmp_path: Path, arguments: list[str], said: str) -> None:
    project = create_project(tmp_path / "mine")
    before = set(project.rglob("*"))
    done = briefgen(*arguments, folder=project)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("briefgen: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert set(project.rglob("*")) == before


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError("a.yaml:1:2: no title"), 2, "briefgen: a.yaml:1:2: no title\n"),
        (PermissionError(13, "Permission denied", "a.pdf"), 2, "briefgen: a.pdf: Permission denied\n"),
        (KeyboardInterrupt(), 130, "\n"),
    ],
)
def test_a_failure_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    message: str,
) -> None:
    assert _fails_with(monkeypatch, error) == code
    assert capfd.readouterr().err == message


def test_an_error_of_our_own_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _fails_with(monkeypatch, ZeroDivisionError("by zero")) == 70
    said = capfd.readouterr().err
    assert said.startswith("briefgen: an error of briefgen's own, please report it")
    assert "ZeroDivisionError: by zero (test_cli.py:" in said
    assert said.count("\n") == 1


def test_an_error_of_many_lines_is_cut_to_one(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _fails_with(monkeypatch, ValueError("\nfirst \x1b[2J" + "x" * 10_000 + "\nsecond")) == 70
    said = capfd.readouterr().err
    assert "ValueError: first <U+001B>[2Jxxx" in said
    assert "second" not in said
    assert said.count("\n") == 1
    assert len(said) < 600


def test_a_strangers_words_in_a_message_are_cut_and_command_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    error = InputError("a.yaml:1:2: got '\N{RIGHT-TO-LEFT OVERRIDE}\x1b'\na.yaml:3:4: " + "x" * 10_000)
    assert _fails_with(monkeypatch, error) == 2
    first, second = capfd.readouterr().err.splitlines()
    assert first == "briefgen: a.yaml:1:2: got '<U+202E><U+001B>'"
    assert second.startswith("a.yaml:3:4: xxx")
    assert len(second) == 2000


def test_json_holds_strangers_words_escaped() -> None:
    text = as_json_text({"name": "通义\N{RIGHT-TO-LEFT OVERRIDE}\x7f\U000e0041"})
    assert json.loads(text) == {"name": "通义\N{RIGHT-TO-LEFT OVERRIDE}\x7f\U000e0041"}
    assert text == '{\n  "name": "通义\\u202e\\u007f\\udb40\\udc41"\n}'


def test_characters_without_a_glyph_are_reported_by_their_code_points(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    built = Built(tmp_path, (tmp_path / "briefing.pdf",), ("\N{RIGHT-TO-LEFT OVERRIDE}", "义"))
    monkeypatch.setattr("briefgen.editions.build.build", lambda *_: built)
    monkeypatch.setattr(sys, "argv", ["briefgen", "build", "--no-cache"])
    with pytest.raises(SystemExit):
        module.main()
    said = capfd.readouterr()
    assert said.out == f"{tmp_path}/briefing.pdf\n"
    assert said.err == "No shipped font holds these, a ? stands for each: U+202E, U+4E49\n"


def test_a_reader_who_leaves_is_no_error() -> None:
    program = "from briefgen.cli import main; main()"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{sys.executable}' -c '{program}' explain download_share | true"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")


def test_a_snapshot_far_smaller_than_its_series_is_taken_with_a_warning(tmp_path: Path) -> None:
    project = create_project(tmp_path / "mine")
    wanted = ["snapshot", "import", "llmfit", _llmfit(tmp_path), "--date"]
    done = briefgen(*wanted, "2026-10-01", folder=project)
    assert (done.returncode, done.stdout) == (0, f"{project}/data/snapshots/2026-10-01-llmfit.parquet\n")
    # The nine dates of the series that ships hold 514 to 15,049 models, the middle one 5,473.
    assert done.stderr.startswith("2026-10-01-llmfit holds 1 models; snapshots of llmfit usually hold 5,473.")
    assert done.stderr.count("\n") == 1
    assert briefgen("--quiet", *wanted, "2026-10-02", folder=project).stderr == ""


def test_an_archive_becomes_a_snapshot_of_the_project(tmp_path: Path) -> None:
    project = create_project(tmp_path / "mine")
    shutil.rmtree(project / "data" / "snapshots")
    done = briefgen("snapshot", "import", "llmfit", _llmfit(tmp_path), "--date", "2026-10-01", folder=project)
    assert done.stderr == ""
    assert done.stdout == f"{project}/data/snapshots/2026-10-01-llmfit.parquet\n"
    shown = json.loads(briefgen("snapshot", "show", "2026-10-01-llmfit", "--json", folder=project).stdout)
    assert (shown["id"], shown["rows"], shown["date"]) == ("2026-10-01-llmfit", 1, "2026-10-01")
    assert json.loads(briefgen("snapshot", "list", "--json", folder=project).stdout) == [shown]
    assert "2026-10-01-llmfit" in briefgen("snapshot", "list", folder=project).stdout


def _llmfit(folder: Path) -> str:
    """Write an archive with one model."""
    file = folder / "hf_models.json"
    model = {
        "name": "a/b",
        "hf_downloads": 7,
        "hf_likes": 3,
        "release_date": "2026-01-02",
        "license": "mit",
        "parameters_raw": 1000,
        "pipeline_tag": "text-generation",
        "architecture": "llama",
    }
    file.write_text(json.dumps([model]), encoding="utf-8")
    return str(file)
