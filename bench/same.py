"""`python -m bench.same OLD NEW`: what a reader gets from two output folders, number by number, word by word.

For a change that is meant to change nothing: both folders hold the same editions (and bundles), one made
before the change and one after it. Compared are the value, unit and texts of every number by its id, every
verdict with its reason and history, and the words of every document in their order; drawings count by their
words. Exit 0: the same; 1: each difference is printed; 2: there is nothing to compare.
"""

from __future__ import annotations

import difflib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

#: Lines of a document that are shown where it differs; the rest is counted.
SHOWN = 40


def main() -> int:
    """Compare the two folders that the command line names."""
    if len(sys.argv) != 3:
        print("Usage: python -m bench.same OLD NEW", file=sys.stderr)
        return 2
    old, new = (_contents(Path(name)) for name in sys.argv[1:])
    if not old or not new:
        print("Nothing to compare: name two output folders with editions or bundles.", file=sys.stderr)
        return 2
    differences = list(compare(old, new))
    print(*differences, sep="\n")
    print(f"{len(old.keys() & new.keys())} files compared: {len(differences) or 'no'} differences")
    return 1 if differences else 0


def _contents(folder: Path) -> dict[str, bytes]:
    """The files that a reader opens, by their path; those of a bundle stand under its name."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".json", ".csv"}
    }
    for bundle in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(bundle) as archive:
            for name in archive.namelist():
                if Path(name).name in {"ledger.json", "claims.json"}:
                    found[f"{bundle.name}/{name}"] = archive.read(name)
    return found


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    """Yield each difference between two sets of files by path, in the order of their paths."""
    for path in sorted(old.keys() | new.keys()):
        if path not in old or path not in new:
            yield f"{path}: only in the {'new' if path in new else 'old'} folder"
        elif path.endswith("ledger.json"):
            yield from _records(path, _numbers(old[path]), _numbers(new[path]))
        elif path.endswith("claims.json"):
            yield from _records(path, _verdicts(old[path]), _verdicts(new[path]))
        elif path.endswith(".html"):
            yield from _lines(path, words(old[path].decode()), words(new[path].decode()))
        elif path.endswith(".csv"):
            yield from _lines(path, old[path].decode().splitlines(), new[path].decode().splitlines())


def _numbers(ledger: bytes) -> dict[str, Any]:
    """What is printed of each number, by its id: its value, unit and texts."""
    return {
        one["id"]: {"value": one["value"], "unit": one["unit"], "texts": one["texts"]}
        for one in json.loads(ledger)["numbers"]
    }


def _verdicts(claims: bytes) -> dict[str, Any]:
    return {one["id"]: one for one in json.loads(claims)["claims"]}


def _records(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(old.keys() | new.keys()):
        if key not in old or key not in new:
            yield f"{path}: {key} is only in the {'new' if key in new else 'old'} file"
            continue
        for field in sorted(old[key].keys() | new[key].keys()):
            before, after = old[key].get(field), new[key].get(field)
            if before != after:
                yield f"{path}: {key}.{field}: {_short(before)} -> {_short(after)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _lines(path: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    compared = list(difflib.unified_diff(list(old), list(new), n=0, lineterm=""))[2:]
    changed = [line for line in compared if not line.startswith("@@")]
    yield from (f"{path}: {line}" for line in changed[:SHOWN])
    if len(changed) > SHOWN:
        yield f"{path}: and {len(changed) - SHOWN} lines more"


class _Words(HTMLParser):
    """Collects the words of a page, a block a line; scripts and styles hold none."""

    _BLOCKS = frozenset(
        ("p", "h1", "h2", "h3", "h4", "li", "td", "th", "dt", "dd", "figcaption", "title", "text", "caption")
    )
    _WITHOUT = frozenset(("script", "style"))

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in self._WITHOUT
        if tag in self._BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._WITHOUT
        if tag in self._BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.lines[-1] += data


def words(page: str) -> list[str]:
    """Return the words of a page of HTML, a block a line, without the space between them.

    >>> words("<style>p {}</style><h1>A</h1><p>In <b>May</b>\\n 3 of 4.</p>")
    ['A', 'In May 3 of 4.']
    """
    parser = _Words()
    parser.feed(page)
    return [line for line in (" ".join(one.split()) for one in parser.lines) if line]


if __name__ == "__main__":
    sys.exit(main())
