"""The sections that a document leaves out of a month, since no panel has what they need."""

from __future__ import annotations

from briefgen.documents.page import Page
from briefgen.metrics.panels import Panels


def messages(name: str, page: Page, panels: Panels) -> tuple[str, ...]:
    """Return a sentence for each section without data of a page that was rendered; `name` is its document."""
    return tuple(
        f"{name}: the section {section.id} ({section.title}) is left out: {_why(section.needs, panels)}."
        for section in page.without_data
    )


def _why(questions: tuple[str, ...], panels: Panels) -> str:
    """What every panel lacks for the questions; for those that one can answer it holds too few models."""
    lacking = {question: panels.lacking(question) for question in questions}
    said = [f"{question}: {why}" for question, why in lacking.items() if why]
    return "; ".join(said) or "the panels hold too few models for it"
