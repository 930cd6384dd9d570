"""What a verification found: what was checked, what was not, and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Outcome(StrEnum):
    """What a verification comes to, in the words of its last line."""

    VERIFIED = "verified"
    NOT_PROVEN = "consistent, but not proven"
    DIFFERS = "differs"

    @property
    def exit_code(self) -> int:
        """The exit code of `briefgen verify`."""
        return {Outcome.VERIFIED: 0, Outcome.NOT_PROVEN: 3, Outcome.DIFFERS: 1}[self]


class Weight(IntEnum):
    """How much it matters that something was not compared; a report begins with what matters most."""

    #: What a reader reads: printed pages, exhibits, documents.
    PAGES = 0
    #: What the numbers rest on: snapshots, registries, claims.
    DATA = 1
    #: What else is read: README.txt, charts, tables, references.
    TEXTS = 2
    #: All other files.
    REST = 3


@dataclass(frozen=True)
class Difference:
    """Something that is not as it should be: what, and the file, the number and the byte where it shows.

    `byte` counts from 0. A number is named as it is printed (`N-0001`).
    """

    what: str
    file: str | None = None
    number: str | None = None
    byte: int | None = None

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (self.number, self.file, None if self.byte is None else f"byte {self.byte:,}")
            if part
        )
        return f"{place}: {self.what}" if place else self.what


@dataclass
class Report:
    """Filled while a verification goes on.

    `unproven` are the maker's own words, which no check can prove; `outside` is what this verification was
    not asked for. Neither stands in the way of "Verified."; what was to be compared and was not does.
    """

    checked: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    _left: list[tuple[Weight, str]] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """What it comes to: nothing is verified of which a part was not looked at."""
        if self.differences:
            return Outcome.DIFFERS
        return Outcome.NOT_PROVEN if self._left or not self.checked else Outcome.VERIFIED

    @property
    def verified(self) -> bool:
        """Whether all of it was looked at and nothing differs."""
        return self.outcome is Outcome.VERIFIED

    @property
    def not_checked(self) -> list[str]:
        """What was not compared, what matters most first."""
        return [what for _, what in sorted(self._left, key=lambda left: left[0])]

    def leave(self, what: str, weight: Weight) -> None:
        """Note what was not compared, and why."""
        self._left.append((weight, what))

    def differ(
        self, what: str, file: str | None = None, number: str | None = None, byte: int | None = None
    ) -> None:
        """Note a difference."""
        self.differences.append(Difference(what, file, number, byte))

    def add(self, other: Report) -> None:
        """Take over what another report found."""
        self.checked += other.checked
        self.differences += other.differences
        self.unproven += other.unproven
        self.outside += other.outside
        self._left += other._left

    def within(self, folder: str) -> Report:
        """Return the same report on a folder of a larger whole."""
        return Report(
            checked=[f"{folder}: {line}" for line in self.checked],
            differences=[
                Difference(one.what, f"{folder}/{one.file or ''}", one.number, one.byte)
                for one in self.differences
            ],
            unproven=[f"{folder}: {line}" for line in self.unproven],
            outside=[f"{folder}: {line}" for line in self.outside],
            _left=[(weight, f"{folder}: {line}") for weight, line in self._left],
        )

    def record(self) -> dict[str, Any]:
        """Return the report as its JSON; `verified` is true for a plain "Verified." alone."""
        return {
            "outcome": self.outcome.value,
            "verified": self.verified,
            "not_checked": self.not_checked,
            "checked": self.checked,
            "unproven": self.unproven,
            "not_part_of_this_check": self.outside,
            "differences": [asdict(one) for one in self.differences],
        }

    def lines(self, most: int) -> Iterator[str]:
        """Yield the report for a person, what was not compared first, with at most so many differences."""
        for line in self.not_checked:
            yield f"NOT CHECKED: {line}"
        for line in self.checked:
            yield f"checked      {line}"
        for line in self.unproven:
            yield f"the maker's own words, unproven: {line}"
        for line in self.outside:
            yield f"not part of this check: {line}"
        for difference in self.differences[:most]:
            yield f"DIFFERS      {difference}"
        if len(self.differences) > most:
            yield f"             and {len(self.differences) - most} more differences"
        yield self._last()

    def _last(self) -> str:
        if self.outcome is Outcome.DIFFERS:
            return f"Not verified: {len(self.differences)} differences."
        if self.verified:
            return "Verified."
        return "Consistent, but not proven: see what was not checked, in the first lines."
