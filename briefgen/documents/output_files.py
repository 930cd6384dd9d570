"""The files of a build: they appear whole or not at all, and their hashes stand beside them."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.errors import InputError
from briefgen.files import locked
from briefgen.text.sanitize import visible

if TYPE_CHECKING:
    from briefgen.charts.figure import Table
    from briefgen.metrics.numbers import Value

#: The hashes of all that stands beside it.
MANIFEST = "manifest-sha256.txt"
#: Where editions stand together as a site: the hashes of its files, and of each edition's own manifest.
SITE_MANIFEST = "site-sha256.txt"
#: The folder of the press kit.
CHARTS = "charts"

#: What a spreadsheet takes for the start of a formula (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = re.compile(r"[=+\-@]")


def check_place(folder: Path) -> None:
    """Look at where a build is to stand, before the work that would be lost.

    Raises InputError where `folder` is something else than a folder of an earlier build, or lies in a file.
    """
    check_folder(folder.parent)
    if folder.parent.exists():
        with locked(folder.parent):
            _check_place(folder)


def _check_place(folder: Path) -> None:
    if folder.exists() and not (folder / MANIFEST).is_file() and not _empty(folder):
        raise InputError(
            f"{folder}: this is no folder of an earlier build. Move it, or name another --output."
        )


def check_folder(folder: Path) -> None:
    """Raise InputError where `folder` cannot be a folder, because it is a file or lies in one."""
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise InputError(f"{place}: a file stands where a folder is needed. Name another --output.")


def check_writable(folder: Path) -> None:
    """Look whether `folder` can be made and written to, before the work that would be lost.

    Raises InputError where it cannot.
    """
    check_folder(folder)
    at_hand = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        with tempfile.TemporaryDirectory(dir=at_hand, prefix=".briefgen-"):
            pass
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be written to ({error.strerror}). Name another --output."
        ) from None


def replace_folder(folder: Path, files: Mapping[str, bytes], kept_at: Path | None = None) -> None:
    """Put `files` (by path within the folder) and their manifest in place of whatever `folder` held.

    That is gone, or stands at `kept_at` from then on. The press kit alone stays: it says itself what it was
    made from. The files are written to a folder beside it and renamed, so that a build that fails leaves the
    old one untouched. Raises InputError where that is no place for a build (see `check_place`), or where a
    document would be removed: one that another build put there meanwhile.
    """
    _replace(folder, files, of_the_kit, kept_at)


def replace_charts(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` (by path within the kit) in place of the press kit of `folder`, in the same way.

    Whatever else a build left there stays.
    """
    kit = {f"{CHARTS}/{path}": content for path, content in files.items()}
    _replace(folder, kit, lambda path: not of_the_kit(path))


def listed(folder: Path) -> Mapping[str, str]:
    """Return the hashes that the manifest of a build lists, by path; none where there is no build.

    What was deleted since, or is none of the folder's files, is left out: another build puts it back.
    """
    if not (folder / MANIFEST).is_file():
        return {}
    text = (folder / MANIFEST).read_text(encoding="utf-8", errors="replace")
    lines = [line.partition("  ") for line in text.splitlines()]
    return {path: hashed for hashed, _, path in lines if path and _holds(folder, path)}


def _holds(folder: Path, path: str) -> bool:
    return (folder / path).resolve().is_relative_to(folder.resolve()) and (folder / path).is_file()


def of_the_kit(path: str) -> bool:
    """Whether a path within a build is one of its press kit's."""
    return path.startswith(f"{CHARTS}/")


def _replace(
    folder: Path, files: Mapping[str, bytes], stays: Callable[[str], bool], kept_at: Path | None = None
) -> None:
    check_folder(folder.parent)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Another build of the same edition looks at the folder before this one or after it.
    with locked(folder.parent):
        _check_place(folder)
        _check_documents(folder, {path for path in listed(folder) if stays(path)} | files.keys())
        _replace_alone(folder, files, {path for path in listed(folder) if stays(path)}, kept_at)


def _check_documents(folder: Path, paths: Set[str]) -> None:
    """Raise InputError where a document of `folder` is not among the `paths` that take its place."""
    files = (file for file in folder.glob("*/briefing.*") if file.suffix in (".html", ".docx"))
    there = {file.relative_to(folder).as_posix() for file in files}
    if lost := sorted(path for path in there - paths if not of_the_kit(path)):
        raise InputError(
            f"{folder}: another build put {', '.join(lost)} there meanwhile. Build again, to have both."
        )


def _replace_alone(folder: Path, files: Mapping[str, bytes], kept: Set[str], kept_at: Path | None) -> None:
    # What stays keeps the hash that it was written with, whatever became of it since.
    hashes = {path: hashed for path, hashed in listed(folder).items() if path in kept}
    hashes |= {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as staging:
        fresh, old = Path(staging, "new"), kept_at or Path(staging, "old")
        for name, content in {**files, MANIFEST: listing(hashes)}.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        for name in sorted(kept):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, fresh / name)
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise


def manifest(files: Mapping[str, bytes]) -> bytes:
    """Return the hashes of `files` as `sha256sum -c` reads them, sorted by path."""
    return listing({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def listing(hashes: Mapping[str, str]) -> bytes:
    """Return hashes by path as `sha256sum -c` reads them, sorted by path."""
    return "".join(f"{hashed}  {name}\n" for name, hashed in sorted(hashes.items())).encode()


def table_csv(table: Table) -> bytes:
    """Return a figure's data as CSV: full values, empty for "not known", and no cell that is a formula."""
    return csv_file(
        [heading.text for heading in table.headings],
        ([row.values[heading.column] for heading in table.headings] for row in table.rows),
    )


def csv_file(headings: Iterable[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """Return rows of values under their headings as CSV, in the same way."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in (headings, *rows):
        writer.writerow(_cell(value) for value in row)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    """A value as text; a stranger's text that a spreadsheet would run gets an apostrophe in front.

    >>> _cell("=cmd"), _cell(-0.5), _cell(None)
    ("'=cmd", '-0.5', '')
    """
    if isinstance(value, str):
        text = visible(value)
        return f"'{text}" if _FORMULA.match(text) else text
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else repr(value)


def _empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
