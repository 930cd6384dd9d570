"""What the first page of a document says, as `front.json` holds it for the site, feeds and mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict

from briefgen.metrics.numbers import Number, Value
from briefgen.snapshots.manifest import Manifest

#: The name of the file, in the folder of its document.
NAME = "front.json"


class Saying(BaseModel):
    """A text as it is printed, and the ids of the numbers in it."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    numbers: tuple[str, ...] = ()


class FrontFinding(BaseModel):
    """A finding as it is printed: its bold sentence, the text under it, and the ids of all numbers."""

    model_config = ConfigDict(frozen=True)

    headline: str
    text: str
    numbers: tuple[str, ...]


class KeyNumber(BaseModel):
    """A key number: as it is printed (`text`), what it is of, of when and of whom, and how it changed.

    `number` is its id; `date` and `populations` are those of the snapshots that it is of, among all
    `snapshots` that were asked.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    label: str
    basis: str
    change: str
    value: Value
    unit: str
    number: str
    date: dt.date | None
    populations: tuple[str, ...]
    snapshots: tuple[str, ...]


class Front(BaseModel):
    """What a first page says; what it does not have is empty.

    `mark` says that it is a draft, and until when it is embargoed; `basis` what the key numbers are about;
    `changed` what is different from the edition before.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal["briefgen/front/1"] = "briefgen/front/1"
    edition: str
    document: str
    title: str
    strapline: str = ""
    mark: str = ""
    standfirst: str = ""
    key_numbers: tuple[KeyNumber, ...] = ()
    basis: str = ""
    findings: tuple[FrontFinding, ...] = ()
    changed: tuple[Saying, ...] = ()


@dataclass(frozen=True)
class _Printed:
    number: Number
    text: str
    label: str
    basis: str
    change: str


@dataclass
class FrontRecorder:
    """Takes down what the macros of a first page print (templates/shared/parts.html.j2), while they do.

    Of the lines that a page has once the first counts.
    """

    key_numbers: list[_Printed] = field(default_factory=list)
    findings: list[FrontFinding] = field(default_factory=list)
    changed: list[Saying] = field(default_factory=list)
    standfirst: str = ""
    basis: str = ""

    def add_standfirst(self, said: Saying) -> None:
        """Take down the sentence under the title."""
        self.standfirst = self.standfirst or said.text

    def add_basis(self, said: Saying) -> None:
        """Take down what the key numbers are about."""
        self.basis = self.basis or said.text

    def add_key_number(
        self, number: Number, text: Saying, label: Saying, basis: Saying, change: Saying
    ) -> None:
        """Take down a key number, and the texts around it."""
        self.key_numbers.append(_Printed(number, text.text, label.text, basis.text, change.text))

    def add_finding(self, headline: Saying, said: Saying) -> None:
        """Take down a finding."""
        numbers = dict.fromkeys((*headline.numbers, *said.numbers))
        self.findings.append(FrontFinding(headline=headline.text, text=said.text, numbers=tuple(numbers)))

    def add_change(self, said: Saying) -> None:
        """Take down a change since the edition before."""
        self.changed.append(said)

    def front(
        self,
        edition: str,
        document: str,
        title: str,
        strapline: str,
        mark: str,
        manifests: Sequence[Manifest],
    ) -> Front:
        """Return all that was taken down; `manifests` are those of the edition's snapshots."""
        return Front(
            edition=edition,
            document=document,
            title=title,
            strapline=strapline,
            mark=mark,
            standfirst=self.standfirst,
            key_numbers=tuple(_key_number(it, manifests) for it in self.key_numbers),
            basis=self.basis,
            findings=tuple(self.findings),
            changed=tuple(self.changed),
        )


def _key_number(it: _Printed, manifests: Iterable[Manifest]) -> KeyNumber:
    number = it.number
    asked = [manifest for manifest in manifests if manifest.id in number.snapshots]
    # A row that names no date is of all that was asked: of its newest day.
    date = dict(number.row).get("date") or max((str(one.date) for one in asked), default=None)
    of = [manifest for manifest in asked if str(manifest.date) == date]
    return KeyNumber(
        text=it.text,
        label=it.label,
        basis=it.basis,
        change=it.change,
        value=number.value,
        unit=number.unit,
        number=number.id,
        date=dt.date.fromisoformat(date) if date else None,
        populations=tuple(dict.fromkeys(manifest.population.words for manifest in of)),
        snapshots=number.snapshots,
    )
