"""Names and values as SQL, for statements that others read or run."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name of a column as SQL, whoever chose it.

    >>> quoted('likes"; --')
    '"likes""; --"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | int | list[str]) -> str:
    """Return a value as SQL, whoever wrote it.

    >>> literal("it's"), literal(7), literal(["a", "b"])
    ("'it''s'", '7', "['a', 'b']")
    """
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def setting(name: str, value: str | int | list[str]) -> str:
    """Return the statement that sets a variable of a question.

    >>> setting("top", 10)
    'SET VARIABLE top = 10;'
    """
    return f"SET VARIABLE {name} = {literal(value)};"
