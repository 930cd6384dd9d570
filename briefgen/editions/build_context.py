"""A month opened: all that the documents of one edition are made of."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.charts.custom.schema import ChartEntry
from briefgen.charts.inputs import ChartInputs
from briefgen.charts.theme.sizes import SCREEN
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.load import load_validated
from briefgen.documents.page import Draw, DrawnFigure, Medium, Page
from briefgen.documents.template import Template, own_charts
from briefgen.edition import Edition, choose
from briefgen.editions import charts, revisions
from briefgen.editions import record as edition_record
from briefgen.editions.chart_inputs import chart_inputs
from briefgen.editions.comment import read as comment
from briefgen.editions.documents import Document
from briefgen.editions.revisions import Revision
from briefgen.editions.template_api import context
from briefgen.editions.workers import RenderWorkers
from briefgen.errors import InputError
from briefgen.ledger.ledger import Ledger
from briefgen.library.captures import Captures
from briefgen.library.citations import Citations
from briefgen.library.records import Library
from briefgen.metrics import events
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store

#: The section that cites every archive of the month.
_METHODS = "methods"


@dataclass(frozen=True)
class BuildContext:
    """All that the documents of one edition are made of."""

    edition: Edition
    engine: Engine
    docket: JudgedEdition
    context: Mapping[str, Any]
    ledger: Ledger
    draw: Draw
    revision: Revision

    @classmethod
    def open(
        cls,
        project: Project,
        edition_text: str | None,
        press: RenderWorkers,
        captures: Captures | None = None,
        documents: Sequence[Template] = (),
        output_folder: Path | None = None,
        made: Sequence[Document] = (),
    ) -> BuildContext:
        """Read a project as it stood in a month; `documents` may have charts of their own.

        What stands published in `output_folder` is what it may be a revision of; `made` are the documents
        that the edition will have. Raises InputError for an edition without snapshots, for a library or a
        comment that is wrong, and where what is published may not be built again.
        """
        manifests = Store.of(project).manifests()
        edition = choose(edition_text, manifests)
        library = load_validated(project)
        holdings = Catalog.until(manifests, edition.last_day)
        _check_origins(project, documents, library, holdings)
        made_from = edition_record.inputs(
            project,
            edition,
            holdings.manifests,
            made,
            captures.hashes(library) if captures else {},
        )
        before = edition_record.published(output_folder / str(edition)) if output_folder else None
        if before is not None:
            revisions.check(edition, comment.read_head(project, edition), made_from, before)
        engine = Engine(project, holdings)
        events.check_sources(project.data, engine.events, [source.id for source in library.sources])
        docket = JudgedEdition(library, engine, edition.last_day)
        ledger = Ledger(engine.catalogue)
        said = comment.read(project, edition, engine, docket)
        revision = revisions.revision(edition, said, made_from, made, before, docket, engine)
        words = {**context(edition, engine, docket, captures, said), "revision": revision}
        drawer = _drawer(engine, docket, ledger, press, own_charts(documents))
        return cls(edition, engine, docket, words, ledger, drawer, revision)

    def page(self, medium: Medium, document: Template) -> Page:
        """Open a page of this month."""
        citations = Citations(self.docket.library.sources, document.description.citation_style)
        return Page(medium, document, self.edition, self.ledger, citations, self.draw)


def _check_origins(
    project: Project, documents: Sequence[Template], library: Library, holdings: Catalog
) -> None:
    """Raise InputError where a document cites its archives, and the library lacks one of them."""
    if not any(section.id == _METHODS for document in documents for section in document.description.sections):
        return
    known = {source.id for source in library.sources}
    for manifest in holdings.manifests:
        if manifest.origin not in known:
            raise InputError(
                f"{project.sources}: expected a source of the id {manifest.origin}, for the snapshot "
                f"{manifest.id} comes from there and a briefing cites where its snapshots come from. Add one "
                "under `sources` (docs/sources.md)."
            )


def _drawer(
    engine: Engine, docket: JudgedEdition, ledger: Ledger, press: RenderWorkers, own: Mapping[str, ChartEntry]
) -> Draw:
    """Draw each chart once; its numbers stand at the chart."""

    @functools.cache
    def told() -> ChartInputs:
        return chart_inputs(docket, engine.holdings.manifests)

    @functools.cache
    def draw(chart_id: str) -> DrawnFigure | None:
        figure = charts.draw(chart_id, engine, own, told)
        if figure is None:
            return None
        spec = figure.spec(SCREEN)
        with ledger.at(chart_id):
            ledger.enter((figure.words, spec))
        return DrawnFigure(figure, press.svg(spec, figure.alt))

    return draw
