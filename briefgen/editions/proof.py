"""An edition as pages to be looked at before it is built; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefgen.documents import template
from briefgen.documents.html import Renderer
from briefgen.editions import empty_sections
from briefgen.editions.build import prepare
from briefgen.editions.build_context import BuildContext
from briefgen.editions.workers import JudgingThreads, RenderWorkers
from briefgen.errors import InputError
from briefgen.project import Project


@dataclass(frozen=True)
class Proof:
    """An edition to be looked at before it is built: each document as HTML and as bare PDF.

    Of a document that cannot be set on paper, `unset` says why; `no_pdf`, why this machine can set none;
    `empty` names the sections without data.
    """

    month: BuildContext
    html: Mapping[str, str]
    pdf: Mapping[str, bytes]
    unset: Mapping[str, str]
    no_pdf: str | None
    empty: tuple[str, ...]


def proof(project: Project, edition_text: str | None, templates: Sequence[str]) -> Proof:
    """Set an edition as `build` does, without its data; nothing is written.

    Raises InputError as `build` does, but for documents that cannot be set on paper.
    """
    documents = [template.read(project, name) for name in templates]
    with RenderWorkers() as press:
        month = BuildContext.open(project, edition_text, press, documents=documents)
        renderer = Renderer(project.templates)
        with JudgingThreads(month.docket) as judging:
            no_pdf = press.why_no_pages()
            prepare(month, documents, renderer, press, judging)
        html, laid_out = {}, {}
        empty: list[str] = []
        for document in documents:
            printed, _ = renderer.html(document.name, month.page("print", document), month.context)
            if no_pdf is None:
                laid_out[document.name] = press.lay_out(printed)
            screen = month.page("screen", document)
            html[document.name], _ = renderer.html(document.name, screen, month.context)
            empty += empty_sections.messages(document.name, screen, month.engine.panels)
        pdf, unset = {}, {}
        for name, sheets in laid_out.items():
            try:
                pdf[name] = press.pdf(sheets.result(), month.edition.clock, []).result()
            except InputError as error:
                unset[name] = str(error)
    return Proof(month, html, pdf, unset, no_pdf, tuple(empty))
