"""What can be wrong in a test or an action for those who know the metrics: names, choices and predicates.

Each mistake names its place in the record, what was expected and what is nearest, so that an analyst mends a
whole file in one go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from briefgen.claims import predicate
from briefgen.claims.measure import JUDGED_DATE
from briefgen.claims.predicate import Predicate
from briefgen.errors import InputError
from briefgen.library.claim_tests import ClaimTest, Value
from briefgen.library.references import Mistake
from briefgen.library.statements import Action
from briefgen.metrics.catalogue import Metric, Parameter
from briefgen.metrics.own_metrics import SHIPPED, Catalogue
from briefgen.yaml_files.fields import closest_matches

_PREDICATES = ("holds", "partly", "fails")

#: What a column of each kind may hold, to try a predicate with.
_TRIALS: Mapping[str, predicate.Value] = {"date": dt.date(2025, 1, 1), "name": "a"}


def mistakes(record: ClaimTest | Action, metrics: Catalogue = SHIPPED) -> Iterator[Mistake]:
    """Yield the mistakes of one record: where in it, and what was expected."""
    if isinstance(record, Action):
        if record.metric is not None and record.metric not in metrics.names:
            yield ("metric",), _no_such("metric", record.metric, metrics.names)
    elif record.arithmetic is not None:
        yield from _predicate(record, "arithmetic", record.arithmetic, {})
    else:
        yield from _on_the_hub(record, metrics)


def _on_the_hub(test: ClaimTest, metrics: Catalogue) -> Iterator[Mistake]:
    trials: dict[str, predicate.Value] = {}
    asked: dict[str, Metric] = {}
    for name, value in test.values.items():
        if value.metric not in metrics.names:
            yield ("values", name, "metric"), _no_such("metric", value.metric, metrics.names)
            continue
        metric = metrics.metric(value.metric)
        asked[metric.id] = metric
        yield from _value(name, value, metric, test.backwards)
        if value.column in metric.columns:
            trials[name] = _TRIALS.get(metric.columns[value.column].unit, 1)
    for index, population in enumerate(test.populations):
        place = ("populations", index, "parameters")
        for metric in asked.values():
            for key, written in population.parameters.items():
                yield from _parameter((*place, key), key, written, metric)
    if len(trials) == len(test.values):
        for key in _PREDICATES:
            written = getattr(test, key)
            if written is not None:
                yield from _predicate(test, key, written, trials)
        yield from _unused(test)


def _value(name: str, value: Value, metric: Metric, backwards: bool) -> Iterator[Mistake]:
    place = ("values", name)
    for key, written in value.parameters.items():
        yield from _parameter((*place, "parameters", key), key, written, metric)
    missing = [
        key for key, it in metric.parameters.items() if it.default is None and key not in value.parameters
    ]
    if missing:
        yield (*place, "metric"), f"expected the parameter {', '.join(missing)} for the metric {metric.id}"
    for key in value.row:
        if key not in metric.keys:
            yield (*place, "row", key), _no_such(f"key column of {metric.id}", key, metric.keys)
    if value.column not in metric.columns:
        yield (*place, "column"), _no_such(f"column of {metric.id}", value.column, tuple(metric.columns))
    elif backwards and not metric.columns[value.column].backwards:
        told = ", ".join(key for key, column in metric.columns.items() if column.backwards) or "none"
        yield (
            (*place, "column"),
            f"expected a column that a later snapshot can tell of an earlier day (of {metric.id}: {told}), "
            f"got {value.column!r}; take out `backwards`, or ask for another column",
        )


def _parameter(place: tuple[str | int, ...], key: str, written: str, metric: Metric) -> Iterator[Mistake]:
    known: Parameter | None = metric.parameters.get(key)
    if known is None:
        yield place, _no_such(f"parameter of {metric.id}", key, tuple(metric.parameters))
    elif known.values and written not in known.values:
        yield place, f"expected one of {', '.join(known.values)}, got {written!r}"
    elif isinstance(known.default, int) and not written.isdecimal():
        yield place, f"expected a whole number ({known.text}), got {written!r}"
    elif written == JUDGED_DATE and key not in ("since", "until"):
        yield place, f"expected {known.text}; `{JUDGED_DATE}` is a day and stands for since or until"


def _predicate(
    test: ClaimTest, key: str, written: str, trials: Mapping[str, predicate.Value]
) -> Iterator[Mistake]:
    try:
        parsed = Predicate.parse(written)
        unknown = [name for name in parsed.names if name not in trials]
        if unknown:
            yield (key,), _no_such("value of this test", unknown[0], tuple(test.values))
        else:
            parsed.holds(trials)
    except InputError as error:
        yield (key,), str(error)


def _unused(test: ClaimTest) -> Iterator[Mistake]:
    """A value that no predicate and no sentence asks for is a slip of the pen."""
    try:
        asked = {
            name for key in _PREDICATES if (it := getattr(test, key)) for name in Predicate.parse(it).names
        }
    except InputError:
        return
    for name in test.values:
        if name not in asked and f"{{{name}}}" not in (test.says or ""):
            yield (
                ("values", name),
                f"nothing asks for this value; name it in {', '.join(_PREDICATES)} or says",
            )


def _no_such(what: str, written: str, known: tuple[str, ...]) -> str:
    listed = f"; they are {', '.join(known)}" if known else ""
    return f"expected a {what}, got {written!r}; {closest_matches(written, known)}{listed}"
