"""What a bundle was asked for, and with what it was made: all of it that its data do not say themselves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from briefgen.errors import InputError
from briefgen.files import as_json
from briefgen.library.fields import Sha256
from briefgen.text.sanitize import visible
from briefgen.yaml_files.fields import Id, NotEmpty

#: The file, by its path in a bag's payload.
REQUEST = "evidence.json"

_LONGEST = 300


def _one_line(text: str) -> str:
    line = visible(" ".join(text.split()))
    if not line or len(line) > _LONGEST:
        raise ValueError(f"expected one line of at most {_LONGEST} characters")
    return line


Line = Annotated[str, AfterValidator(_one_line)]


class Request(BaseModel):
    """The order for a bundle.

    `date` is the day of the hearing. `interests` are those that the witness discloses. `quotations` are
    words of sources, by the claim that they make: each is held to the hash of the claim's passage.
    `supersedes` is the SHA-256 of the list of hashes of the bundle before this `revision`, and `changes`
    what is another than in that. `clock` stamps everything; `program`, `database` and `typesetting` are the
    versions of briefgen, of DuckDB and of what sets the exhibits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["briefgen/evidence/1"] = "briefgen/evidence/1"
    edition: Annotated[str, Field(pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")]
    claims: Annotated[tuple[Id, ...], NotEmpty]
    hearing: Line | None = None
    witness: Line | None = None
    date: dt.date | None = None
    prepared_by: Line | None = None
    prepared_for: Line | None = None
    prepared_on: dt.date | None = None
    interests: tuple[Line, ...] = ()
    quotations: dict[Id, str] = Field(default_factory=dict)
    revision: Annotated[int, Field(ge=1)] = 1
    supersedes: Sha256 | None = None
    changes: tuple[Line, ...] = ()
    clock: AwareDatetime
    program: Line
    database: Line
    typesetting: Line

    @property
    def json_file(self) -> bytes:
        """The request as the file that a bundle holds."""
        return as_json(self.model_dump(mode="json"))

    @property
    def name(self) -> str:
        """What the bundle is called: its file and the one folder in it."""
        return f"evidence-{self.edition}"


def read_request(payload: Path) -> Request:
    """Return what the bag of this payload was asked for. Raises InputError where it does not say."""
    try:
        return Request.model_validate_json((payload / REQUEST).read_bytes())
    except (OSError, ValidationError) as error:
        what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "it is missing"
        raise InputError(f"data/{REQUEST}: expected the order for a bundle ({what[:200]})") from None
