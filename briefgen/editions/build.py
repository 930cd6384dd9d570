"""From a project folder to an edition on disk: HTML and PDF, charts, ledger, references, hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefgen.charts.output.svg_export import without_tooltips
from briefgen.claims import export
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.documents import front, output_files, template
from briefgen.documents.docx import pandoc
from briefgen.documents.docx.write import docx
from briefgen.documents.html import Renderer
from briefgen.documents.page import Page
from briefgen.documents.paper import Paper
from briefgen.documents.pdf.attachments import evidence
from briefgen.documents.template import Template
from briefgen.documents.workbook import edition
from briefgen.edition import choose
from briefgen.editions import build_cache, empty_sections, revisions
from briefgen.editions import documents as listed
from briefgen.editions.build_cache import Built
from briefgen.editions.build_context import BuildContext
from briefgen.editions.documents import Document
from briefgen.editions.record import as_asked
from briefgen.editions.workers import JudgingThreads, RenderWorkers
from briefgen.errors import InputError
from briefgen.files import as_json
from briefgen.library.captures import Captures
from briefgen.library.citations import Citations
from briefgen.project import Project
from briefgen.snapshots.store import Store

#: What a build makes when nothing is named.
TEMPLATES = ("monthly",)

#: The section that says what changed: its questions are put while the claims are judged.
_CHANGED = "changed"


def build(
    project: Project,
    edition_text: str | None = None,
    templates: Sequence[str] = TEMPLATES,
    output_folder: Path | None = None,
    captures_folder: Path | None = None,
    paper: Paper | None = None,
    word: bool = False,
) -> Built:
    """Build an edition: the newest month with a snapshot unless `edition_text` (`YYYY-MM`) names another.

    Documents that the edition has already, and that `templates` do not name, are built again with the others,
    so that all are made from the same. It stands in `output_folder` (else the project's) under its month,
    whole or not at all. Passages are quoted from `captures_folder` alone, and only where licence or user
    allows. `paper` takes the place of the one that the description of each named document has. What it
    leaves is cached, see `build_cache`. Without the system's Pango all but the PDF is built; the next build
    adds that once Pango is there. Raises InputError if anything that it reads is wrong, or if a final edition
    would lack its PDF.
    """
    name = partial(build_cache.name, project, edition_text, templates, captures_folder, paper, word)
    before = name()
    if word:
        pandoc.require()
    place = output_folder or project.output
    folder = place / str(choose(edition_text, Store.of(project).manifests()))
    output_files.check_place(folder)
    output_files.check_writable(place)
    made = listed.wanted(listed.held(folder), templates, paper, word)
    if any(document.word for document in made):
        pandoc.require()
    documents = [_template(project, document, folder, templates) for document in made]
    with RenderWorkers() as press:
        captures = Captures(captures_folder) if captures_folder else None
        month = BuildContext.open(project, folder.name, press, captures, documents, place, made)
        no_pdf, made_files = _build(project, month, made, documents, folder, press, captures)
    # Those that are named come first, in their order.
    place_of = {name: place for place, name in enumerate(dict.fromkeys(templates))}
    in_order = sorted(made, key=lambda it: place_of.get(it.name, len(place_of)))
    kinds = {it.name: [kind for kind in it.kinds if kind != "pdf" or no_pdf is None] for it in in_order}
    paths = [folder / it.name / f"briefing.{kind}" for it in in_order for kind in kinds[it.name]]
    carried = listed.carried(made, templates, paper, word)
    built = Built(folder, tuple(paths), made_files.replaced, carried, made_files.empty, no_pdf)
    # What changed meanwhile may be in it or not. Without its PDF it is not what the next build would leave.
    if no_pdf is None and before and name() == before:
        build_cache.save(project, before, made_files.files, built, revises=month.revision.since is not None)
    return built


def _template(project: Project, document: Document, folder: Path, named: Sequence[str]) -> Template:
    """The template of a document. Raises InputError if there is no such template, or it is wrong."""
    if document.name not in named and document.name not in template.names(project.templates):
        raise InputError(
            f"{folder / document.name}: a document of this edition, whose template is gone. Put "
            f"templates/{document.name} back, or move this folder away, to have an edition without it."
        )
    return template.read(project, document.name, document.paper)


def again(
    project: Project,
    edition_text: str,
    made: Sequence[Document],
    published_in: Path | None = None,
    captures_folder: Path | None = None,
) -> dict[str, bytes]:
    """Return the files that a build of the documents `made` would leave, by their paths; nothing is written.

    `published_in` is the folder whose published edition this may be a revision of.
    Raises InputError as `build` does.
    """
    if any(document.word for document in made):
        pandoc.require()
    documents = [template.read(project, document.name, document.paper) for document in made]
    with RenderWorkers() as press:
        captures = Captures(captures_folder) if captures_folder else None
        month = BuildContext.open(project, edition_text, press, captures, documents, published_in, made)
        with JudgingThreads(month.docket) as judging:
            if why := press.why_no_pages():
                raise InputError(why)
            with_word = {document.name for document in made if document.word}
            return dict(_files(project, month, documents, press, judging, captures, with_word).files)


def _build(
    project: Project,
    month: BuildContext,
    made: Sequence[Document],
    documents: Sequence[Template],
    folder: Path,
    press: RenderWorkers,
    captures: Captures | None,
) -> tuple[str | None, _Files]:
    """Put an edition in place; return why it has no PDF, and its files."""
    with_word = {document.name for document in made if document.word}
    with JudgingThreads(month.docket) as judging:
        no_pdf = press.why_no_pages()
        if no_pdf and month.revision.record.status == "final":
            raise InputError(
                f"editions/{month.edition}.md: `status: final`, and a final edition comes with its PDF; "
                f"{no_pdf} Until then build it as a draft."
            )
        made_files = _files(project, month, documents, press, judging, captures, with_word)
    if revisions.says_more(month.revision, made_files.files):
        output_files.replace_folder(folder, made_files.files, month.revision.keeps_at)
    return no_pdf, made_files


@dataclass(frozen=True)
class _Files:
    """The files of an edition by path, the characters that were replaced, and sentences on empty sections."""

    files: Mapping[str, bytes]
    replaced: tuple[str, ...]
    empty: tuple[str, ...]


def _files(
    project: Project,
    month: BuildContext,
    documents: Sequence[Template],
    press: RenderWorkers,
    judging: JudgingThreads,
    captures: Captures | None,
    with_word: Set[str],
) -> _Files:
    """Make every file of an edition.

    What is printed is rendered even if nothing can set it on pages: its numbers belong in the ledger.
    """
    renderer = Renderer(project.templates)
    laid_out: dict[str, Future[int]] = {}
    replaced: dict[str, None] = {}
    empty: list[str] = []
    pages: list[Page] = []
    citations = Citations(month.docket.library.sources)
    prepare(month, documents, renderer, press, judging)
    files = _claims(month.docket)
    revisions.check_files(month.revision, files)
    for document in documents:
        printed, _ = renderer.html(document.name, month.page("print", document), month.context)
        if press.why_no_pages() is None:
            laid_out[document.name] = press.lay_out(printed)
        screen = month.page("screen", document)
        written, lacking = renderer.html(document.name, screen, month.context)
        files[f"{document.name}/briefing.html"] = written.encode()
        files |= _charts(document.name, screen)
        mark = month.context["comment"].mark if month.context["comment"] else ""
        files[f"{document.name}/{front.NAME}"] = _front(month, document, screen, mark)
        if document.name in with_word:
            files[f"{document.name}/briefing.docx"] = docx(screen, written, mark)
        replaced |= dict.fromkeys(lacking)
        empty += empty_sections.messages(document.name, screen, month.engine.panels)
        for source_id in screen.cited:
            citations.note(source_id)
        pages.append(screen)
    revisions.check_files(month.revision, files)
    # That was the last question.
    month.engine.close()
    files |= _data(month, citations, captures) | month.revision.files
    manifests = month.engine.holdings.manifests
    files["edition.xlsx"] = edition.edition_workbook(month.edition, pages, month.docket, manifests)
    # A PDF carries the edition's data: it is laid out while they are worked out, and written once they stand.
    asked = as_json(as_asked(month.revision.record).model_dump(mode="json"))
    bound = {
        f"{name}/briefing.pdf": press.pdf(
            sheets.result(), month.edition.clock, evidence(project, month.ledger, files, name, asked)
        )
        for name, sheets in laid_out.items()
    }
    files |= {path: written.result() for path, written in bound.items()}
    return _Files(files, tuple(replaced), tuple(empty))


def prepare(
    month: BuildContext,
    documents: Sequence[Template],
    renderer: Renderer,
    press: RenderWorkers,
    judging: JudgingThreads,
) -> None:
    """Have the charts drawn, the templates read, what changed worked out and the claims judged.

    Raises InputError if a chart, a template or a test of a claim is wrong.
    """
    # The press draws the first charts while the next are made, and all of them before it lays out a page.
    for chart_id in dict.fromkeys(
        chart for document in documents for chart in document.description.chart_ids
    ):
        month.draw(chart_id)
    press.all_drawn()
    for document in documents:
        renderer.load(document.name)
        if any(section.id == _CHANGED for section in document.description.sections):
            month.context["changes"](document.description.chart_ids)
    judging.wait()


def _data(month: BuildContext, citations: Citations, captures: Captures | None) -> dict[str, bytes]:
    """The numbers and sources of an edition as files."""
    files = {
        "ledger.json": month.ledger.json().encode(),
        "references.json": as_json(citations.csl_json()),
        "references.bib": citations.bibtex().encode(),
    }
    if captures is not None:
        files["captures.json"] = as_json(captures.hashes(month.docket.library))
    return files


def _claims(docket: JudgedEdition) -> dict[str, bytes]:
    """Every verdict with its history as JSON, and without it as CSV."""
    records = [export.record(verdict, docket.history(verdict.claim)) for verdict in docket.verdicts]
    return {
        "claims.json": as_json({"format": "briefgen/claims/1", "claims": records}),
        "claims.csv": output_files.csv_file(export.COLUMNS, export.rows(docket)),
    }


def _front(month: BuildContext, document: Template, page: Page, mark: str) -> bytes:
    """What the first page of a document says."""
    said = page.front.front(
        edition=str(month.edition),
        document=document.name,
        title=document.description.title,
        strapline=document.description.strapline,
        mark=mark,
        manifests=month.engine.holdings.manifests,
    )
    return as_json(said.model_dump(mode="json"))


def _charts(name: str, page: Page) -> dict[str, bytes]:
    """The document's figures and their data as files."""
    files = {}
    for drawing in page.drawings:
        path = f"{name}/charts/{drawing.figure.id}"
        files[f"{path}.svg"] = without_tooltips(drawing.svg).encode()
        files[f"{path}.csv"] = output_files.table_csv(drawing.figure.table)
    return files
