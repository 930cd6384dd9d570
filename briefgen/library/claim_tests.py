"""Tests that claims can carry: questions to the Hub's statistics, or sums, in a form an analyst can write."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from briefgen.library.fields import OwnWords
from briefgen.yaml_files.fields import Count, Day, Flag, Id, NotEmpty, Record, Text, expected


def _variable(name: str) -> str:
    if not (name.isascii() and name.isidentifier() and name.islower()) or keyword.iskeyword(name):
        raise expected(
            f"expected a name of lower-case letters, digits and _, such as place; got {name[:40]!r}"
        )
    return name


#: What a predicate calls a value.
Variable = Annotated[str, AfterValidator(_variable)]


class Needs(Record):
    """What a snapshot must contain for the test to be evaluated on it."""

    model: Text | None = None
    organisation: Text | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.model is None and self.organisation is None:
            raise expected("expected a `model` or an `organisation`")
        return self


class Value(Record):
    """One cell of a metric's result, to be named in the predicates.

    `row` are its key columns apart from the date and the origin, which are those of the snapshot judged.
    `series` queries all snapshots of the origin up to that one; `at` fixes the date; `before` takes the
    newest snapshot of the origin that is at least that many days earlier.
    """

    metric: Text
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    row: Mapping[str, Text] = Field(default_factory=dict)
    column: Text
    series: Flag = False
    at: Day | None = None
    before: Count | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.series + (self.at is not None) + (self.before is not None) > 1:
            raise expected("expected one of `series`, `at` and `before` at most")
        return self


class ClaimPopulation(Record):
    """The models that a test is evaluated on: those in snapshots of these origins.

    `words` name it in a sentence; `lacks` says what kind of model it leaves out. A `sample` may support a
    claim of existence, and never contradicts one. `parameters` are added to those of every value.
    """

    id: Id
    words: OwnWords
    origins: Annotated[tuple[Id, ...], NotEmpty]
    lacks: OwnWords | None = None
    parameters: Mapping[str, Text] = Field(default_factory=dict)
    sample: Flag = False


_HUB_KEYS = ("about", "values", "holds", "populations", "would_settle")


class ClaimTest(Record):
    """A question whose answer is a verdict word, evaluated on snapshots or computed as a sum.

    A test on the Hub has `values`, predicates over them and `populations`; an arithmetic one has `arithmetic`
    alone. `says` is a sentence without its period that prints the values by their names in braces: "{place}
    by likes". `reads` says how the words of the claims became numbers, tolerances included. `about` says
    whether the whole Hub is meant, which a population that lacks a kind of model cannot support without
    qualification, or the named population itself.
    """

    id: Id
    asks: OwnWords
    reads: OwnWords
    says: OwnWords | None = None
    arithmetic: Text | None = None
    about: Literal["hub", "population"] | None = None
    needs: Needs | None = None
    values: Mapping[Variable, Value] = Field(default_factory=dict)
    holds: Text | None = None
    partly: Text | None = None
    fails: Text | None = None
    backwards: Flag = False
    grows: Flag = False
    by: Day | None = None
    populations: tuple[ClaimPopulation, ...] = ()
    would_settle: OwnWords | None = None

    @property
    def sentence(self) -> str:
        """The sentence of its values, with their names in braces: its own words, or the values one by one."""
        return self.says or ", ".join(f"{{{name}}} ({name.replace('_', ' ')})" for name in self.values)

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if self.arithmetic is not None:
            beside = self.model_fields_set - {"id", "asks", "reads", "arithmetic"}
            if beside:
                raise expected(f"expected nothing of the Hub beside `arithmetic`, got {_listed(beside)}")
        elif missing := [key for key in _HUB_KEYS if not getattr(self, key)]:
            raise expected(f"expected {_listed(missing)} in a test on the Hub, or else `arithmetic`")
        return self


def _listed(keys: list[str] | set[str]) -> str:
    return ", ".join(f"`{key}`" for key in sorted(keys))
