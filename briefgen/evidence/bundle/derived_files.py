"""What follows from a bag's own project and ledger: all the other files of its payload.

They are written when a bundle is made, and once more when it is verified: they must be the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from briefgen.claims import export
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.load import load_validated
from briefgen.claims.verdicts import Verdict
from briefgen.errors import InputError
from briefgen.evidence.bundle import rebuild_sql, selection
from briefgen.evidence.bundle.rebuild_sql import Question
from briefgen.evidence.bundle.request import REQUEST, Request
from briefgen.evidence.container.bagit import Bag
from briefgen.files import as_json
from briefgen.ledger.file import LedgerEntry, ledger_json, read_ledger
from briefgen.library.captures import Captures, free
from briefgen.library.citations import Citations
from briefgen.library.excerpts import Excerpt, Passage, deep_link, find
from briefgen.library.records import Library
from briefgen.library.statements import Claim
from briefgen.metrics import catalogue
from briefgen.metrics.engine import Engine
from briefgen.metrics.numbers import Number
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store
from briefgen.text.dates import last_day

LEDGER, ANSWERS, CLAIMS, EXHIBITS = "ledger.json", "answers", "claims.json", "exhibits.pdf"
#: The script stands beside the payload, in the folder in which it is run.
REBUILD = "rebuild.sql"

_CARRIED = "The captured text is in this bundle: captures/{id}.txt."
_ELSEWHERE = (
    "The captured text is not in this bundle (licence: {licence}). Open the address, save its text, and look "
    "for the passage from its first to its last words. The hash of the text that was read is capture_sha256; "
    "the page may have changed since."
)


@dataclass(frozen=True)
class Contents:
    """A bag whose project, request and ledger stand; everything else follows.

    Raises InputError, when asked, where one of the three is wrong.
    """

    bag: Bag
    request: Request

    @cached_property
    def holdings(self) -> Catalog:
        """The snapshots that the bag's edition may look at, every one found to be what its manifest says."""
        manifests = Store.of(self.bag.project).manifests()
        return Catalog.until(manifests, last_day(self.request.edition))

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Their manifests, by date and origin."""
        return self.holdings.manifests

    @cached_property
    def engine(self) -> Engine:
        """Answers from the bag's snapshots."""
        return Engine(self.bag.project, self.holdings)

    @cached_property
    def docket(self) -> JudgedEdition:
        """The bag's claims, as its own data judge them."""
        library = load_validated(self.bag.project)
        return JudgedEdition(library, self.engine, last_day(self.request.edition))

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts that were asked for, in that order."""
        return tuple(self.docket.verdict(claim_id) for claim_id in self.request.claims)

    @cached_property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """The numbers of the bag."""
        return read_ledger((self.bag.payload / LEDGER).read_bytes())

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What those numbers answer."""
        return rebuild_sql.questions(entry.number for entry in self.entries)

    @property
    def rebuild(self) -> bytes:
        """The script for stock DuckDB, to be run in the bag's base folder."""
        ids = self.holdings.ids
        metrics = self.engine.catalogue
        return rebuild_sql.script(
            self.questions, ids, "data/project/data", "data/answers", definitions=metrics
        ).encode()

    def texts(self) -> dict[str, bytes]:
        """Return the files that are text and follow from data alone, by their path in the payload.

        The request, the ledger and the records are among them as they are written from what was read of them:
        nothing else may stand in those files.
        """
        return {
            REQUEST: self.request.json_file,
            LEDGER: ledger_json(self.entries),
            selection.RECORDS: selection.as_yaml(self._records),
            CLAIMS: as_json(claims_json(self.docket, self.verdicts)),
            "references.json": as_json(self._references()),
            "excerpts.json": as_json({"format": "briefgen/excerpts/1", "excerpts": self._excerpts()}),
            "licences.txt": self._licences().encode(),
            "sql/schema.sql": catalogue.schema().encode(),
            **{f"sql/{it.metric}.sql": self.engine.catalogue.source(it.metric) for it in self.questions},
        }

    def quotation(self, claim: Claim) -> str | None:
        """Return the words of a claim's source that the request quotes.

        Raises InputError where they are not those of the claim's passage, by its hash, or may not be printed.
        """
        words = self.request.quotations.get(claim.id)
        if words is None:
            return None
        source = self.docket.library.source(claim.source)
        found = claim.excerpt is not None and isinstance(find(claim.excerpt, words), Passage)
        if not found or not (claim.quote or free(source)):
            raise InputError(f"{REQUEST}: the words quoted for {claim.id} are not those of its passage")
        return words

    def write_answers(self, folder: Path) -> None:
        """Ask every question again and write the answers, as CSV and as Parquet, to a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        ids = self.holdings.ids
        project = self.bag.project
        metrics = self.engine.catalogue
        text = rebuild_sql.script(self.questions, ids, str(project.data), str(folder), True, metrics)
        rebuild_sql.run(text, project.data)

    @property
    def _records(self) -> Library:
        """What of the library is needed for the request."""
        return selection.records(self.docket.library, self.request.claims)

    def _excerpts(self) -> list[dict[str, Any]]:
        return [self._excerpt(it, it.excerpt) for it in self.docket.library.claims if it.excerpt is not None]

    def _references(self) -> list[dict[str, Any]]:
        citations = Citations(self.docket.library.sources)
        for source in self.docket.library.sources:
            citations.mention(source.id)
        return citations.csl_json()

    def _excerpt(self, claim: Claim, excerpt: Excerpt) -> dict[str, Any]:
        """One passage: where it stands, and how whoever wants to read it gets the text that was read."""
        source = self.docket.library.source(claim.source)
        folder = selection.captures_folder(self.bag)
        carried = (folder / f"{source.id}.txt").is_file()
        passage = Captures(folder).passage(claim) if carried else None
        obtain = _CARRIED.format(id=source.id) if carried else _ELSEWHERE.format(licence=source.licence)
        return {
            "claim": claim.id,
            "source": source.id,
            "locator": claim.locator,
            **excerpt.model_dump(),
            "address": deep_link(source.csl.url, excerpt) if source.csl.url else None,
            "garbled": claim.garbled,
            "licence": source.licence,
            "capture_sha256": source.capture,
            "passage": " ".join(passage.text.split()) if passage else None,
            "how_to_obtain": obtain,
        }

    def _licences(self) -> str:
        """Whose work the data are, and under which licence each part may be used."""
        known = {source.id: source for source in self.docket.library.sources}
        parts = ["Licences and attributions of what this bundle carries.\n"]
        for manifest in self.manifests:
            origin = known.get(manifest.origin)
            lines = [
                f"project/data/snapshots/{manifest.id}.parquet",
                f"  licence:     {manifest.licence}",
                f"  attribution: {manifest.attribution}",
                f"  origin:      {origin.csl.title if origin else manifest.origin}",
            ]
            lines += [f"  address:     {origin.csl.url}"] if origin and origin.csl.url else []
            parts.append("\n".join(lines) + "\n")
        parts += [
            f"captures/{source.id}.txt\n  licence:     {source.licence}\n"
            for source in known.values()
            if (selection.captures_folder(self.bag) / f"{source.id}.txt").is_file()
        ]
        parts.append(
            "The registries (project/data/*.csv) and their sources: project/data/ATTRIBUTION.md, where there "
            "is one.\nThe SQL and this program: Apache-2.0.\n"
        )
        return "\n".join(parts)


def claims_json(docket: JudgedEdition, verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Return verdicts with their histories, as the file claims.json of an edition holds them."""
    records = [export.record(verdict, docket.history(verdict.claim)) for verdict in verdicts]
    return {"format": "briefgen/claims/1", "claims": records}


def numbers(verdict: Verdict) -> tuple[Number, ...]:
    """Return every number of a verdict: those that it is computed from, and those that its reason prints."""
    return tuple({it.id: it for it in (*export.numbers(verdict), *verdict.told.numbers)}.values())
