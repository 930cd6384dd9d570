"""Markdown to safe HTML: what a comment may hold, and each thing that it may not, by its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from briefgen.editions.comment.expressions import END, START, Blame

#: HTML stays text; raw lines across a page mean nothing to a reader of tags.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["hr", "html_block", "html_inline"])
_MARK = re.compile(f"{START}(\\d+){END}")
_LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
#: The section of the comment has a heading of the second level.
_HIGHEST = 3
_LOWEST = 6


def parse(text: str, blame: Blame) -> list[Token]:
    """Read a text; what cannot be printed is blamed at its line. Headings begin at the third level."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        for mistake in _mistakes(token):
            blame(line, 1, mistake)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(int(token.tag[1]) - min(levels) + _HIGHEST, _LOWEST)}"
    return tokens


def html(tokens: Sequence[Token], print_mark: Callable[[str], Markup]) -> Markup:
    """Return what was read as safe HTML, each mark printed by `print_mark`."""

    def words(inside: Sequence[Token], place: int, *_: object) -> str:
        pieces = _MARK.split(inside[place].content)
        # Between the marks stands text.
        return "".join(
            print_mark(it) if n % 2 else escape(it) for n, it in zip(count(), pieces, strict=False)
        )

    renderer = RendererHTML()
    # Its annotation knows bound methods only.
    renderer.rules = {**renderer.rules, "text": words}  # type: ignore[dict-item]
    return Markup(renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704


def _mistakes(token: Token) -> Iterator[str]:
    """What a block holds that cannot be printed, each in words."""
    if token.type in ("fence", "code_block") and START in token.content:
        yield "expected no reference within code"
    link = False
    for inside in token.children or ():
        if inside.type == "image":
            yield "expected no picture in a comment; list a chart in briefing.yaml"
        elif inside.type == "link_open":
            link = True
            address = str(inside.attrGet("href"))
            if not _LINK.match(address) or normalizeLink(START) in address:
                yield f"expected a link to https://…, mailto:… or #a-section, got {address[:60]}"
        elif inside.type == "link_close":
            link = False
        elif link and (inside.type != "text" or START in inside.content):
            yield "expected plain words within a link, without references or emphasis"
        elif inside.type == "code_inline" and START in inside.content:
            yield "expected no reference within code"
