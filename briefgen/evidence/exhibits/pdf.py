"""Sets the exhibits as one PDF: what follows from a bag's project and request, down to the byte."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from briefgen.documents.html import Renderer
from briefgen.documents.page import Page
from briefgen.documents.pdf.pango import require_pango
from briefgen.documents.template import Description, Section, Template
from briefgen.edition import Edition
from briefgen.editions.workers import c_locale
from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.container.bagit import digest, files, grouped
from briefgen.evidence.exhibits.charts import chart
from briefgen.evidence.exhibits.model import Exhibit, exhibits
from briefgen.ledger.ledger import Ledger
from briefgen.library.citations import Citations
from briefgen.library.records import Source
from briefgen.project import bundled_root
from briefgen.text import dates

_TEMPLATE = "exhibits"
_SAYS = {"supported": "supports it", "contradicted": "contradicts it", "partly-supported": "supports a part"}


def programs() -> str:
    """Name the programs that set exhibits, whose versions decide the bytes.

    Raises InputError where a system library is missing.
    """
    require_pango()
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    system = f"Pango {number // 10_000}.{number // 100 % 100}.{number % 100}"
    return f"WeasyPrint {version('weasyprint')}, {system}, vl-convert {version('vl-convert-python')}"


@dataclass(frozen=True)
class Exhibits:
    """The exhibits as PDF, and the characters in them that had to be replaced."""

    pdf: bytes
    replaced: tuple[str, ...]


def set_exhibits(contents: Contents, ledger: Ledger) -> Exhibits:
    """Return the exhibits of a bag whose project and request stand; their numbers enter the ledger.

    Raises InputError where a claim, the data or the machine do not allow it.
    """
    require_pango()
    from briefgen.documents.pdf import write as pdf

    shown = exhibits(contents)
    edition = Edition.parse(contents.request.edition)
    citations = Citations(contents.docket.library.sources)
    page = Page("print", _template(shown), edition, ledger, citations, lambda _: None)
    # The template that ships, never a project's own: whoever verifies a bundle sets them again.
    context = _context(contents, shown, ledger)
    with c_locale():
        written, replaced = Renderer(bundled_root() / "templates").html(_TEMPLATE, page, context)
        return Exhibits(pdf.lay_out(written).write(contents.request.clock), replaced)


def _template(shown: tuple[Exhibit, ...]) -> Template:
    sections = {
        "summary": "Summary",
        **{exhibit.id: exhibit.title for exhibit in shown},
        "declaration": "Declaration",
        "checklist": "What the rules ask a witness to disclose: a checklist",
        "hashes": "Hashes of the data",
    }
    description = Description(
        title="Exhibits",
        short_title="Exhibits",
        strapline="Exhibits to a statement for the record",
        sections=tuple(Section(id=name, title=title) for name, title in sections.items()),
        citation_style="notes",
        paper="letter",
    )
    return Template(_TEMPLATE, description)


def _context(contents: Contents, shown: tuple[Exhibit, ...], ledger: Ledger) -> dict[str, Any]:
    payload = contents.bag.payload
    made_from = (path for path in files(payload) if path.startswith(("project/", "captures/")))
    return {
        "chart": lambda exhibit, part: chart(exhibit, part, ledger),
        "cover_facts": _cover(contents),
        "date_in_words": dates.partial_in_words,
        "day": dates.in_words,
        "exhibits": shown,
        "grouped": grouped,
        "hashes": [(path, grouped(digest(payload / path))) for path in made_from],
        "interested": _interested(shown),
        "request": contents.request,
        "says": lambda word: _SAYS.get(word, "says nothing"),
        "snapshot": {manifest.id: manifest for manifest in contents.manifests}.__getitem__,
    }


def _interested(shown: Iterable[Exhibit]) -> list[tuple[Source, list[int]]]:
    """The sources whose authors have an interest to disclose, each with the exhibits that rest on it."""
    pairs = [(source, it.number) for it in shown for source in it.verdict.attribution.sources]
    told = {source.id: source for source, _ in pairs if source.interests}
    return [(source, [number for it, number in pairs if it == source]) for source in told.values()]


def _cover(contents: Contents) -> list[tuple[str, str | None]]:
    request, newest = contents.request, contents.manifests[-1].date if contents.manifests else None
    return [
        ("Hearing", request.hearing),
        ("Witness", request.witness),
        ("Date of the hearing", dates.in_words(request.date) if request.date else None),
        ("Prepared by", request.prepared_by),
        ("Prepared for", request.prepared_for),
        ("Prepared on", dates.in_words(request.prepared_on) if request.prepared_on else None),
        ("Edition", f"{request.edition}, from snapshots up to {dates.in_words(newest)}" if newest else None),
        ("Made with", f"briefgen {request.program}, DuckDB {request.database}, {request.typesetting}"),
        ("Bundle", f"{request.name}.zip, with the data, the SQL and the hashes"),
    ]
