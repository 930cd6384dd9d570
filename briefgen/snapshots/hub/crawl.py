"""`briefgen snapshot take`: from the plan to the finished snapshot, one step after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from briefgen.errors import InputError
from briefgen.snapshots.hub import planning, sanity
from briefgen.snapshots.hub.client import Hub, HubResponse, UnansweredError
from briefgen.snapshots.hub.expected import MOST_LOOKED_UP, Expected
from briefgen.snapshots.hub.fill_in import OneByOne
from briefgen.snapshots.hub.journal import Journal, Plan
from briefgen.snapshots.hub.listings import FIELDS, MODEL_FIELDS, Listing, Scope, derivatives, of_scope
from briefgen.snapshots.hub.manifest import draft, drift
from briefgen.snapshots.hub.merging import merged
from briefgen.snapshots.hub.progress import Progress, heard
from briefgen.snapshots.hub.reading import ListingReader
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store


@dataclass(frozen=True)
class Wishes:
    """The user's options, besides the scope."""

    dry_run: bool = False
    allow_partial: bool = False
    force: bool = False
    restart: bool = False
    children: bool = False
    at_once: int = 2


def take(
    data: Path, scope: Scope, wishes: Wishes, hub: Hub, say: Callable[[str], None], quiet: bool = False
) -> Manifest | None:
    """Crawl the Hub and write a snapshot into the project's data folder; None for a dry run.

    `say` prints the plan and the comparison with the last snapshot. An interrupted crawl is resumed; if there
    is a snapshot of this day and scope already, nothing is read, and it is returned. Raises InputError, with
    no snapshot written, if the Hub does not return all of it, if the snapshot looks like a fault of
    measurement, if another crawl runs, or if the disk is full.
    """
    store = Store(data / "snapshots")
    store.manifests()  # a broken one is reported now, not after hours of reading
    crawls = store.folder / ".crawl"
    taking = _Taking(data, store, Journal(crawls / scope), scope, wishes, hub, say, quiet)
    with heard(taking.wait):
        if wishes.dry_run:
            taking.forecast()
            return None
        try:
            crawls.mkdir(parents=True, exist_ok=True)
            with _alone(crawls / "lock"):
                return taking.take()
        except OSError as error:
            raise _unwritten(f"{error.filename or crawls}", error.strerror or str(error)) from None
        except duckdb.IOException as error:
            raise _unwritten(f"{crawls}", str(error).partition("\n")[0]) from None
        except KeyboardInterrupt:
            say("Stopped. The pages read so far are kept, and the same command goes on from there.")
            raise


def _unwritten(place: str, problem: str) -> InputError:
    return InputError(
        f"{place}: cannot be written ({problem}). Make room or give write permission; the pages read so far "
        "are kept, and the same command goes on from there."
    )


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    try:
        with FileLock(file, timeout=0):
            yield
    except Timeout:
        raise InputError(
            f"{file.parent}: another crawl is running in this project. Wait until it has ended."
        ) from None


class _Taking:
    """One run of the command."""

    def __init__(
        self,
        data: Path,
        store: Store,
        journal: Journal,
        scope: Scope,
        wishes: Wishes,
        hub: Hub,
        say: Callable[[str], None],
        quiet: bool,
    ) -> None:
        self._store, self._journal, self._scope, self._wishes = store, journal, scope, wishes
        self._hub, self._say, self._quiet = hub, say, quiet
        self._progress: Progress | None = None
        self._expected = Expected(data)
        self._origin = f"hub-{scope}"

    def wait(self, seconds: int) -> None:
        """Print that the crawl waits for the rate limit."""
        if self._progress:
            self._progress.wait(seconds)
        else:
            self._say(f"Waiting {seconds} seconds for the Hub’s rate limit.")

    def take(self) -> Manifest:
        """Crawl, and write the snapshot into the store."""
        asked, probe, forecast = self.forecast()
        plan, new = self._planned(asked, probe)
        there = f"{plan.started.date()}-{self._origin}"
        if there in self._store.ids:
            self._say(
                f"{there} is there already, and a snapshot is never altered: nothing was read. Remove both "
                "its files first if it is to be taken again."
            )
            self._journal.discard()  # of a run that was cut off after the snapshot was written
            return self._store.read_manifest(there)
        if new:
            self._journal.begin(plan)
        listings = of_scope(self._scope, plan.handles)
        with Progress(self._journal, forecast.pages + forecast.look_ups, self._quiet) as progress:
            self._progress = progress
            unread, read = self._read(listings, asked, progress)
        manifest = self._finished(plan, read, unread)
        self._journal.log(f"finished: {manifest.id}, {manifest.rows:,} models")
        self._journal.discard()
        return manifest

    def forecast(self) -> tuple[tuple[str, ...], HubResponse, planning.Forecast]:
        """Print what the crawl will cost; return the fields to ask for and the Hub's first response."""
        asked, probe = self._asked()
        forecast = self._forecast(of_scope(self._scope, self._expected.handles), probe)
        self._say(forecast.words(self._scope))
        if "childrenModelCount" not in asked and not self._wishes.children:
            self._say(
                "The Hub’s listings do not give childrenModelCount; direct derivatives will not be known. "
                "With --children they are looked up for tracked models, one request each."
            )
        return asked, probe, forecast

    def _asked(self) -> tuple[tuple[str, ...], HubResponse]:
        """Ask for one model, to see which fields the Hub gives in listings, and what its limit is."""
        for asked in ((*FIELDS, *MODEL_FIELDS), FIELDS):
            query = [("limit", "1"), ("sort", "likes"), *(("expand", name) for name in asked)]
            try:
                return asked, self._hub.ask(self._hub.models, query)
            except UnansweredError as error:
                refused = error
                if error.status != 400:
                    break
        advice = "a newer briefgen may know why" if refused.status == 400 else "try again later"
        raise InputError(f"{self._hub.endpoint}: the Hub {refused}. Nothing was written; {advice}.")

    def _forecast(self, listings: Sequence[Listing], probe: HubResponse) -> planning.Forecast:
        more = (
            planning.derivative_listings(self._store, self._expected.tracked)
            if self._scope == "lineage"
            else 0
        )
        look_ups = MOST_LOOKED_UP + (len(self._expected.tracked) if self._wishes.children else 0)
        return planning.Forecast(
            listings=len(listings) + more,
            pages=planning.pages_of(listings, self._store) + more,
            look_ups=look_ups,
            limit=probe.limit or planning.ANONYMOUS,
        )

    def _planned(self, asked: tuple[str, ...], probe: HubResponse) -> tuple[Plan, bool]:
        """The crawl that is resumed, or a new one, and whether it is new."""
        plan = Plan(
            scope=self._scope,
            endpoint=self._hub.endpoint,
            fields=asked,
            handles=self._expected.handles,
            tracked=self._expected.tracked,
            started=probe.instant,
        )
        earlier = None if self._wishes.restart else self._journal.plan()
        if earlier is None:
            return plan, True
        if earlier.model_copy(update={"started": plan.started}) != plan:
            raise InputError(
                f"{self._journal.folder}: an unfinished crawl there asked for other things (another "
                "endpoint, other organisations, tracked models or fields, or another version of briefgen). "
                "Begin again with --restart."
            )
        self._say(f"Going on with the crawl begun on {earlier.started:%Y-%m-%d at %H:%M} UTC.")
        return earlier, False

    def _read(
        self, listings: Sequence[Listing], asked: tuple[str, ...], progress: Progress
    ) -> tuple[tuple[str, ...], Sequence[Listing]]:
        """Read all there is; return what could not be read, and the listings of the whole crawl."""
        reader = ListingReader(
            self._hub,
            self._journal,
            progress,
            asked=asked,
            at_once=self._wishes.at_once,
            allow_partial=self._wishes.allow_partial,
        )
        reader.read(listings)
        if not self._journal.page_files():
            raise InputError(
                f"{self._hub.endpoint}: not one page could be read. No snapshot was written; try again later."
            )
        belongs = self._expected.belongs if self._scope != "all" else lambda _: True
        one_by_one = OneByOne(self._hub, self._journal, progress, reader, belongs)
        if self._wishes.children and "childrenModelCount" not in asked:
            one_by_one.children(self._expected.met(self._journal, len(listings)))
        if self._scope == "lineage":
            met = self._expected.met(self._journal, len(listings))
            more = derivatives(repo_id for repo_id, children in met.items() if children != 0)
            reader.read(more, first_place=len(listings))
            listings = (*listings, *more)
        one_by_one.whereabouts(self._expected.lost(self._journal, self._store, self._origin))
        return tuple(reader.unread), listings

    def _finished(self, plan: Plan, listings: Sequence[Listing], unread: tuple[str, ...]) -> Manifest:
        """Merge the pages, compare the result with the last snapshot, and write it into the store."""
        staged = self._journal.staged()
        with merged(self._journal) as rows:
            facts = rows.facts()
            in_full = self._in_full(listings, facts.authors, unread)
            made = staged.write_sorted(rows.batches(), draft(plan, self._journal, facts, unread, in_full))
        report = sanity.report(
            self._store,
            staged.path(made.id),
            made,
            drift(self._journal.all_pages()),
            self._expected.renamed,
        )
        if lacking := self._without_models(plan, facts.authors):
            self._say(f"Listed organisations without a model: {lacking}.")
        for line in report.told:
            self._say(line)
        if report.faults and not self._wishes.force:
            raise InputError(
                f"{made.id}: this looks like a fault of measurement rather than news: "
                f"{'; '.join(report.faults)}. No snapshot was written. Look at the Hub and run the command "
                "again, with --restart to read anew, or with --force to accept it; the manifest then says so."
            )
        accepted = tuple(f"Accepted in spite of: {fault}." for fault in report.faults)
        return self._store.adopt(staged, made.model_copy(update={"notes": (*made.notes, *accepted)}))

    def _in_full(
        self, listings: Sequence[Listing], authors: Collection[str], unread: Collection[str]
    ) -> list[str]:
        """The listed organizations whose models were all read, and that have any."""
        if self._scope == "all":
            read = set() if unread else {handle.lower() for handle in self._expected.handles}
        else:
            queries = [dict(one.query) for one in listings if one.words not in unread]
            read = {query["author"].lower() for query in queries if "author" in query}
        return sorted(handle for handle in self._expected.handles if handle.lower() in read & set(authors))

    def _without_models(self, plan: Plan, authors: Collection[str]) -> str:
        lacking = [handle for handle in plan.handles if handle.lower() not in authors]
        return ", ".join(lacking[:20]) + (f" and {len(lacking) - 20} more" if len(lacking) > 20 else "")
