"""Every number printed is in the ledger, once, with all its texts and places."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from briefgen.editions.build import Built
from briefgen.ledger.ledger import Ledger
from briefgen.metrics.catalogue import Unit
from briefgen.metrics.numbers import Number, Value
from tests.markup import Markup


def number(value: Value, unit: Unit = "share", column: str = "share") -> Number:
    return Number(
        value, unit, "m", (("population", "tracked"),), ("2026-01-10-made",), (("country", "CN"),), column
    )


def entries(ledger: Ledger) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ledger.json())["numbers"]
    return found


def test_a_number_said_twice_has_one_entry() -> None:
    ledger = Ledger()
    with ledger.at("findings"):
        assert ledger.say(number(0.5234)) == "52.3%"
    with ledger.at("adoption"):
        assert ledger.say(number(0.5234), "whole") == "52%"
        ledger.say(number(0.5234))
    (entry,) = entries(ledger)
    assert entry == {
        "id": number(0.5234).id,
        "alias": "N-0001",
        "value": 0.5234,
        "texts": ["52.3%", "52%"],
        "unit": "share",
        "metric": "m",
        "parameters": {"population": "tracked"},
        "snapshots": ["2026-01-10-made"],
        "row": {"country": "CN"},
        "column": "share",
        "places": ["findings", "adoption"],
    }


def test_aliases_count_in_order_of_first_print() -> None:
    ledger = Ledger()
    for column in ("b", "a", "b", "c"):
        ledger.say(number(0.1, column=column))
    assert [(entry["alias"], entry["column"]) for entry in entries(ledger)] == [
        ("N-0001", "b"),
        ("N-0002", "a"),
        ("N-0003", "c"),
    ]
    assert ledger.alias(number(0.1, column="c")) == "N-0003"


def test_the_innermost_place_counts_and_ends() -> None:
    ledger = Ledger()
    with ledger.at("adoption"):
        ledger.said_at("table", lambda: ledger.say(number(0.1, column="inner")))
        ledger.say(number(0.1, column="outer"))
    ledger.say(number(0.1, column="before"))
    assert [entry["places"] for entry in entries(ledger)] == [["table"], ["adoption"], ["front"]]


def test_dates_and_unknown_values_are_written_as_json_has_them() -> None:
    ledger = Ledger()
    ledger.say(number(dt.date(2026, 1, 10), "date", "date"))
    ledger.say(number(None, column="share"))
    assert [(entry["value"], entry["texts"]) for entry in entries(ledger)] == [
        ("2026-01-10", ["10 January 2026"]),
        (None, ["not known"]),
    ]


def test_a_long_name_is_printed_short_and_kept_whole() -> None:
    ledger = Ledger()
    assert ledger.say(number("x" * 10_000, "name", "name")) == "x" * 79 + "…"
    assert entries(ledger)[0]["value"] == "x" * 10_000


def test_the_same_numbers_give_the_same_json() -> None:
    first, second = Ledger(), Ledger()
    for ledger in (first, second):
        ledger.say(number(0.1))
        ledger.say(number("Qwen/通义", "name", "name"))
    assert first.json() == second.json()


def test_every_number_on_the_page_is_in_the_ledger(built: Built) -> None:
    ledger = json.loads((built.folder / "ledger.json").read_text(encoding="utf-8"))
    by_alias = {entry["alias"]: entry for entry in ledger["numbers"]}
    assert list(by_alias) == sorted(by_alias)
    assert len({entry["id"] for entry in ledger["numbers"]}) == len(by_alias)
    printed = Markup.read(built.documents[1]).numbers
    assert len(printed) > 10
    for alias, value, text, places in printed:
        entry = by_alias[alias]
        assert text in entry["texts"]
        assert value == (entry["value"] if isinstance(entry["value"], str) else repr(entry["value"]))
        assert set(entry["places"]) & set(places)


def test_a_number_has_the_same_id_in_every_edition(sample: Built, monthly: Built) -> None:
    for edition in (sample, monthly):
        for entry in json.loads((edition.folder / "ledger.json").read_text(encoding="utf-8"))["numbers"]:
            row = tuple(entry["row"].items())
            cell = Number(
                None,
                entry["unit"],
                entry["metric"],
                tuple(entry["parameters"].items()),
                tuple(entry["snapshots"]),
                row,
                entry["column"],
            )
            assert cell.id == entry["id"]
