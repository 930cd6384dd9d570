"""BibTeX from CSL-JSON, for readers who cite a briefing's sources in LaTeX."""

from __future__ import annotations

import re
from typing import Any

_ENTRY_TYPES = {
    "article-magazine": "article",
    "article-newspaper": "article",
    "report": "techreport",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces before LaTeX sees them, so `\{` would leave an entry open.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "$&#_%"},
    }
)
# Text between bare braces is read as an address: these would end it, or start a command.
_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def bibtex_entry(item: dict[str, Any]) -> str:
    r"""Write one CSL-JSON item as a BibTeX entry; the capitals of titles are protected.

    >>> print(bibtex_entry({"id": "a-2025", "type": "report", "title": "5 % & more", "publisher": "NIST"}))
    @techreport{a-2025,
      title = {{5 \% \& more}},
      institution = {NIST},
    }
    """
    kind = _ENTRY_TYPES.get(item["type"], "misc")
    container = {"article": "journal"}.get(kind, "howpublished")
    publisher = {"techreport": "institution"}.get(kind, "publisher")
    issued = item["issued"]["date-parts"][0] if "issued" in item else []
    fields = {
        "author": _braced(" and ".join(_name(name) for name in item.get("author", ()))),
        "title": f"{{{_braced(_escaped(item['title']))}}}",
        container: _braced(_escaped(item.get("container-title", ""))),
        publisher: _braced(_escaped(item.get("publisher", ""))),
        "number": _braced(_escaped(item.get("number", ""))),
        "version": _braced(_escaped(item.get("version", ""))),
        "year": _braced("".join(map(str, issued[:1]))),
        "month": "".join(_MONTHS[month - 1] for month in issued[1:2]),
        "note": _braced(_escaped(item.get("note", ""))),
        "url": _braced(item.get("URL", "").translate(_ADDRESS)),
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value not in {"", "{}"}]
    return "\n".join([f"@{kind}{{{item['id']},", *lines, "}"])


def _escaped(text: str) -> str:
    return text.translate(_LATEX)


def _braced(text: str) -> str:
    return f"{{{text}}}"


def _name(name: dict[str, str]) -> str:
    if "literal" in name:
        return _braced(_escaped(name["literal"]))
    return ", ".join(_name_part(name[part]) for part in ("family", "given") if part in name)


def _name_part(part: str) -> str:
    """Braces prevent a comma or an "and" inside a name from splitting it."""
    escaped = _escaped(part)
    return _braced(escaped) if re.search(r",|\band\b", part, re.IGNORECASE) else escaped
