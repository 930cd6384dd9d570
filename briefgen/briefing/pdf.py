"""HTML to PDF/UA-1 with WeasyPrint: only the shipped fonts are fetched, and no complaint is let pass."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefgen import fonts
from briefgen.project import InputError


class ShippedFontsOnly(URLFetcher):  # type: ignore[misc]
    """A fetcher that opens the files of the shipped fonts, refuses every other address and remembers it."""

    _allowed = frozenset(face.path.as_uri() for face in fonts.FACES)

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Open a shipped font; raise PermissionError for anything else."""
        if url not in self._allowed:
            self.refused.append(url)
            raise PermissionError(url)
        return super().fetch(url, headers)


def write(page: str) -> bytes:
    """Return a page of HTML as a tagged PDF; the same page gives the same bytes.

    Raises InputError where the page asks for anything from outside, or WeasyPrint has a complaint.
    """
    fetcher = ShippedFontsOnly()
    with _complaints() as complaints:
        document = weasyprint.HTML(string=page, base_url="about:blank", url_fetcher=fetcher)
        written: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    if fetcher.refused:
        raise InputError(
            f"The page asks for {fetcher.refused[0][:200]}. "
            "Nothing is fetched but the shipped fonts: take it out, or draw it in the page as SVG."
        )
    if complaints:
        raise InputError("WeasyPrint cannot set the page as it is:\n" + "\n".join(complaints))
    return written


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs: it goes on after an error, and leaves the result wanting."""
    collector = _Collector(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)


class _Collector(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
