"""Writes THIRD_PARTY_NOTICES.md: what briefgen needs to run, under which licenses, and those of its fonts.

`make notices` runs it after `make lock`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"
_FONTS = ROOT / "briefgen" / "text" / "faces"

#: Packages of the lock that other systems need and this one may lack.
_OTHER_SYSTEMS = {
    "brotlicffi": "MIT",
    "colorama": "BSD License",
    "httpx2-jsfetch": "BSD-3-Clause",
}
#: A longer "license" in a package's description is its whole text.
_LONGEST_NAME = 60

_OPENING = """\
# Third-party notices

`make notices` writes this file from requirements.lock and from what the packages say of themselves.

## Packages

briefgen needs these at run time. They are installed beside it, each with its license; none of their code is
in its own files.

| package | version | license |
| --- | --- | --- |
"""
_FONTS_OPENING = """
## Fonts

The folder briefgen/text/faces holds faces of Source Sans 3 and Source Serif 4 as Adobe released them.
Documents and charts carry them, cut to the characters that they use.
"""


def text() -> str:
    """Return what THIRD_PARTY_NOTICES.md should hold."""
    pins = _pins()
    needed = sorted(pins.keys() - _only_to_build())
    rows = [f"| {name} | {' or '.join(pins[name])} | {_license(name)} |\n" for name in needed]
    return "".join([_OPENING, *rows, _FONTS_OPENING, *map(_font, sorted(_FONTS.glob("*-OFL.txt")))])


def _font(file: Path) -> str:
    family = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", file.stem.removesuffix("-OFL"))
    return f"\n### {family}\n\n```text\n{file.read_text(encoding='utf-8').strip()}\n```\n"


def _pins() -> Mapping[str, list[str]]:
    """The versions of each package in the lock: one, or one for each kind of machine."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE):
        pins.setdefault(name, []).append(version)
    return pins


def _only_to_build() -> set[str]:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = _with_theirs(declared["dependency-groups"]["build"])
    return build - _with_theirs(declared["project"]["dependencies"])


def _with_theirs(requirements: list[str]) -> set[str]:
    """The names of packages, and of those that they require in turn."""
    found: dict[str, set[str]] = {}
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name not in found or not one.extras <= found[name]:
            found.setdefault(name, set()).update(one.extras)
            waiting += _required(name, found[name])
    return set(found)


def _required(name: str, extras: set[str]) -> Iterator[Requirement]:
    package = _installed(name)
    for written in package.requires or () if package else ():
        one = Requirement(written)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield one


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _license(name: str) -> str:
    """A package's license in its own words: as an SPDX expression, as a name, or by its classifiers."""
    if name in _OTHER_SYSTEMS:
        return _OTHER_SYSTEMS[name]
    described = distribution(name).metadata.json
    named = str(described.get("license_expression") or described.get("license") or "")
    if 0 < len(named) <= _LONGEST_NAME:
        return named
    classifiers = [str(one) for one in described.get("classifier") or []]
    held = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    if not held:
        raise SystemExit(f"{name}: its description names no license; add one to _OTHER_SYSTEMS")
    return "; ".join(held)


if __name__ == "__main__":
    NOTICES.write_text(text(), encoding="utf-8")
