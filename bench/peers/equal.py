"""Whether a peer's tables are those of briefgen."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from bench.peers.questions import QUESTIONS, Question
from briefgen.metrics import catalogue

#: Units of quotients, which are added up in another order by each; all others are equal to the last digit.
_QUOTIENTS = ("share", "points", "ratio", "index")
_TOLERANCE = 1e-9


class DifferenceError(Exception):
    """A peer's table is another than briefgen's; the message names the first place."""


def check(peer: Path, ours: Path) -> None:
    """Compare all tables of a peer, a folder of CSV files, with those of briefgen.

    Raises DifferenceError with the first table, row and column in which they differ.
    """
    for question in QUESTIONS:
        _check(question, peer / f"{question.table}.csv", ours / f"{question.table}.csv")


def _check(question: Question, peer: Path, ours: Path) -> None:
    theirs, known = _rows(question, peer), _rows(question, ours)
    for key in theirs.keys() ^ known.keys():
        where = "briefgen" if key in known else "the peer"
        raise DifferenceError(f"{peer}: the row {' '.join(key)} has only {where}")
    columns = catalogue.metric(question.metric).columns
    for key, row in known.items():
        for column in question.columns:
            one, other = theirs[key][column], row[column]
            if not _same(one, other, columns[column].unit in _QUOTIENTS):
                raise DifferenceError(
                    f"{peer}: {column} of {' '.join(key)} is {one!r}, with briefgen {other!r}"
                )


def _rows(question: Question, file: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a table by their keys."""
    keys = [key for key in catalogue.metric(question.metric).keys if key in question.columns]
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    found = {tuple(_name(row[key]) for key in keys): row for row in rows}
    if len(found) != len(rows):
        raise DifferenceError(f"{file}: {len(rows) - len(found)} rows stand there twice")
    return found


def _name(cell: str) -> str:
    """A key as everybody writes it: pandas makes 1.0 of a 1 in a column with gaps."""
    return cell.removesuffix(".0")


def _same(one: str, other: str, quotient: bool) -> bool:
    if one == other:
        return True
    try:
        numbers = float(one), float(other)
    except ValueError:
        return False
    return math.isclose(*numbers, rel_tol=_TOLERANCE) if quotient else numbers[0] == numbers[1]
