"""The house rules that a machine can hold: the stair, the size of the rooms, what no file may say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import notices

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "briefgen").rglob("*.py"))

#: Each floor, from the ground up; parts that share a floor do not know each other.
STAIR: tuple[set[str], ...] = (
    {"errors"},
    {"__init__", "files", "plugins", "project", "text"},
    {"cache", "yaml_files"},
    {"snapshots", "library"},
    {"edition", "metrics"},
    {"ledger"},
    {"charts", "claims"},
    {"documents"},
    {"editions"},
    {"check"},
    {"evidence", "presskit", "site"},
    {"frames"},
    {"api", "commands"},
    {"cli"},
)
FLOOR = {part: number for number, floor in enumerate(STAIR) for part in floor}


def _name(path: Path) -> str:
    """The dotted name of a module, a package's own file included: `briefgen.metrics.__init__`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _imports(path: Path, known: set[str]) -> set[str]:
    """The modules of briefgen that one module imports, wherever in its text the import stands."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            assert node.module
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            named |= {name if {name, f"{name}.__init__"} & known else node.module for name in inside}
    return {module for name in named for module in (name, f"{name}.__init__") if module in known}


KNOWN = {_name(path) for path in MODULES}
IMPORTS = {_name(path): _imports(path, KNOWN) for path in MODULES}


def _part(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("module", sorted(KNOWN))
def test_a_floor_uses_only_the_floors_below_it(module: str) -> None:
    for imported in IMPORTS[module]:
        same_part = _part(imported) == _part(module)
        assert same_part or FLOOR[_part(imported)] < FLOOR[_part(module)], f"{module} imports {imported}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(IMPORTS).prepare()


def test_the_page_on_architecture_has_every_room_on_its_floor() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| `([\w]+)/?` \|", page, re.MULTILINE)
    described = {room: int(floor) for floor, room in rows}
    assert described == {room: floor for room, floor in FLOOR.items() if room != "__init__"}
    for folder in set(re.findall(r"`([\w/]+)/`", page)):
        assert any(path.is_dir() for path in (ROOT / "briefgen").rglob(folder)), folder


def test_a_class_has_a_name_of_its_own() -> None:
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(_name(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def _declared(*groups: str) -> list[Requirement]:
    """The packages that pyproject.toml asks for: at run time, and in these groups and extras."""
    declaration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    entries = [*declaration["project"]["dependencies"]]
    named = {**declaration["project"]["optional-dependencies"], **declaration["dependency-groups"]}
    for group in groups:
        entries += [entry for entry in named[group] if isinstance(entry, str)]
    return [Requirement(entry) for entry in entries]


@pytest.mark.parametrize(
    ("folder", "groups"),
    [("briefgen", ("spark",)), ("tests", ("dev",)), ("bench", ("dev",)), ("tools", ("dev",))],
)
def test_every_package_that_is_imported_is_declared(folder: str, groups: tuple[str, ...]) -> None:
    declared = {requirement.name for requirement in _declared(*groups)}
    if folder == "bench":
        # Not installed here: the peers have an environment of their own.
        declared |= _peers()
    imported = {
        name.partition(".")[0]
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _named(node)
    }
    offered = packages_distributions()
    for package in imported - set(sys.stdlib_module_names) - {"briefgen", "tests", "bench", "tools"}:
        names = {name.lower().replace("_", "-") for name in offered.get(package, [package])}
        assert names & declared, f"{package} is imported in {folder} and not declared in pyproject.toml"


def test_every_package_that_is_declared_is_imported() -> None:
    declared = {requirement.name for requirement in _declared()}
    imported = {
        name.partition(".")[0]
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _named(node)
    }
    offered = packages_distributions()
    names = {name.lower().replace("_", "-") for package in imported for name in offered.get(package, ())}
    assert declared <= names


#: What Python has on Unix alone; to be imported where it is used, with another way beside it.
UNIX_ONLY = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_can_be_imported_on_windows(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert not {name.partition(".")[0] for node in body for name in _named(node)} & UNIX_ONLY


def _peers() -> set[str]:
    """The packages that the peers of the benchmark ask for."""
    lines = (ROOT / "bench" / "peers" / "requirements.in").read_text(encoding="utf-8").splitlines()
    return {Requirement(line).name for line in lines if not line.startswith("#")}


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def _texts() -> dict[str, str]:
    """Every tracked text, by its path; the licence's own words and packed data are not ours to judge."""
    found = {}
    for path in _tracked():
        if path.suffix in {".parquet", ".png", ".pdf", ".ttf"} or path.name == "LICENSE" or not path.exists():
            continue
        found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


#: What may stand in no file, and why; each pattern is written so that it does not match itself.
FORBIDDEN = {
    "a package registry's address": r"--(extra-)?index-ur[l]|/simpl[e]/|registry[.]npm|pythonhoste[d]",
    "a path of one machine": r"/hom[e]/[a-z]|/Use[r]s/[a-z]|/roo[t]/|/wor[k]/|/tm[p]/[a-z]",
    "a test left out": r"mark[.](ski[p]|xfai[l])|pytest[.](ski[p]|xfai[l])|[+]SKI[P]",
    "a stub": r"NotImplemented[E]rror|\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    places = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in _texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not places, f"{what} stands in:\n" + "\n".join(places)


#: Archives by the ids of their sources, and where code may name them: what reads their files.
ARCHIVES = re.compile(r"\b(hub-stats|llmfit|osir-lmts|radar)\b", re.IGNORECASE)
READERS = (
    "briefgen/snapshots/archives/",
    "briefgen/snapshots/bundled.py",
    "briefgen/snapshots/importing.py",
    "briefgen/commands/snapshots.py",
)


def test_no_chart_metric_or_template_names_an_archive() -> None:
    # A panel is chosen by what it knows; a name would leave everybody else's empty.
    places = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in _texts().items()
        if name.startswith(("briefgen/", "templates/")) and not name.startswith(READERS)
        for number, line in enumerate(text.splitlines(), 1)
        if ARCHIVES.search(line)
    ]
    assert not places, "archives are named in:\n" + "\n".join(places)


PEERS_LOCK = "bench/peers/requirements.lock"


def test_locks_pin_every_package_by_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", PEERS_LOCK):
        blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
        assert len(blocks) > 20
        for block in blocks:
            assert re.match(r"[a-z0-9-]+==\S+", block), f"{lock}: {block[:60]}"
            assert "--hash=sha256:" in block, f"{lock}: {block[:60]}"


def _pins(lock: str) -> dict[str, set[str]]:
    """The versions that a lock names of each package: one, or one for each kind of machine."""
    found: dict[str, set[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_both_locks_agree() -> None:
    assert _pins("requirements.lock").items() <= _pins("requirements-dev.lock").items()


def test_peers_have_the_same_versions_of_what_briefgen_uses_too() -> None:
    ours, theirs = _pins("requirements.lock"), _pins(PEERS_LOCK)
    assert _peers() < theirs.keys()
    shared = ours.keys() & theirs.keys()
    assert {"duckdb", "pandas", "vl-convert-python"} < shared
    assert all(ours[name] == theirs[name] for name in shared)


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ("build",)), ("requirements-dev.lock", ("build", "dev"))]
)
def test_a_lock_holds_all_that_is_declared(lock: str, groups: tuple[str, ...]) -> None:
    pins = _pins(lock)
    for requirement in _declared(*groups):
        assert all(requirement.specifier.contains(version) for version in pins[requirement.name]), requirement


def test_the_notices_name_what_the_lock_holds() -> None:
    assert notices.NOTICES.read_text(encoding="utf-8") == notices.text(), "run `make notices`"
