"""Charts that are written in YAML: drawn like those of the gallery, and each mistake with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from briefgen.charts.custom import draw as custom_draw
from briefgen.charts.custom.schema import ChartEntry, mistakes
from briefgen.charts.output import svg_export
from briefgen.charts.theme.sizes import Shape
from briefgen.documents import template
from briefgen.errors import InputError
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import text
from briefgen.project import Project
from tests.charts.boxes import boxes, canvas, overlapping

WORDS = {"plain_title": "On {when}: a plain title", "subtitle": "What is plotted, %."}
LEAD = "On {date} {name} had {share}, {second.name} {second.share}"

LINE = ChartEntry(
    id="a-line",
    metric="download_share",
    parameters={"population": "listed"},
    origin="osir-lmts",
    form="line",
    by="name",
    value="share",
    top=3,
    title=LEAD,
    **WORDS,
)
DUMBBELL = LINE.model_copy(update={"id": "a-pair", "form": "dumbbell", "top": 4})
STACKED = ChartEntry(
    id="a-stack",
    metric="licence_tiers",
    parameters={"countries": "4"},
    origin="llmfit",
    form="stacked",
    by="name",
    value="share",
    parts="tier",
    title="On {when} {name} declared {share} permissive",
    **WORDS,
)


def example(repository: Path) -> ChartEntry:
    """The worked example of the documentation."""
    page = (repository / "docs" / "charts.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(charts:.*?)```", page, re.DOTALL)
    assert block
    name, written = yaml.load(block[1], yaml.BaseLoader)["charts"]
    assert ChartEntry.model_validate(name) == ChartEntry(id="download-share")
    return ChartEntry.model_validate(written)


def test_the_example_of_the_documentation_is_a_chart(repository: Path, engines: dict[str, Engine]) -> None:
    entry = example(repository)
    assert list(mistakes(entry)) == []
    figure = custom_draw.draw(entry, engines["2026-09"])
    assert figure
    assert re.match(r"On 20 September 2026, .+ had [\d.]+% of the downloads, .+ [\d.]+%$", figure.title)
    assert "Population: models of listed publishers among models that llmfit lists" in figure.subtitle
    assert "Downloads are requests for files, not people" in figure.note
    drawn = boxes(svg_export.svg(figure))
    assert len([box for box in drawn if " million" in box.text]) == 8


@pytest.mark.parametrize("entry", [LINE, DUMBBELL, STACKED], ids=lambda entry: entry.form)
def test_each_form_is_drawn_in_each_shape(entry: ChartEntry, engines: dict[str, Engine]) -> None:
    assert list(mistakes(entry)) == []
    figure = custom_draw.draw(entry, engines["2026-09"])
    assert figure
    for shape in (
        Shape("page", 540),
        Shape("card", 1120, 430, 20, brief=True),
        Shape("narrow", 326, None, 9.6),
    ):
        svg = svg_export.svg(figure, shape)
        found, (wide, high) = boxes(svg), canvas(svg)
        assert len(found) > 5
        assert overlapping(found) == [], shape
        assert all(box.left >= 0 and box.right <= wide and box.bottom <= high for box in found), shape


def test_who_has_no_country_leads_nothing(engines: dict[str, Engine]) -> None:
    figure = custom_draw.draw(LINE, engines["2026-09"])
    assert figure
    assert re.match(r"On 7 September 2025 the United States had [\d.]+%, China [\d.]+%$", figure.title)
    assert "Population: models of listed publishers among models of the organisations" in figure.subtitle
    assert "; organisations that every date observed." in figure.subtitle


def test_a_pair_has_its_value_at_both_dates(engines: dict[str, Engine]) -> None:
    figure = custom_draw.draw(DUMBBELL, engines["2026-09"])
    assert figure
    result = engines["2026-09"].run("download_share", figure.snapshots, population="listed")
    words = {box.text for box in boxes(svg_export.svg(figure))}
    for date in (result.dates[0], result.dates[-1]):
        row = result.row(date=date, country="CN")
        assert row is not None
        assert text(row.share) in words
    assert "Ring: 14 January 2025; disc: 7 September 2025" in words


def test_a_tie_or_an_unknown_leaves_the_plain_title(engines: dict[str, Engine]) -> None:
    unknown = LINE.model_copy(update={"title": "On {date} {name} changed by {change}", "origin": "llmfit"})
    result = engines["2026-09"].run(
        "download_share", [m.id for m in engines["2026-09"].holdings.series("llmfit")], population="listed"
    )
    known = result.where(date=result.dates[-1])[0].change.known
    figure = custom_draw.draw(unknown, engines["2026-09"])
    assert figure
    assert (figure.title == "On 20 September 2026: a plain title") is not known


def test_what_an_archive_does_not_hold_is_no_chart(engines: dict[str, Engine]) -> None:
    assert custom_draw.draw(LINE.model_copy(update={"origin": "nobody"}), engines["2026-09"]) is None
    one_date = LINE.model_copy(update={"origin": "radar"})
    assert custom_draw.draw(one_date, engines["2026-09"]) is None


OWN = """\
  - id: mine
    metric: download_share
    origin: osir-lmts
    form: line
    by: name
    value: share
    title: "{name} had {share}"
    plain_title: Shares
    subtitle: Shares of downloads, %.
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("metric: download_share", "metric: download_shares", "14:13: charts[1].metric: expected a metric"),
        (
            "form: line",
            "form: pie",
            "16:11: charts[1].form: expected 'line', 'bars', 'stacked' or 'dumbbell'",
        ),
        (
            "value: share",
            "value: shar",
            "18:12: charts[1].value: expected a column of download_share, got 'shar'",
        ),
        (
            "value: share",
            "value: change",
            "18:12: charts[1].value: expected a column that is never negative: axes begin at zero; got chan",
        ),
        ("value: share", "value: name", "18:12: charts[1].value: expected a column of numbers, got name"),
        (
            "had {share}",
            "had {sahre}",
            "19:12: charts[1].title: expected a column of download_share, got 'sahre'",
        ),
        (
            "had {share}",
            "had 42%",
            "19:12: charts[1].title: expected numbers from the data, as {column}; got '42%'",
        ),
        ("had {share}", "had {share", "19:12: charts[1].title: expected a column in braces"),
        (
            "plain_title: Shares",
            "plain_title: '{share}'",
            "20:18: charts[1].plain_title: expected no {share}",
        ),
        ("    form: line\n", "", "13:5: charts[1]: expected `form` in a chart that is written out here"),
        ("form: line", "form: stacked", "charts[1]: expected `parts` in a chart of the form stacked"),
        ("form: line", "form: line\n    tpo: 3", "17:5: charts[1].tpo: unknown key"),
        ("id: mine", "id: download-share", "13:9: charts[1].id: expected an id of its own"),
        ("id: mine", "id: likes-leaders", "expected an id of its own; a chart of the gallery has this one"),
        (
            "metric: download_share",
            "metric: top_publishers\n    parameters: {population: some}",
            "15:30: charts[1].parameters.population: expected one of tracked, listed, all",
        ),
        (
            "metric: download_share",
            "metric: most_liked\n    parameters: {top: many}",
            "expected a whole number",
        ),
        (
            "metric: download_share",
            "metric: releases",
            "charts[1].form: expected bars or stacked; releases has",
        ),
        ("metric: download_share", "metric: model", "expected the parameter model for the metric model"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, message: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "made"
    folder.mkdir(parents=True)
    head = (
        "title: Made\nshort_title: Made\nstrapline: By hand\nsections:\n  - id: one\n    title: One\n"
        "citation_style: notes\npaper: a4\n# Charts of its own stand beside those of the gallery.\n\n"
        "charts:\n  - download-share\n"
    )
    assert old in OWN
    (folder / "briefing.yaml").write_text(head + OWN, encoding="utf-8")
    project = Project(tmp_path, tmp_path / "output")
    assert template.read(project, "made").description.chart_ids == ("download-share", "mine")
    (folder / "briefing.yaml").write_text(head + OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as told:
        template.read(project, "made")
    assert message in str(told.value)
    assert "briefing.yaml:" in str(told.value)
