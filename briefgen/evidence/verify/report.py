"""What a verification found: what was checked, what could not be, and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


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
    """Filled while a verification goes on."""

    checked: list[str] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def verified(self) -> bool:
        """Whether something was checked and nothing differs."""
        return bool(self.checked) and not self.differences

    def differ(
        self, what: str, file: str | None = None, number: str | None = None, byte: int | None = None
    ) -> None:
        """Note a difference."""
        self.differences.append(Difference(what, file, number, byte))

    def add(self, other: Report) -> None:
        """Take over what another report found."""
        self.checked += other.checked
        self.not_checked += other.not_checked
        self.differences += other.differences

    def lines(self, most: int) -> Iterator[str]:
        """Yield the report for a person, with at most so many differences."""
        for line in self.checked:
            yield f"checked      {line}"
        for line in self.not_checked:
            yield f"not checked  {line}"
        for difference in self.differences[:most]:
            yield f"DIFFERS      {difference}"
        if len(self.differences) > most:
            yield f"             and {len(self.differences) - most} more differences"
        if not self.verified:
            yield f"Not verified: {len(self.differences)} differences."
        else:
            yield "Verified, but for what could not be checked." if self.not_checked else "Verified."
