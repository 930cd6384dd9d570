"""What a bundle was asked for, and with what it was made: all of it that its data do not say themselves."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from briefgen.characters import visible
from briefgen.files import as_json
from briefgen.handwritten.fields import Id, NotEmpty

_LONGEST = 300


def _one_line(text: str) -> str:
    line = visible(" ".join(text.split()))
    if not line or len(line) > _LONGEST:
        raise ValueError(f"expected one line of at most {_LONGEST} characters")
    return line


Line = Annotated[str, AfterValidator(_one_line)]


class Request(BaseModel):
    """The order for a bundle.

    `clock` stamps everything in it; `program` and `database` are the versions of briefgen and DuckDB that
    made it. `date` is the day of the hearing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["briefgen/evidence/1"] = "briefgen/evidence/1"
    edition: Annotated[str, Field(pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")]
    claims: Annotated[tuple[Id, ...], NotEmpty]
    hearing: Line | None = None
    witness: Line | None = None
    date: dt.date | None = None
    clock: AwareDatetime
    program: Line
    database: Line

    @property
    def json_file(self) -> bytes:
        """The request as the file that a bundle holds."""
        return as_json(self.model_dump(mode="json"))

    @property
    def name(self) -> str:
        """What the bundle is called: its file and the one folder in it."""
        return f"evidence-{self.edition}"
