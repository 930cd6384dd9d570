"""The registries of a project: who publishes, which models are tracked, what licences mean.

A mistake in a registry changes every figure that depends on it: each row is validated before use.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from briefgen.errors import InputError

_Row = Mapping[str, str]

#: The columns that metrics read, the key first; other columns are for people.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "countries": ("code", "name", "adjective"),
    "organisations": ("handle", "name", "country", "role"),
    "renames": ("old_handle", "new_handle"),
    "licences": ("licence", "tier"),
    "families": ("family", "handle", "name_prefix"),
    "tracked_models": ("repo_id",),
}
#: The keys of registries in which one column is not unique.
_KEYS: Mapping[str, tuple[str, ...]] = {"families": ("handle", "name_prefix")}

_ROLES = ("publisher", "repackager")
_TIERS = ("permissive", "copyleft", "use-restricted", "non-commercial", "other")


def contents(data: Path) -> list[bytes]:
    """Return the content of every registry, to detect changes."""
    return [(data / f"{name}.csv").read_bytes() for name in COLUMNS]


def adjectives(data: Path) -> dict[str, str]:
    """Return what models of each country's organizations are called, by ISO 3166 code: Chinese, American."""
    return {row["code"]: row["adjective"] for _, row in rows(data / "countries.csv", COLUMNS["countries"])}


def countries(data: Path) -> dict[str, str]:
    """Return the name of each country, by ISO 3166 code."""
    return {row["code"]: row["name"] for _, row in rows(data / "countries.csv", COLUMNS["countries"])}


def check(data: Path) -> None:
    """Check every registry in a project's data folder.

    Raises InputError, with file and line, for a file that is missing or not CSV in UTF-8, a missing column,
    an empty or repeated key (without regard to case), an unknown country, role or tier, or a new handle that
    was itself renamed.
    """
    tables = {name: list(rows(data / f"{name}.csv", columns)) for name, columns in COLUMNS.items()}
    rules = _rules(tables)
    for name, listed in tables.items():
        seen: set[tuple[str, ...]] = set()
        for line, row in listed:
            key = tuple(row[column].lower() for column in _KEYS.get(name, COLUMNS[name][:1]))
            problem = _problem_of_key(COLUMNS[name][0], key, seen) or (
                rules[name](row) if name in rules else ""
            )
            if problem:
                raise InputError(f"{data / name}.csv:{line}: {problem}.")
            seen.add(key)


def _rules(tables: Mapping[str, list[tuple[int, _Row]]]) -> Mapping[str, Callable[[_Row], str]]:
    """The validator of each registry's rows: a function that returns what is wrong, or nothing."""
    countries = ("", *(row["code"] for _, row in tables["countries"]))
    renamed = {row["old_handle"].lower() for _, row in tables["renames"]}

    def organisation(row: _Row) -> str:
        return _one_of("country", row["country"], countries) or _one_of("role", row["role"], _ROLES)

    def rename(row: _Row) -> str:
        again = row["new_handle"].lower() in renamed
        return f"{row['new_handle']} is renamed too; give the present name" if again else ""

    def licence(row: _Row) -> str:
        return _one_of("tier", row["tier"], _TIERS)

    return {"organisations": organisation, "renames": rename, "licences": licence}


def _problem_of_key(column: str, key: tuple[str, ...], seen: set[tuple[str, ...]]) -> str:
    if not key[0]:
        return f"{column}: expected a value, but nothing stands here"
    return f"{' '.join(key)} stands here a second time; keep one row" if key in seen else ""


def _one_of(column: str, value: str, choices: tuple[str, ...]) -> str:
    if value in choices:
        return ""
    named = ", ".join(choice or "nothing" for choice in choices)
    return f"{column}: expected one of {named}; got {value[:40]!r}"


def rows(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, _Row]]:
    """Yield each row of a registry with its line.

    Raises InputError if the file cannot be read, or lacks a column or cell."""
    try:
        with file.open(encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            heads = list(reader.fieldnames or ())
            missing = [column for column in columns if column not in heads]
            if missing:
                found = ", ".join(heads) or "none"
                raise InputError(f"{file}:1: expected the column {missing[0]}; found {found}.")
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(
                        f"{file}:{reader.line_num}: expected {len(heads)} cells, as in the first line; put "
                        "quotation marks around a cell that holds a comma."
                    )
                yield reader.line_num, row
    except FileNotFoundError:
        raise InputError(f"{file}: missing. `briefgen init` copies out a whole project.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: not UTF-8 (byte {error.start}). Save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise InputError(f"{file}: not CSV ({error}). Save it as CSV in UTF-8.") from None
