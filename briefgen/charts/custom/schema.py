"""Charts that are written in YAML, without Python: what may stand there, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from briefgen.charts import registry
from briefgen.metrics.catalogue import Metric, Parameter
from briefgen.metrics.own_metrics import SHIPPED, Catalogue
from briefgen.yaml_files.fields import Count, Id, Record, Text, closest_matches, expected
from briefgen.yaml_files.source import Location

#: How a chart is drawn: lines or pairs of dates over a series; bars, plain or of 100 per cent, of its newest
#: date.
Form = Literal["line", "bars", "stacked", "dumbbell"]

#: A number of a row within a sentence: {share}, {second.share}, {downloads:short}.
PLACEHOLDER = re.compile(r"\{(second\.)?(\w+)(?::(\w+))?\}")
#: The day of the newest snapshot, for metrics without a date of their own.
WHEN = "when"

_DIGITS = re.compile(r"(?<![\w.-])\d[\d.,]*%?(?![\w-])")
_REQUIRED = ("metric", "origin", "form", "by", "value", "title", "plain_title", "subtitle")
_SENTENCES = ("title", "plain_title", "subtitle", "note")
_COLUMNS = ("by", "value", "parts")
_STYLES = ("unit", "short", "full", "month", "signed", "whole", "unsigned")


class ChartEntry(Record):
    """One chart of a document: the id of one of the gallery alone, or a chart written out.

    `metric`, `parameters` and `origin` say what is asked of which archive; `where` keeps the rows whose
    columns have these values. `by` is the column that names a line, bar or pair, `value` what it shows and
    `parts`, of stacked bars, what divides them. `title` states the finding with numbers of the leading row;
    where that is not known or ties with the second, `plain_title` stands in its place.
    """

    id: Id
    metric: Text | None = None
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    origin: Id | None = None
    where: Mapping[str, Text] = Field(default_factory=dict)
    form: Form | None = None
    by: Text | None = None
    value: Text | None = None
    parts: Text | None = None
    top: Count | None = None
    title: Text | None = None
    plain_title: Text | None = None
    subtitle: Text | None = None
    note: Text = ""

    @property
    def own(self) -> bool:
        """Whether the chart is written out here, and not one of the gallery."""
        return self.metric is not None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: Any) -> Any:
        """An id by itself is that of a chart of the gallery."""
        if not isinstance(written, str):
            return written
        if written not in registry.every_name():
            raise expected(f"expected one of {', '.join(registry.every_name())}, got {written[:40]!r}")
        return {"id": written}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.model_fields_set - {"id"} and self.id in registry.every_name():
            return self
        if missing := [key for key in _REQUIRED if getattr(self, key) is None]:
            told = ", ".join(f"`{key}`" for key in missing)
            raise expected(f"expected {told} in a chart that is written out here")
        if (self.form == "stacked") != (self.parts is not None):
            raise expected("expected `parts` in a chart of the form stacked, and only there")
        return self


def mistakes(entry: ChartEntry, metrics: Catalogue = SHIPPED) -> Iterator[tuple[Location, str]]:
    """Yield what is wrong with a chart for those who know the metrics: where in it, and what was expected."""
    if not entry.own:
        return
    if entry.id in registry.every_name():
        yield ("id",), "expected an id of its own; a chart of the gallery has this one"
    if entry.metric not in metrics.names:
        yield ("metric",), _no_such("metric", str(entry.metric), metrics.names)
        return
    metric = metrics.metric(str(entry.metric))
    yield from _parameters(entry, metric)
    for key in _COLUMNS:
        written = getattr(entry, key)
        if written is not None and written not in metric.columns:
            yield (key,), _no_such(f"column of {metric.id}", written, tuple(metric.columns))
    for key in entry.where:
        if key not in metric.columns:
            yield ("where", key), _no_such(f"column of {metric.id}", key, tuple(metric.columns))
    unit = metric.columns[entry.value].unit if entry.value and entry.value in metric.columns else None
    if unit in ("name", "date"):
        yield ("value",), f"expected a column of numbers, got {entry.value}, a {unit}"
    elif unit == "points":
        yield ("value",), f"expected a column that is never negative: axes begin at zero; got {entry.value}"
    elif unit is not None and unit != "share" and entry.form == "stacked":
        yield ("value",), f"expected a column of shares in stacked bars, got {entry.value}, in {unit}"
    if entry.form in ("line", "dumbbell") and "date" not in metric.keys:
        yield ("form",), f"expected bars or stacked; {metric.id} has no rows by date"
    for key in _SENTENCES:
        yield from _sentence(key, getattr(entry, key) or "", metric)


def _parameters(entry: ChartEntry, metric: Metric) -> Iterator[tuple[Location, str]]:
    for key, written in entry.parameters.items():
        known: Parameter | None = metric.parameters.get(key)
        if known is None:
            yield ("parameters", key), _no_such(f"parameter of {metric.id}", key, tuple(metric.parameters))
        elif known.values and written not in known.values:
            yield ("parameters", key), f"expected one of {', '.join(known.values)}, got {written!r}"
        elif isinstance(known.default, int) and not written.isdecimal():
            yield ("parameters", key), f"expected a whole number ({known.text}), got {written!r}"
    missing = [
        key for key, it in metric.parameters.items() if it.default is None and key not in entry.parameters
    ]
    if missing:
        yield ("metric",), f"expected the parameter {', '.join(missing)} for the metric {metric.id}"


def _sentence(key: str, words: str, metric: Metric) -> Iterator[tuple[Location, str]]:
    """What a sentence names that there is not, and numbers that do not come from the data."""
    for _, column, style in PLACEHOLDER.findall(words):
        if column not in (WHEN, *metric.columns):
            yield (key,), _no_such(f"column of {metric.id}", column, (WHEN, *metric.columns))
        if style and style not in _STYLES:
            yield (key,), f"expected one of {', '.join(_STYLES)} after the colon, got {style!r}"
        if key == "plain_title" and column != WHEN:
            yield (key,), f"expected no {{{column}}}; this title stands where it may not be known"
    left = PLACEHOLDER.sub("", words)
    if stray := re.search(r"[{}]", left):
        yield (key,), f"expected a column in braces, such as {{share}}; {stray.group()} stands alone"
    if found := _DIGITS.search(left):
        yield (key,), f"expected numbers from the data, as {{column}}; got {found.group()!r}"


def _no_such(what: str, written: str, known: tuple[str, ...]) -> str:
    listed = f"; they are {', '.join(known)}" if known else ""
    return f"expected a {what}, got {written!r}; {closest_matches(written, known)}{listed}"
