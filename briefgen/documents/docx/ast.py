"""Pandoc's tree of a page, made that of an office's document: notes, captions, figures.

A node is `{"t": kind, "c": content}`, as https://hackage.haskell.org/package/pandoc-types defines them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Node = dict[str, Any]

#: Parts of a page that only the screen needs.
_SCREEN_ONLY = ("notes", "numbers")
#: The pictures that stand at hand.
_PICTURE = re.compile(r"[a-z0-9-]+\.png")
_SPACE: Node = {"t": "Space"}
_BREAK: Node = {"t": "LineBreak"}
#: What is set in bold: who speaks, which moment.
_BOLD = ("kicker", "moment")
#: Marks a table that belongs to the end of the document.
_LATER = "figure-data"
#: How many characters stand on a line of a page, and how long a word or a cell may ask for room.
_LINE, _LONGEST_WORD, _LONGEST_CELL = 80, 24, 40


def rewritten(tree: Node) -> list[Node]:
    """Return the blocks of a page as those of a document.

    Notes become footnotes; the title of a figure or a table becomes its caption; links to what a document
    does not have become plain words.
    """
    notes = {
        _id(span): span["c"][1] for span in _all(tree["blocks"], "Span") if _id(span).startswith("note-")
    }
    blocks = _walk(tree["blocks"], lambda node: _replaced(node, notes))
    known = {_id(node) for kind in ("Header", "Div", "Figure", "Span", "Link") for node in _all(blocks, kind)}
    found: list[Node] = _walk(blocks, lambda node: _resolved(node, known))
    tables: list[Node] = []
    text = _walk(found, lambda node: _left_for_later(node, tables))
    heading = {"t": "Header", "c": [1, ["figure-data", [], []], words("Data of the figures")]}
    return [*text, heading, *tables] if tables else text


def words(text: str) -> list[Node]:
    """Return a text as inline nodes."""
    return [{"t": "Str", "c": text}]


def paragraph(inlines: list[Node]) -> Node:
    """Return a paragraph."""
    return {"t": "Para", "c": inlines}


def bold(inlines: list[Node]) -> Node:
    """Return bold words."""
    return {"t": "Strong", "c": inlines}


def _walk(node: Any, replace: Callable[[Node], list[Node]]) -> Any:
    """Replace every node, those inside it first, by none, one or several."""
    if isinstance(node, dict):
        return {key: _walk(value, replace) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    found: list[Any] = []
    for part in node:
        walked = _walk(part, replace)
        found += replace(walked) if isinstance(walked, dict) and "t" in walked else [walked]
    return found


def _all(node: Any, kind: str) -> Iterator[Node]:
    """Every node of a kind, in order."""
    if isinstance(node, dict):
        if node.get("t") == kind:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _all(part, kind)


def _id(node: Node) -> str:
    """The id of a node; that of a heading stands after its level."""
    found: str = node["c"][1 if node["t"] == "Header" else 0][0]
    return found


def _classes(node: Node) -> list[str]:
    found: list[str] = node["c"][0][1]
    return found


def _replaced(node: Node, notes: dict[str, list[Node]]) -> list[Node]:
    match node["t"]:
        case "Link":
            return _link(node)
        case "Image" if not _PICTURE.fullmatch(node["c"][2][0]):
            # Pandoc would fetch it.
            return list(node["c"][1])
        case "Superscript":
            return _note(node, notes)
        case "Span" if set(_BOLD) & set(_classes(node)):
            return [bold(node["c"][1])]
        case "Header":
            # The title of the document is no heading of its text.
            level, *others = node["c"]
            return [{"t": "Header", "c": [max(1, level - 1), *others]}]
        case "Table":
            return [_aligned(node)]
        case "Figure":
            return _figure(node)
        case "Div":
            return _division(node)
        case "BulletList" if all(item and item[0]["t"] == "Header" for item in node["c"]):
            # Findings: a heading is no item of a list.
            return [block for item in node["c"] for block in item]
        case _:
            return [node]


def _link(node: Node) -> list[Node]:
    """Numbers lead to entries that the document does not have; notes need no way back."""
    if "back" in _classes(node):
        return []
    return list(node["c"][1]) if "number" in _classes(node) else [node]


def _note(node: Node, notes: dict[str, list[Node]]) -> list[Node]:
    calls = [link["c"][2][0].removeprefix("#") for link in node["c"] if link["t"] == "Link"]
    if not calls or calls[0] not in notes:
        return [node]
    inlines = _walk(notes[calls[0]], lambda inside: _replaced(inside, {}))
    while inlines and inlines[-1]["t"] in ("Space", "SoftBreak"):
        inlines = inlines[:-1]
    return [{"t": "Note", "c": [paragraph(inlines)]}]


def _aligned(table: Node) -> Node:
    """A table as wide as the text, whose columns of figures stand at the right."""
    attributes, caption, columns, head, bodies, foot = table["c"]
    rows = [row for body in bodies for row in body[3]]
    figures = [
        bool(rows) and all(place < len(row[1]) and "figures" in row[1][place][0][1] for row in rows)
        for place in range(len(columns))
    ]
    lines = [row for part in (head, foot) for row in part[1]] + rows
    widths = _widths([[_text(row[1][it]) for row in lines if it < len(row[1])] for it in range(len(columns))])
    aligned = [
        [{"t": "AlignRight"} if right else alignment, {"t": "ColWidth", "c": width}]
        for right, width, (alignment, _) in zip(figures, widths, columns, strict=True)
    ]
    return {"t": "Table", "c": [attributes, caption, aligned, head, bodies, foot]}


def _widths(columns: list[list[str]]) -> list[float]:
    """The width of each column as a part of the whole, from its cells: its longest word, then what is left.

    >>> _widths([["a"], ["a"]]), [round(width, 2) for width in _widths([["2.5"], ["words " * 6]])]
    ([0.5, 0.5], [0.09, 0.91])
    """
    words = [max((len(word) for cell in cells for word in cell.split()), default=1) for cells in columns]
    least = [min(length, _LONGEST_WORD) + 2 for length in words]
    wanted = [
        max(1, min(max(map(len, cells), default=1), _LONGEST_CELL) - room)
        for cells, room in zip(columns, least, strict=True)
    ]
    left = max(0, _LINE - sum(least))
    rooms = [room + left * more / sum(wanted) for room, more in zip(least, wanted, strict=True)]
    return [room / sum(rooms) for room in rooms]


def _text(node: Any) -> str:
    """The words of a node, without those of its attributes."""
    if isinstance(node, list):
        return "".join(map(_text, node))
    if not isinstance(node, dict):
        return ""
    if node.get("t") in ("Space", "SoftBreak"):
        return " "
    return str(node["c"]) if node.get("t") == "Str" else _text(list(node.values()))


def _captioned(table: Node, inlines: list[Node]) -> Node:
    content = [*table["c"]]
    content[1] = [None, [{"t": "Plain", "c": inlines}]]
    return {"t": "Table", "c": content}


def _division(node: Node) -> list[Node]:
    attributes, blocks = node["c"]
    name, classes, told = attributes
    if name in _SCREEN_ONLY:
        return []
    if "scroll" in classes:
        label = dict(told).get("aria-label", "")
        return [_captioned(it, words(label)) if it["t"] == "Table" else it for it in blocks]
    if name == "key-numbers":
        blocks = [_key_numbers(it) if it["t"] == "BulletList" else it for it in blocks]
    tables = any(it["t"] == "Table" for it in blocks)
    if "table" in classes and tables and blocks[0]["t"] == "Para":
        title, *blocks = blocks
        blocks = [_captioned(it, title["c"]) if it["t"] == "Table" else it for it in blocks]
    return [{"t": "Div", "c": [attributes, blocks]}]


def _key_numbers(listed: Node) -> Node:
    """Each number on a line of its own, with what it is; under it, of when."""
    items = []
    for item in listed["c"]:
        value, *others = [block["c"] for block in item if block["t"] in ("Para", "Plain")]
        line = [bold(value)]
        for place, inlines in enumerate(others):
            line += [_SPACE if place == 0 else _BREAK, *inlines]
        items.append([{"t": "Plain", "c": line}])
    return {"t": "BulletList", "c": items}


def _figure(node: Node) -> list[Node]:
    """A figure under its title as caption; then what stands around it, and its data."""
    attributes, (_, caption), content = node["c"]
    image = next(_all(content, "Image"), None)
    parts = list(_flat(content))
    # What stands right above a table says how to read it.
    data = [
        it
        for it, following in zip(parts, [*parts[1:], None], strict=True)
        if "Table" in (it["t"], following["t"] if following and it["t"] == "Para" else "")
    ]
    texts = (it for it in parts if it["t"] == "Para" and it not in data)
    paragraphs = [it for it in texts if not list(_all(it, "Image"))]
    if image is None or not paragraphs:
        return [node]
    title, *others = paragraphs
    titled = [None, [{"t": "Plain", "c": title["c"]}]]
    drawn = {"t": "Figure", "c": [[attributes[0], [], []], titled, [{"t": "Plain", "c": [image]}]]}
    # On paper the data of all figures stand together, at the end.
    return [drawn, *others, *caption, *({"t": "Div", "c": [["", [_LATER], []], [it]]} for it in data)]


def _left_for_later(node: Node, tables: list[Node]) -> list[Node]:
    if node["t"] != "Div" or _LATER not in _classes(node):
        return [node]
    tables += node["c"][1]
    return []


def _flat(blocks: list[Node]) -> Iterator[Node]:
    for block in blocks:
        if block["t"] == "Div":
            yield from _flat(block["c"][1])
        else:
            yield block


def _resolved(node: Node, known: set[str]) -> list[Node]:
    """A link within the document whose end is not there becomes its words."""
    target = node["c"][2][0] if node["t"] == "Link" else ""
    return list(node["c"][1]) if target.startswith("#") and target[1:] not in known else [node]
