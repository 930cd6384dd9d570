"""What goes with a chart: its data, its words and its evidence, which agree with each other."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import altair as alt
import openpyxl
import pytest
from jsonschema.validators import validator_for

from briefgen.charts.figure import LONGEST_ALT
from briefgen.ledger.file import read_ledger
from briefgen.ledger.ledger import Ledger
from briefgen.ledger.prose import Prose
from briefgen.metrics.own_metrics import SHIPPED
from briefgen.presskit import captions, data, metadata
from briefgen.presskit.kit import Desk
from tests.charts.conftest import EVERY
from tests.presskit.conftest import CHARTS


@pytest.fixture(params=CHARTS)
def folder(request: pytest.FixtureRequest, kit: Path) -> Path:
    return kit / str(request.param)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("chart", EVERY)
def test_the_numbers_of_a_headline_stand_in_the_data(chart: str, desk: Desk) -> None:
    figure = desk.draw(chart)
    assert figure is not None
    quoted = Prose(figure.title).numbers
    columns = data.data_of(figure, quoted, SHIPPED)
    held = {(field.unit, field.of(row).value) for field in columns.fields for row in columns.rows}
    assert [number for number in quoted if (number.unit, number.value) not in held] == []
    assert len(set(columns.names)) == len(columns.names)


@pytest.mark.parametrize("chart", EVERY)
def test_every_chart_has_all_its_words(chart: str, desk: Desk) -> None:
    figure = desk.draw(chart)
    assert figure is not None
    assert 0 < len(figure.alt) <= LONGEST_ALT
    assert figure.guard.endswith(".")
    assert len(figure.never) >= 2
    assert all(one.startswith("That ") and one.endswith(".") for one in figure.never)
    description = captions.description(figure)
    assert figure.alt in description
    assert "drawn are: ." not in description
    assert set(figure.measures) <= {heading.column for heading in figure.table.headings}


def test_csv_and_workbook_hold_the_same(folder: Path) -> None:
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    book = openpyxl.load_workbook(folder / "data.xlsx")
    rows = list(book["Data"].iter_rows(values_only=True))
    assert list(rows[0]) == lines[0]
    assert len(rows) == len(lines) > 5
    for row, line in zip(rows[1:], lines[1:], strict=True):
        for value, cell in zip(row, line, strict=True):
            if isinstance(value, dt.datetime):
                assert value.date().isoformat() == cell
            elif isinstance(value, int | float):
                assert float(cell) == pytest.approx(value, rel=1e-14)
            else:
                assert (value or "") == cell
    notes = dict(book["Notes"].iter_rows(values_only=True))
    assert notes["Title"] == _json(folder / "metadata.json")["title"]
    assert {f"Column: {name}" for name in lines[0]} <= set(notes)


def test_metadata_name_what_the_chart_rests_on(folder: Path, desk: Desk) -> None:
    about = _json(folder / "metadata.json")
    assert about["alt"] == (folder / "alt.txt").read_text(encoding="utf-8").strip()
    manifests = {manifest.id: manifest for manifest in desk.engine.holdings.manifests}
    assert about["snapshots"]
    for snapshot in about["snapshots"]:
        assert snapshot["sha256"] == manifests[snapshot["id"]].sha256
    origins = {manifests[snapshot["id"]].origin for snapshot in about["snapshots"]}
    assert {source["id"] for source in about["sources"]} == origins
    assert all(source["type"] and source["title"] for source in about["sources"])
    held = read_ledger((folder / "ledger.json").read_bytes())
    assert [entry.id for entry in held] == about["numbers"]
    for needed in ("unit", "population", "coverage", "window", "licence", "credit", "cite"):
        assert about[needed], needed


@pytest.mark.parametrize("chart", EVERY)
def test_the_data_package_describes_the_csv(chart: str, desk: Desk) -> None:
    figure = desk.draw(chart)
    assert figure
    rows = data.data_of(figure, (), SHIPPED)
    used = [one for one in desk.engine.holdings.manifests if one.id in figure.snapshots]
    about = metadata.metadata(figure, desk.edition, rows, used, desk.library, Ledger())
    content = rows.csv()
    package = json.loads(json.dumps(metadata.datapackage(about, content)))
    (resource,) = package["resources"]
    # The schema of https://specs.frictionlessdata.io (version 1), and what it says in words alone.
    assert _breaches(package) == []
    for named in (package, resource):
        assert re.fullmatch(r"[-a-z0-9._/]+", named["name"])
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    header, *lines = csv.reader(content.decode().splitlines())
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == header == [column["name"] for column in about["columns"]]
    assert len(set(header)) == len(header)
    reading = {"date": dt.date.fromisoformat, "integer": int, "number": float, "string": str}
    assert lines
    for line in lines:
        for field, cell in zip(fields, line, strict=True):
            if cell:
                reading[field["type"]](cell)


def _breaches(package: Any) -> list[str]:
    """What a package breaks of the standard, by the schema that dplib brings, and would itself fetch."""
    schema = json.loads(resources.files("dplib").joinpath("profiles/1.0/datapackage.json").read_bytes())
    return [error.message for error in validator_for(schema)(schema).iter_errors(package)]


@pytest.mark.parametrize("part", ["name", "licenses", "sources", "resources"])
def test_a_wrong_data_package_does_not_pass(part: str, folder: Path) -> None:
    package = _json(folder / "datapackage.json")
    assert _breaches(package) == []
    package[part] = [{}] if part != "name" else 7
    assert _breaches(package)


def test_the_specification_opens_in_an_editor(folder: Path) -> None:
    spec = _json(folder / "spec.vl.json")
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    alt.Chart.from_dict(spec, validate=True)
    assert '"url"' not in json.dumps(spec)


def test_a_caption_can_be_pasted(folder: Path) -> None:
    about = _json(folder / "metadata.json")
    caption = (folder / "caption.txt").read_text(encoding="utf-8")
    parts = dict(part.split("\n", 1) for part in caption.strip().split("\n\n"))
    assert parts["HEADLINE"] == captions.in_ap_style(about["title"])
    assert parts["SENTENCE TO PASTE"].startswith(f"{parts['HEADLINE']}, according to a briefgen analysis of ")
    assert parts["CITE AS"] == about["cite"]
    assert "On Sept. 20, 2026, " in parts["HEADLINE"]
    assert parts["NOT TO BE SAID WITH THIS CHART"].startswith("- That ")


def test_dates_and_spelling_in_ap_style() -> None:
    said = captions.in_ap_style(
        "On 7 May 2025, and to 1 October 2026; in March 2025 organisations had 5 licences."
    )
    assert said == "On May 7, 2025, and to Oct. 1, 2026; in March 2025 organizations had 5 licenses."
