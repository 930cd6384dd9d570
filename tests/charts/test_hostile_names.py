"""Names are strangers' words: in a drawing they are harmless, on one line, and visibly cut."""

from __future__ import annotations

from xml.etree import ElementTree

from briefgen.charts.output import svg_export
from tests.charts.boxes import boxes, canvas, overlapping
from tests.charts.conftest import Draw

NAMES = (
    "<script>alert(1)</script>",
    "\"quoted\" 'name' & more",
    "a" * 10_000,
    "W" * 10_000,
    "\u202egnp.exe",
    "line\nbreak\ttab",
    "=cmd|' /C calc'!A0",
    "通义千问",
    "{{ 7 * 7 }}",
    "${constructor}",
)


def test_hostile_names_reach_the_drawing_as_harmless_text(draw: Draw) -> None:
    rows = [
        {"repo_id": f"alpha/{name}", "author": "alpha", "likes": 100 - place, "downloads_30d": 5}
        for place, name in enumerate(NAMES)
    ]
    figure = draw({"2026-08-19-radar": rows})["likes-leaders"]
    svg = svg_export.svg(figure)
    root = ElementTree.fromstring(svg)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg",
        "title",
        "g",
        "path",
        "rect",
        "text",
    }
    words = {box.text for box in boxes(svg)}
    assert {
        "script>",
        "\"quoted\" 'name' & more",
        "?gnp.exe",
        "line break tab",
        "????",
        "{{ 7 * 7 }}",
    } <= words
    assert sum(word.endswith("…") for word in words) == 2
    assert max(map(len, words)) < 60
    assert overlapping(boxes(svg)) == []
    assert max(box.right for box in boxes(svg)) <= canvas(svg)[0]
    assert len(figure.title) < 200


def test_hostile_publishers_are_cut_in_sentences_too(draw: Draw) -> None:
    rows = [
        {"repo_id": f"{'x' * 5_000}{place}/m", "author": f"{'x' * 5_000}{place}", "downloads_30d": 10 + place}
        for place in range(3)
    ]
    snapshots = {f"2025-0{month}-14-osir-lmts": rows for month in (1, 2)}
    figure = draw(snapshots)["top-publishers"]
    assert len(figure.title) < 250
    assert len(figure.alt) <= 300
    assert "x…" in figure.title
