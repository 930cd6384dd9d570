"""One chart's kit: pictures, data, words and evidence, as the files of its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property

from briefgen.cache.store import Cache
from briefgen.charts.custom.schema import ChartEntry
from briefgen.charts.figure import Figure
from briefgen.charts.inputs import ChartInputs
from briefgen.charts.layout.canvas import compose
from briefgen.charts.theme.formats import CARD, FORMATS
from briefgen.charts.theme.sizes import PAGE
from briefgen.claims.load import load_validated
from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.edition import Edition, choose
from briefgen.editions import charts
from briefgen.editions.workers import RenderWorkers
from briefgen.files import as_json
from briefgen.ledger.ledger import Ledger
from briefgen.ledger.prose import Prose
from briefgen.library.records import Library
from briefgen.metrics.engine import Engine
from briefgen.presskit import captions, embed, jobs, metadata
from briefgen.presskit.data import chart_workbook, data_of
from briefgen.presskit.kit_cache import FILES, KIND, CachedKit, Files, kit_key
from briefgen.project import Project, bundled_root
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store


@dataclass(frozen=True)
class Desk:
    """Where kits are made: a project as it stood in a month."""

    project: Project
    edition: Edition
    engine: Engine
    renderer: Renderer
    cache: Cache
    own: Mapping[str, ChartEntry]

    @classmethod
    def open(cls, project: Project, edition_text: str | None) -> Desk:
        """Read a project. Raises InputError for an edition without snapshots, or a document that is wrong."""
        manifests = Store.of(project).manifests()
        edition = choose(edition_text, manifests)
        return cls(
            project,
            edition,
            Engine(project, Catalog.until(manifests, edition.last_day)),
            Renderer(project.templates, bundled_root() / "templates"),
            Cache(project.cache),
            template.written_out(project),
        )

    def kit(self, chart_id: str, workers: RenderWorkers | None = None, pages: bool = True) -> CachedKit:
        """Make one chart's files; while `workers` make its pictures, all that is no picture is made here.

        Without `pages` (the system's Pango is missing) the pictures made from a page are left out. Raises
        InputError where there is no such chart, or a template is wrong.
        """
        figure = self.draw(chart_id)
        if figure is None:
            return CachedKit()
        waiting = dict(self._pictures(figure, workers, pages))
        words, drawn = self._words(figure, workers), Files()
        for key, made in waiting.items():
            if isinstance(made, Future):
                self.cache.put(KIND, key, made.result(), FILES)
            drawn |= made.result() if isinstance(made, Future) else made
        return CachedKit(words, drawn, tuple(waiting))

    def draw(self, chart_id: str) -> Figure | None:
        """Draw one chart of the gallery or of a document; None where the month has no data for it.

        Raises InputError where there is no such chart.
        """
        return charts.draw(chart_id, self.engine, self.own, lambda: self._told)

    @cached_property
    def library(self) -> Library:
        """The library, which pictures do not need. Raises InputError where it is wrong."""
        return load_validated(self.project)

    @cached_property
    def _told(self) -> ChartInputs:
        """Claims as the month judges them, and published figures; asked for by few charts."""
        # Few charts tell of claims, and what judges them takes a while to load.
        from briefgen.claims.judged_edition import JudgedEdition
        from briefgen.editions.chart_inputs import chart_inputs

        docket = JudgedEdition(self.library, self.engine, self.edition.last_day)
        return chart_inputs(docket, self.engine.holdings.manifests)

    def _pictures(
        self, figure: Figure, workers: RenderWorkers | None, pages: bool
    ) -> Iterator[tuple[str, Files | Future[Files]]]:
        """The pictures of each format, cached or in the making, by the key under which they are cached."""
        credit, clock = metadata.credit(self.edition), self.edition.clock
        said = (*figure.words, credit)
        # Two layouts hold all that a drawing can say; a third of another shape is made of the same.
        layouts = [json.dumps(figure.spec(shape)) for shape in (PAGE, CARD.shape(PAGE.width))]
        for format in FORMATS:
            without = () if pages or not format.is_page else ("without pages",)
            key = kit_key(*said, clock.isoformat(), *layouts, format.name, *without)
            if (cached := self.cache.get(KIND, key, FILES)) is not None:
                yield key, cached
            elif workers is None:
                made: Future[Files] = Future()
                made.set_result(jobs.pictures(compose(figure, format, credit), clock, pages))
                yield key, made
            else:
                sheet = compose(figure, format, credit, workers.draw)
                processes = workers.setting if format.is_page else workers.drawing
                yield key, processes.submit(jobs.pictures, sheet, clock, pages)

    def _words(self, figure: Figure, workers: RenderWorkers | None) -> Files:
        """All that is no picture, with a ledger of its numbers."""
        ledger = Ledger()
        with ledger.at(figure.id):
            ledger.enter(figure.words)
            return self._written(figure, ledger, workers)

    def _written(self, figure: Figure, ledger: Ledger, workers: RenderWorkers | None) -> Files:
        """The words, data and evidence. What prints numbers comes before the ledger is written."""
        edition, credit = self.edition, metadata.credit(self.edition)
        draw = workers.draw if workers else None
        data = data_of(figure, Prose(figure.title).numbers, self.engine.catalogue)
        cite = metadata.cite(figure, edition)
        description, spec = captions.description(figure), _standalone(figure)
        ledger.enter((description, spec))
        files = {
            "alt.txt": f"{figure.alt!s}\n".encode(),
            "caption.txt": captions.caption(figure, credit, cite).encode(),
            "description.txt": description.encode(),
            "spec.vl.json": as_json(spec),
            "embed.html": embed.page(figure, data, credit, self.renderer, ledger, draw).encode(),
            "data.csv": data.csv(),
        }
        used = [one for one in self.engine.holdings.manifests if one.id in figure.snapshots]
        about = metadata.metadata(figure, edition, data, used, self.library, ledger)
        notes = dict(_notes(about))
        return {
            **files,
            "data.xlsx": chart_workbook(data, notes.items(), edition.clock),
            "metadata.json": as_json(about),
            "datapackage.json": as_json(metadata.datapackage(about, files["data.csv"])),
            "ledger.json": ledger.json().encode(),
        }


def _standalone(figure: Figure) -> dict[str, object]:
    """The document's drawing as Vega-Lite with its words, which any editor of Vega opens."""
    spec = figure.spec(PAGE)
    return {"description": figure.alt, "usermeta": {"title": figure.title, "source": figure.source}, **spec}


def _notes(about: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The sheet of notes: what stands around the chart, then what each column counts."""
    for name in ("title", "subtitle", "note", "population", "source_line", "licence", "credit", "cite"):
        yield name.replace("_", " ").capitalize(), str(about[name])
    said, columns = about["not_to_be_said"], about["columns"]
    yield "Not to be said", "\n".join(said) if isinstance(said, list) else ""
    for column in columns if isinstance(columns, list) else []:
        yield f"Column: {column['name']}", f"{column['text']} Unit: {column['unit']}."
