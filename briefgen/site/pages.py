"""The pages of the site: the archive, the claims and the sources; each is complete without a script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from briefgen.claims.export import numbers
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.verdicts import Verdict
from briefgen.documents.html import Renderer
from briefgen.ledger.ledger import Ledger
from briefgen.library.citations import Citations
from briefgen.library.excerpts import deep_link
from briefgen.library.records import Source
from briefgen.site import feeds, history
from briefgen.site.archive import SiteEdition
from briefgen.text import dates

#: Words of the library's fields as a reader is told them.
_HOW_READ: Mapping[str, str] = {
    "full-text": "in full",
    "seen-verbatim": "in the passages cited",
    "abstract": "its summary alone",
    "secondary": "not itself: known through others",
    "from-memory": "not again: known from memory",
}
_ADDRESSES = ("http://", "https://")
#: The name of the site's own ledger.
LEDGER = "ledger.json"
STYLES = "style.css"


@dataclass(frozen=True)
class Site:
    """What the pages are made of: the editions, newest first, and the claims as the newest of them judges."""

    editions: Sequence[SiteEdition]
    docket: JudgedEdition
    renderer: Renderer

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources that were out by the newest edition, and those that its claims stand in."""
        named = {verdict.claim.source for verdict in self.docket.verdicts}
        day = self.docket.day
        return tuple(it for it in self.docket.library.sources if it.id in named or it.published_by(day))

    @cached_property
    def citations(self) -> Mapping[str, str]:
        """The citation of each source as safe HTML, by id."""
        citations = Citations(self.docket.library.sources)
        for source in self.docket.library.sources:
            citations.mention(source.id)
        return {entry.source_id: entry.html for entry in citations.bibliography()}

    def pages(self) -> dict[str, str]:
        """Return every page of HTML by its path, and the ledger of what they print.

        Raises InputError where a template is wrong.
        """
        ledger = Ledger()
        claims = {f"claims/{it.claim.id}.html": it for it in self.docket.verdicts}
        return {
            "index.html": self._page("index", "", editions=self.editions, feeds=feeds),
            "claims.html": self._page("claims", "", verdicts=self.docket.verdicts, **self._search()),
            "sources.html": self._page("sources", "", sources=self.sources, counts=self._counts()),
            **{path: self._claim(verdict, ledger) for path, verdict in claims.items()},
            **{f"sources/{source.id}.html": self._source(source) for source in self.sources},
            LEDGER: ledger.json(),
        }

    def styles(self) -> str:
        """Return the style sheet: that of documents on a screen, then the site's own."""
        return "\n".join(self.renderer.source(f"{name}.css") for name in ("shared/screen", "site/site"))

    def _page(self, name: str, root: str, **context: Any) -> str:
        newest = self.editions[0]
        return self.renderer.text(
            f"site/{name}.html.j2",
            root=root,
            newest=newest,
            library=self.docket.library,
            in_words=dates.partial_in_words,
            how_read=_HOW_READ,
            styles=STYLES,
            **context,
        )

    def _search(self) -> dict[str, str]:
        script = self.renderer.source("site/search.js")
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        return {"script": script, "script_hash": digest}

    def _counts(self) -> dict[str, int]:
        counted = dict.fromkeys((source.id for source in self.sources), 0)
        for verdict in self.docket.verdicts:
            counted[verdict.claim.source] += 1
        return counted

    def _claim(self, verdict: Verdict, ledger: Ledger) -> str:
        claim = verdict.claim
        printed = {
            str(edition.edition): month.word
            for edition in self.editions
            for told in edition.claims
            if told.id == claim.id
            for month in told.history[-1:]
        }
        addresses = {str(edition.edition): edition.page for edition in self.editions}
        judged = verdict.word != "opinion"
        lines = history.lines(self.docket, claim, printed, addresses) if judged else ()
        return ledger.said_at(
            claim.id,
            lambda: self._page(
                "claim",
                "../",
                verdict=verdict,
                claim=claim,
                witnesses=self.docket.witnesses(verdict),
                sharing=self._sharing(verdict),
                citations=self.citations,
                passage=self._passage(verdict),
                history=lines,
                drawing=history.drawing(lines),
                numbers=tuple(dict.fromkeys(numbers(verdict))),
                say=ledger.say,
            ),
        )

    def _sharing(self, verdict: Verdict) -> tuple[Verdict, ...]:
        """The other claims that rest on the same test, which count as one."""
        others = (it for it in self.docket.verdicts if verdict.test and it.test == verdict.test)
        return tuple(it for it in others if it.claim.id != verdict.claim.id)

    def _passage(self, verdict: Verdict) -> str | None:
        """The address that opens what was read at the passage, or as a whole where its copy is garbled."""
        read = verdict.attribution.read
        url = (read[0].csl.url if read else None) or ""
        if not url.startswith(_ADDRESSES):
            return None
        excerpt = None if verdict.claim.garbled else verdict.claim.excerpt
        return deep_link(url, excerpt) if excerpt else url

    def _source(self, source: Source) -> str:
        library = self.docket.library
        origin = source.derived_from
        return self._page(
            "source",
            "../",
            source=source,
            citation=self.citations[source.id],
            origin=library.source(origin) if origin else None,
            verdicts=[it for it in self.docket.verdicts if it.claim.source == source.id],
        )
