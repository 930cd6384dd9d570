"""What pip does not bring is looked for first, and installed or named; programs of a line stand for it."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

#: A Python that is new enough, and finds what its machine has: `lib/` holds a file for each library.
PYTHON = """
case "$2" in
  *version_info\\ \\<*) exit 0 ;;
  *ensurepip*) [ -e "{root}/venv" ] ;;
  *venv*) echo python3.11-venv ;;
  *ctypes*) [ -e "{root}/lib/$3" ] ;;
esac"""
#: Installs by leaving a file or a program for each package, and notes what it was asked.
APT = """
echo "apt-get $*" >>"{root}/asked"
for word in "$@"; do
  case $word in
    *-venv) touch "{root}/venv" ;;
    libpango-1.0-0) touch "{root}/lib/pango-1.0" ;;
    libpangoft2-1.0-0) touch "{root}/lib/pangoft2-1.0" ;;
    libharfbuzz-subset0) touch "{root}/lib/harfbuzz-subset" ;;
    libatomic1) touch "{root}/lib/atomic" ;;
    chromium) ln -s python3 "{root}/bin/chromium" ;;
    libreoffice-writer-nogui) ln -s python3 "{root}/bin/soffice" ;;
    default-jre-headless) ln -s python3 "{root}/bin/java" ;;
  esac
done"""
LIBRARIES = (
    "gobject-2.0",
    "fontconfig",
    "pango-1.0",
    "pangoft2-1.0",
    "harfbuzz",
    "harfbuzz-subset",
    "atomic",
)
PANGO = "apt-get update && apt-get install --yes --no-install-recommends"


class Machine:
    """A folder of programs that stands for a Debian on which nothing is missing; `user` is who is at work."""

    def __init__(self, root: Path, user: int = 0) -> None:
        self.root = root
        for folder in ("bin", "lib"):
            (root / folder).mkdir()
        for library in LIBRARIES:
            (root / "lib" / library).touch()
        (root / "venv").touch()
        (root / "languages").write_text("C\nC.utf8\ntr_TR.utf8\n", encoding="utf-8")
        for name in ("sh", "grep", "cat", "touch", "ln"):
            found = subprocess.run(
                ["sh", "-c", f"command -v {name}"], check=True, capture_output=True, text=True
            )
            (root / "bin" / name).symlink_to(found.stdout.strip())
        self.program("python3", PYTHON)
        self.program("apt-get", APT)
        self.program("id", f"echo {user}")
        self.program("locale", f'cat "{root}/languages"')
        self.program("localedef", f'echo "tr_TR.utf8" >>"{root}/languages"')
        self.program("uname", "echo Linux")
        for name in ("chromium", "soffice", "java"):
            self.program(name, "")

    def program(self, name: str, text: str) -> None:
        file = self.root / "bin" / name
        file.write_text("#!/bin/sh" + f"\n{text}\n".replace("{root}", str(self.root)), encoding="utf-8")
        file.chmod(0o755)

    def without(self, *names: str) -> None:
        for name in names:
            (self.root / name).unlink()

    def look(self, script: Path, kind: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [script, kind], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": str(self.root / "bin"), "PYTHON": ""}

    @property
    def asked(self) -> list[str]:
        """What the package manager was asked to do."""
        file = self.root / "asked"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@pytest.fixture
def script(repository: Path) -> Path:
    return repository / "tools" / "system-parts"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def of_a_user(tmp_path: Path) -> Machine:
    return Machine(tmp_path, user=1000)


@pytest.mark.parametrize("kind", ["python", "briefing", "tests"])
def test_nothing_is_said_of_what_is_there(script: Path, machine: Machine, kind: str) -> None:
    done = machine.look(script, kind)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked == []


def test_root_gets_it_installed_with_the_reason(script: Path, machine: Machine) -> None:
    machine.without("venv", "lib/pangoft2-1.0", "lib/harfbuzz-subset")
    done = machine.look(script, "briefing")
    assert done.returncode == 0
    assert done.stdout == ""
    packages = "python3.11-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert done.stderr.splitlines() == [
        "Parts of the system are missing:",
        "  Python's venv: the environment in .venv is made with it",
        "  Pango: the pages of the PDF are set with it",
        "  HarfBuzz-Subset: the PDF's fonts are cut with it",
        f"Installing them: {PANGO} {packages}",
    ]
    assert machine.asked == ["apt-get update", f"apt-get install --yes --no-install-recommends {packages}"]


def test_root_gets_what_the_tests_use(script: Path, machine: Machine) -> None:
    machine.without("bin/chromium", "bin/soffice", "bin/java", "lib/atomic", "languages")
    (machine.root / "languages").write_text("C\n", encoding="utf-8")
    assert machine.look(script, "briefing").stderr == ""
    done = machine.look(script, "tests")
    assert done.returncode == 0
    parts = [line.partition(":")[0].strip() for line in done.stderr.splitlines()[1:-1]]
    assert parts == ["Chromium", "libatomic", "LibreOffice", "Java", "the locale tr_TR.UTF-8"]
    assert done.stderr.rstrip().endswith(" && localedef -i tr_TR -f UTF-8 tr_TR.UTF-8")
    assert "chromium libatomic1 libreoffice-writer-nogui default-jre-headless" in machine.asked[1]


def test_another_user_gets_one_command_and_everything_but_the_pdf(script: Path, of_a_user: Machine) -> None:
    of_a_user.without("lib/pango-1.0")
    of_a_user.program("sudo", f'touch "{of_a_user.root}/raised"')
    done = of_a_user.look(script, "briefing")
    assert done.returncode == 0
    assert done.stderr.splitlines()[2:] == [
        f"This command installs them: sudo sh -c '{PANGO} libpango-1.0-0 libpangoft2-1.0-0'",
        "Going on without: everything but the PDF is built.",
    ]
    assert of_a_user.asked == []
    assert not (of_a_user.root / "raised").exists()


@pytest.mark.parametrize(("kind", "part"), [("briefing", "venv"), ("tests", "bin/chromium")])
def test_what_the_work_cannot_do_without_ends_it(
    script: Path, of_a_user: Machine, kind: str, part: str
) -> None:
    of_a_user.without(part)
    done = of_a_user.look(script, kind)
    assert done.returncode == 2
    assert f"As root, this command installs them: {PANGO} " in done.stderr
    assert of_a_user.asked == []


@pytest.mark.parametrize(("answer", "raised"), [("y", True), ("n", False), ("", False)])
def test_at_a_terminal_sudo_is_offered(script: Path, of_a_user: Machine, answer: str, raised: bool) -> None:
    of_a_user.without("lib/harfbuzz-subset")
    of_a_user.program("sudo", f'touch "{of_a_user.root}/raised"; exec "$@"')
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [script, "briefing"], env=of_a_user.environment, stdin=theirs, stderr=theirs
    ) as run:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        said = _all_of(ours)
    assert run.returncode == 0
    assert "Run it now? [y/N]" in said
    assert ("Going on without" in said) is not raised
    assert (of_a_user.root / "raised").exists() is raised
    assert bool(of_a_user.asked) is raised


def _all_of(terminal: int) -> str:
    said = b""
    # A terminal whose other end is closed is an error on Linux, and an end elsewhere.
    try:
        while read := os.read(terminal, 4096):
            said += read
    except OSError:
        pass
    return said.decode()


@pytest.mark.parametrize(
    ("manager", "command"),
    [
        ("dnf", "dnf install --assumeyes pango harfbuzz"),
        ("apk", "apk add pango harfbuzz-subset"),
        ("brew", "brew install pango harfbuzz"),
    ],
)
def test_another_system_gets_its_own_command(
    script: Path, machine: Machine, manager: str, command: str
) -> None:
    machine.without("bin/apt-get", "lib/pango-1.0", "lib/harfbuzz-subset")
    machine.program(manager, f'touch "{machine.root}/raised"')
    done = machine.look(script, "briefing")
    assert done.returncode == 0
    assert done.stderr.splitlines()[3] == f"This command installs them: {command}"
    assert not (machine.root / "raised").exists()


def test_an_unknown_system_is_told_what_is_missing(script: Path, machine: Machine) -> None:
    machine.without("bin/apt-get", "lib/pango-1.0")
    done = machine.look(script, "briefing")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "Parts of the system are missing:",
        "  Pango: the pages of the PDF are set with it",
        "Install them with the package manager of this system.",
        "Going on without: everything but the PDF is built.",
    ]


def test_an_installation_that_fails_is_said(script: Path, machine: Machine) -> None:
    machine.without("venv", "lib/pango-1.0")
    machine.program("apt-get", "echo 'E: no network' >&2; exit 100")
    done = machine.look(script, "briefing")
    assert done.returncode == 2
    assert "E: no network" in done.stderr
    assert done.stderr.splitlines()[-3:] == [
        "Still missing:",
        "  Python's venv: the environment in .venv is made with it",
        "  Pango: the pages of the PDF are set with it",
    ]


def test_a_machine_without_python_gets_one(script: Path, machine: Machine) -> None:
    machine.without("bin/python3", *(f"lib/{library}" for library in LIBRARIES))
    done = machine.look(script, "briefing")
    assert done.returncode == 2
    assert machine.asked[1].endswith(
        " python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    assert "briefgen needs Python 3.11 or newer: install it, or name it with `make PYTHON=" in done.stderr


def test_a_python_that_was_named_and_is_too_old_is_not_replaced(script: Path, machine: Machine) -> None:
    machine.program("python2", "exit 1")
    environment = {**machine.environment, "PYTHON": "python2"}
    done = subprocess.run([script, "python"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "briefgen needs Python 3.11 or newer: install it, or name it with `make PYTHON="
    )
    assert done.stderr.count("\n") == 1
    assert machine.asked == []


@pytest.mark.parametrize("words", [[], ["everything"]])
def test_it_says_how_it_is_called(script: Path, machine: Machine, words: list[str]) -> None:
    done = subprocess.run(
        [script, *words], env=machine.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage: tools/system-parts python|briefing|tests" in done.stderr
