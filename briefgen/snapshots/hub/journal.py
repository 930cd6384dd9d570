"""What a crawl has read so far, page by page, each file whole or absent: the next run resumes from it.

.crawl/<scope>/plan.json            what the crawl is of
.crawl/<scope>/pages/<n>-<key>/     a folder a listing, a Parquet file a page
.crawl/<scope>/models.jsonl         models looked up one at a time, a line each
.crawl/<scope>.log                  one line per minute; it remains until the next crawl begins
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

import briefgen
from briefgen.errors import InputError
from briefgen.files import write_whole
from briefgen.snapshots.hub.fields import CheckedRows
from briefgen.snapshots.hub.listings import Listing, Scope
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store

#: After this time the pages of an earlier run and those of this one do not make one snapshot.
_LONGEST = dt.timedelta(days=2)
_ABOUT = b"briefgen.page"
#: A row's `reading` is one number, which grows with the place of its listing, its page and its row there.
_PAGE_BITS, _ROW_BITS = 24, 17
#: The place of models looked up one by one, after every listing.
ONE_BY_ONE = 99_999


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Plan(_Record):
    """What a crawl reads; a run that resumes it asks the same. `started` is by the Hub's clock."""

    scope: Scope
    endpoint: str
    fields: tuple[str, ...]
    handles: tuple[str, ...]
    tracked: tuple[str, ...]
    started: dt.datetime
    version: str = briefgen.__version__


class ListingPage(_Record):
    """A page as it was read: the `round` of reading its listing, its address, the next one's, its rows.

    `missing` and `changed` count, by field, rows in which it was missing or of another type; `known` names
    the columns of the schema that have a value in any row.
    """

    number: int
    round: int
    url: str
    next: str | None
    instant: dt.datetime
    models: int
    missing: dict[str, int] = {}
    changed: dict[str, int] = {}
    new: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def page_of(
    checked: CheckedRows, *, number: int, round: int, url: str, next: str | None, instant: dt.datetime
) -> ListingPage:
    """Describe a page that was read and checked."""
    return ListingPage(
        number=number,
        round=round,
        url=url,
        next=next,
        instant=instant,
        models=checked.table.num_rows,
        missing=dict(checked.missing),
        changed=dict(checked.changed),
        new=tuple(sorted(checked.new)),
        known=tuple(name for name in TABLE.names if checked.table[name].null_count < checked.table.num_rows),
    )


class LookUp(_Record):
    """What the Hub returned for one model: its state, its new name, the number of its children.

    `purpose` says why it was looked up: for its `whereabouts`, or for its `children`.
    """

    repo_id: str
    purpose: str
    state: str
    now: str | None = None
    children: int | None = None


class Journal:
    """The folder of one crawl; safe to write from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._plan = folder / "plan.json"
        self._models = folder / "models.jsonl"
        self._log = folder.with_suffix(".log")
        self._writing = threading.Lock()

    def plan(self) -> Plan | None:
        """Return the plan of the unfinished crawl; None if there is no such crawl.

        Raises InputError if it was begun too long ago, or by another version of briefgen.
        """
        try:
            plan = Plan.model_validate_json(self._plan.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError:
            raise _unusable(self._plan) from None
        if dt.datetime.now(dt.UTC) - plan.started > _LONGEST:
            raise InputError(
                f"{self.folder}: a crawl begun on {plan.started:%Y-%m-%d %H:%M} UTC was not finished, and "
                "its figures are too old to stand beside today's. Begin again with --restart."
            )
        return plan

    def begin(self, plan: Plan) -> None:
        """Begin a crawl, and a log of it."""
        self.discard()
        self._log.unlink(missing_ok=True)
        write_whole(self._plan, plan.model_dump_json(indent=2).encode())

    def discard(self) -> None:
        """Remove all that was read. The plan is removed first: without it nothing counts as a crawl."""
        self._plan.unlink(missing_ok=True)
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def staged(self) -> Store:
        """Return an empty store for the snapshot until it has passed its checks."""
        folder = self.folder / "staged"
        if folder.exists():
            shutil.rmtree(folder)
        return Store(folder)

    def pages(self, place: int, listing: Listing) -> list[ListingPage]:
        """Return the pages read of the listing at this place of the crawl, in order."""
        return [_about(file) for file in self._files(place, listing)]

    def add(self, place: int, listing: Listing, page: ListingPage, rows: pa.Table) -> None:
        """Write a page, whole or not at all."""
        first = (place << _PAGE_BITS | page.number) << _ROW_BITS
        for name, value in (("listing", place), ("round", page.round)):
            rows = rows.append_column(name, pa.array([value] * page.models, pa.int32()))
        rows = rows.append_column("reading", pa.array(range(first, first + page.models), pa.int64()))
        data = io.BytesIO()
        pq.write_table(
            rows.replace_schema_metadata({_ABOUT: page.model_dump_json()}),
            data,
            compression="zstd",
            compression_level=1,
        )
        write_whole(self._folder(place, listing) / f"{page.number:05d}.parquet", data.getvalue())

    def all_pages(self) -> list[ListingPage]:
        """Return every page that was read, in the order of the crawl's listings."""
        return [_about(Path(file)) for file in self.page_files()]

    def page_files(self) -> list[str]:
        """Return the file of every page, in the order of the crawl's listings."""
        return [str(file) for file in sorted(self.folder.glob("pages/*/*.parquet"))]

    def listed_pages(self, until: int = ONE_BY_ONE) -> list[str]:
        """Return the page files of the listings before this place: without it, of all of them."""
        return [file for file in self.page_files() if int(Path(file).parent.name[:5]) < until]

    def forget(self, place: int, listing: Listing) -> None:
        """Remove what was read of one listing, to read it from its start."""
        shutil.rmtree(self._folder(place, listing))

    def held(self, place: int, listing: Listing, round: int) -> set[str]:
        """Return the Hub's ids of the models that one round of reading a listing held."""
        return {
            hub_id
            for file in self._files(place, listing)
            if _about(file).round == round
            for hub_id in pq.read_table(file, columns=["hub_id"])["hub_id"].to_pylist()
        }

    def look_ups(self) -> list[LookUp]:
        """Return the models looked up so far; a last line that was cut short is removed."""
        try:
            content = self._models.read_bytes()
        except FileNotFoundError:
            return []
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            write_whole(self._models, whole)
        try:
            return [LookUp.model_validate_json(line) for line in whole.splitlines()]
        except ValidationError:
            raise _unusable(self._models) from None

    def record(self, found: LookUp) -> None:
        """Record what the Hub returned for a model."""
        with self._writing, self._models.open("ab") as models:
            models.write(found.model_dump_json().encode() + b"\n")
            models.flush()
            os.fsync(models.fileno())

    def log(self, line: str) -> None:
        """Write a line into the crawl's log, with the time."""
        with self._writing, self._log.open("a", encoding="utf-8") as log:
            log.write(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S}Z {line}\n")

    def _files(self, place: int, listing: Listing) -> list[Path]:
        return sorted(self._folder(place, listing).glob("*.parquet"))

    def _folder(self, place: int, listing: Listing) -> Path:
        return self.folder / "pages" / f"{place:05d}-{re.sub('[^A-Za-z0-9_.-]', '-', listing.key)[:100]}"


def _about(file: Path) -> ListingPage:
    try:
        return ListingPage.model_validate_json(pq.read_schema(file).metadata[_ABOUT])
    except (pa.ArrowException, KeyError, TypeError, ValidationError):
        raise _unusable(file) from None


def _unusable(file: Path) -> InputError:
    return InputError(
        f"{file}: not a whole file of a crawl by this version of briefgen. Begin again with --restart."
    )
