"""HTML to PDF with WeasyPrint: only the shipped fonts are fetched, and no complaint is let pass."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass

import pydyf
import weasyprint
from weasyprint.pdf import VARIANTS
from weasyprint.urls import URLFetcher, URLFetcherResponse

from briefgen.charts.theme.palettes import Paint
from briefgen.documents.pdf.attachments import Attachment
from briefgen.documents.pdf.ua_and_a3 import VARIANT, BothStandards
from briefgen.errors import InputError
from briefgen.text import fonts

_Finisher = Callable[[weasyprint.Document, pydyf.PDF], None]
#: What the variant asks of a file.
_PROPERTIES = VARIANTS[VARIANT][1]
#: Before the end of a stream, readers take a line feed for the end of its last line, and a carriage return
#: with it: a packed stream that happens to end in one would be one byte shorter than it says.
_RETURN = b"\r\nendstream"
#: A step of drawing that chooses a colour, for what is filled or for lines.
_COLOUR = re.compile(rb"([\d.]+ [\d.]+ [\d.]+)( rg| RG)")


class ShippedFontsOnly(URLFetcher):  # type: ignore[misc]
    """A fetcher that opens the files of the shipped fonts, refuses every other address and remembers it.

    It gives `drawings`, SVG by addresses of their own, without looking anywhere.
    """

    _allowed = frozenset(face.path.as_uri() for face in fonts.FACES)

    def __init__(self, drawings: Mapping[str, str]) -> None:
        super().__init__()
        self._drawings = drawings
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Open a shipped font or a drawing; raise PermissionError for anything else."""
        if url in self._drawings:
            svg = self._drawings[url].encode()
            return URLFetcherResponse(url, svg, {"Content-Type": "image/svg+xml"})
        if url not in self._allowed:
            self.refused.append(url)
            raise PermissionError(url)
        return super().fetch(url, headers)


class _Inside(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the files that go inside, each with the media type that it is."""

    def __init__(self, files: Sequence[Attachment]) -> None:
        super().__init__()
        self._files: Mapping[str, Attachment] = {one.name: one for one in files}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Open one of the files; its address is its name."""
        file = self._files[url]
        return URLFetcherResponse(url, file.content, {"Content-Type": file.media_type})

    def attachments(self, clock: dt.datetime) -> list[weasyprint.Attachment]:
        """Return the files as WeasyPrint takes them, all of one time: it would stamp them with now."""
        return [
            weasyprint.Attachment(
                url=file.name,
                url_fetcher=self,
                name=file.name,
                description=file.description,
                relationship=file.relationship,
                created=clock,
                modified=clock,
            )
            for file in self._files.values()
        ]


@dataclass(frozen=True)
class LaidOutPages:
    """A page of HTML laid out on sheets of paper, to be written as PDF once what goes inside is known."""

    _document: weasyprint.Document
    _fetcher: ShippedFontsOnly

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self._document.pages)

    def write(self, clock: dt.datetime, inside: Sequence[Attachment] = ()) -> bytes:
        """Return the sheets as a tagged PDF with files inside; the same page and files give the same bytes.

        Raises InputError where WeasyPrint has a complaint.
        """
        return self._written(_finish, _Inside(inside).attachments(clock))

    def write_twice(self, paint: Paint) -> tuple[bytes, bytes]:
        """Return the sheets as `write` does, without files, and once more in the colours that `paint` gives.

        They are drawn once: most of what a page costs is what stands on it, and only its colours differ.
        """
        copies: list[pydyf.PDF] = []

        def finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
            _finish(document, pdf)
            copies.append(_repainted(pdf, paint))

        written = self._written(finish)
        return written, _without_returns(lambda spare: _bytes_of(copies[-1], spare))

    def _written(self, finisher: _Finisher, attachments: Sequence[weasyprint.Attachment] = ()) -> bytes:
        def write(spare: int) -> bytes:
            def finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
                finisher(document, pdf)
                _add_spare_objects(pdf, spare)

            written: bytes = self._document.write_pdf(
                pdf_variant=VARIANT, attachments=list(attachments), finisher=finish
            )
            return written

        with _strict(self._fetcher):
            return _without_returns(write)


def lay_out(page: str, drawings: Mapping[str, str] | None = None) -> LaidOutPages:
    """Lay a page of HTML out on sheets.

    `drawings` are SVG that the page shows as pictures, by the addresses that it calls them by. As a part of
    the page itself WeasyPrint would read each of their elements as HTML and look for its style.

    Raises InputError where the page asks for anything from outside, or WeasyPrint has a complaint.
    """
    fetcher = ShippedFontsOnly(drawings or {})
    with _strict(fetcher):
        source = weasyprint.HTML(string=page, base_url="about:blank", url_fetcher=fetcher)
        document = source.render(pdf_variant=VARIANT)
    document.metadata = BothStandards(**vars(document.metadata))
    return LaidOutPages(document, fetcher)


def _finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Say what WeasyPrint 70 cannot be told in HTML."""
    # It associates a file twice, under its name and as an object.
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for stream in (one for one in pdf.objects if isinstance(one, pydyf.Stream)):
        while stream.data.endswith(_RETURN):
            stream.stream.append(b"")
    # It describes a link by its address. Some screen readers say the description in the place of the words.
    for page in document.pages:
        for kind, _, _, box in page.links:
            # One that leads nowhere has no annotation; WeasyPrint complains of it.
            if kind == "internal" and box.link_annotation is not None:
                words = box.element.get("aria-label") or "".join(box.element.itertext())
                box.link_annotation["Contents"] = pydyf.String(words)


def _without_returns(write: Callable[[int], bytes]) -> bytes:
    """Return a file none of whose streams ends in a carriage return.

    Two streams are made as a file is written, of all its objects. `write` is asked for a file with one more
    spare object until they end otherwise; one file in 128 needs that.

    >>> _without_returns(lambda spare: b"stream x\\r\\nendstream" if spare < 2 else b"with %d" % spare)
    b'with 2'
    """
    return next(written for written in map(write, itertools.count()) if _RETURN not in written)


def _add_spare_objects(pdf: pydyf.PDF, count: int) -> None:
    for _ in range(count):
        pdf.add_object(pydyf.Dictionary())


def _bytes_of(pdf: pydyf.PDF, spare: int) -> bytes:
    """Write a copy of a file, with spare objects, as WeasyPrint writes its own."""
    again, output = copy(pdf), io.BytesIO()
    again.objects = [*pdf.objects]
    _add_spare_objects(again, spare)
    again.write(output, _PROPERTIES["pdf_version"], _PROPERTIES["pdf_identifier"], compress=True)
    return output.getvalue()


def _repainted(pdf: pydyf.PDF, paint: Paint) -> pydyf.PDF:
    """A copy of a file that is yet to be written, all of it in the colours that stand for its own."""
    again = copy(pdf)
    again.objects = [copy(one) if isinstance(one, pydyf.Stream) else one for one in pdf.objects]
    for stream in (one for one in again.objects if isinstance(one, pydyf.Stream)):
        stream.stream = [_recoloured(step, paint) for step in stream.stream]
    return again


def _recoloured(step: object, paint: Paint) -> object:
    """A step of drawing; where it chooses a colour, one that chooses another."""
    found = _COLOUR.fullmatch(step) if isinstance(step, bytes) else None
    if found is None:
        return step
    colour = paint("#" + "".join(f"{round(float(part) * 255):02x}" for part in found[1].split()))
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return " ".join(f"{part:.6g}" for part in parts).encode() + found[2]


@contextmanager
def _strict(fetcher: ShippedFontsOnly) -> Iterator[None]:
    """Let nothing pass that WeasyPrint logs or was refused: it would go on, and leave the result wanting."""
    collector = _Collector(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
    if fetcher.refused:
        raise InputError(
            f"The page asks for {fetcher.refused[0][:200]}. "
            "Nothing is fetched but the shipped fonts: take it out, or draw it in the page as SVG."
        )
    if collector.messages:
        raise InputError("WeasyPrint cannot set the page as it is:\n" + "\n".join(collector.messages))


class _Collector(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
