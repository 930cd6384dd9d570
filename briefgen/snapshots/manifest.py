"""The manifest: what a reader must know of a snapshot, beside its rows.

It is separate from the table, so that reading manifests does not load Arrow.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from briefgen.snapshots.hub import ORIGINS
from briefgen.snapshots.remote.urls import checked

#: How the date of a snapshot is known, from surest to least sure.
DateKnown = Literal["exact", "commit", "estimated"]

#: What a population is, for the rules of judging: a sample never contradicts a claim of existence.
PopulationKind = Literal["whole", "organisations", "selection", "sample"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Population(_Record):
    """Which models a snapshot is about, in words and as rules."""

    words: str
    kind: PopulationKind
    leaves_out: tuple[str, ...] = ()


class Retrieval(_Record):
    """How the figures came here: the method, its version and its parameters."""

    method: str
    version: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class Absent(_Record):
    """A model that a crawl looked for and did not find under its name, and its state on the Hub.

    The Hub gives a stranger the same answer for a deleted and for a private repository.
    """

    repo_id: str
    state: Literal["renamed", "disabled", "deleted or private"]
    now: str | None = None


class Crawl(_Record):
    """How a live crawl went: no two of its figures are of quite the same instant.

    `first` and `last` are the instants of its first and last answer by the Hub's own clock, `seconds` the
    time between them. `moved` counts the repositories that changed their place while a ranking was read.
    `unread` names the listings that could not be read: with any, the snapshot is a part only.
    """

    first: dt.datetime
    last: dt.datetime
    seconds: int
    pages: int
    moved: int
    absent: tuple[Absent, ...] = ()
    new_fields: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class Draft(_Record):
    """What an importer or a crawl knows of a snapshot before it is written.

    `counts` holds what the importer changed or left out, by name (`stale_rows`, `datasets_left_out`, …).
    `absent_columns` are the columns that the origin cannot fill.
    """

    date: dt.date
    date_known: DateKnown
    origin: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    population: Population
    organisations_in_full: tuple[str, ...] = ()
    absent_columns: tuple[str, ...]
    licence: str
    attribution: str
    retrieval: Retrieval
    counts: dict[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    crawl: Crawl | None = None

    @property
    def scope(self) -> str | None:
        """How much of the Hub a crawl read (tracked, lineage, all); None if it is not a crawl."""
        return ORIGINS.get(self.origin)

    @property
    def holds_derivatives(self) -> bool:
        """Whether derivatives by other publishers than the listed ones could be in it."""
        return self.scope != "tracked"

    @property
    def partial(self) -> bool:
        """Whether listings are missing, so that the snapshot does not represent its population."""
        return self.crawl is not None and bool(self.crawl.unread)


class Manifest(Draft):
    """What a reader must know of a snapshot before using a figure from it.

    `sha256` is the hash of the Parquet file, `rows` its number of rows. The file is beside the manifest or,
    if that has a `url`, at that address.
    """

    format: Literal["briefgen/snapshot/1"] = "briefgen/snapshot/1"
    id: str
    rows: int
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    url: str | None = None

    def agrees(self, other: Manifest) -> bool:
        """Whether another manifest has the same content for the same rows, wherever these are stored."""
        return self.model_copy(update={"url": None}) == other.model_copy(update={"url": None})

    @model_validator(mode="after")
    def _id_names_date_and_origin(self) -> Self:
        if self.id != f"{self.date}-{self.origin}":
            raise ValueError(f"expected the id {self.date}-{self.origin}, got {self.id}")
        return self

    @model_validator(mode="after")
    def _address_is_one(self) -> Self:
        if self.url is not None and not checked(self.url).endswith(f"/{self.id}.parquet"):
            raise ValueError(f"url: expected an address that ends with /{self.id}.parquet")
        return self
