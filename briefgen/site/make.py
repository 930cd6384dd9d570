"""The site of an output folder: made from the editions that stand in it, and put beside them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.claims import export
from briefgen.claims.judged_edition import JudgedEdition, judge_edition
from briefgen.documents import output_files, web_fonts
from briefgen.documents.html import Renderer
from briefgen.editions.record import superseded
from briefgen.errors import InputError
from briefgen.files import write_whole
from briefgen.project import Project, bundled_root
from briefgen.site import feeds, summary
from briefgen.site.archive import SiteEdition, standing
from briefgen.site.feeds import Feed, Item
from briefgen.site.pages import STYLES, Site
from briefgen.site.summary import Summary

#: The paths that a site's files have; what an edited list names beside them is left alone.
_OWN = re.compile(r"[a-z]+\.(html|css|atom|json)|(claims|sources|summaries)/[a-z0-9-]+\.(html|txt)")
_ADDRESS = re.compile(r"https?://[^\s/?#\\]+(/[^\s?#\\]*)?", re.ASCII)


@dataclass(frozen=True)
class BuiltSite:
    """A site on disk: its first page, the characters that no shipped font holds, and the drafts left out."""

    index: Path
    replaced: tuple[str, ...]
    drafts: tuple[str, ...]


def make(project: Project, output_folder: Path | None = None, base_url: str | None = None) -> BuiltSite:
    """Make the site of the editions in `output_folder`, else in the project's; `base_url` is its address.

    Files of an earlier site that it no longer has are taken away. Raises InputError where there is no
    edition, where one is not as it was built or not what the project says today, where files that are no
    site's stand in the way, or where the address or anything that is read is wrong.
    """
    folder = output_folder or project.output
    address = _address(base_url) if base_url is not None else None
    there = standing(folder)
    editions = tuple(edition for edition in there if not edition.draft)
    if not editions:
        raise InputError(
            f"{folder}: only drafts stand in it, which are not to be published. Say `status: final` in "
            f"editions/{there[0].edition}.md, and build it again."
        )
    docket = judge_edition(project, editions[0].edition.last_day)
    _agree(docket, editions[0])
    site = Site(editions, docket, Renderer(project.templates, bundled_root() / "templates"))
    files, replaced = _files(site, address)
    _put(folder, files, editions)
    return BuiltSite(folder / "index.html", replaced, tuple(str(it.edition) for it in there if it.draft))


def _address(written: str) -> str:
    if not _ADDRESS.fullmatch(written):
        raise InputError(
            f"--base-url {written[:80]}: expected the address of the site's folder, such as "
            "https://example.org/briefings/"
        )
    return written.rstrip("/") + "/"


def _agree(docket: JudgedEdition, newest: SiteEdition) -> None:
    """Hold the verdicts of today's project to those that the newest edition printed."""
    ours = {it.claim.id: export.record(it, docket.history(it.claim)) for it in docket.verdicts}
    theirs = {it["id"]: it for it in json.loads(newest.read("claims.json"))["claims"]}
    for claim_id in dict.fromkeys((*ours, *theirs)):
        if json.loads(json.dumps(ours.get(claim_id))) != theirs.get(claim_id):
            raise InputError(
                f"{newest.folder}: it says something else of {claim_id} than the project does today. Build "
                f"{newest.edition} again before the site."
            )


def _files(site: Site, address: str | None) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Every file of the site by its path, and the characters that had to be replaced."""
    written = site.pages()
    for edition in site.editions:
        told = _summary(edition, site, address)
        written[f"summaries/{edition.edition}.html"] = told.html(site.renderer)
        written[f"summaries/{edition.edition}.txt"] = told.text()
    pages = {path: web_fonts.printable(text) for path, text in written.items() if path.endswith(".html")}
    characters = "".join(sorted(set("".join(page for page, _ in pages.values()))))
    feed = Feed([_item(edition) for edition in site.editions], address)
    files = {path: text.encode() for path, text in written.items()}
    files |= {path: page.encode() for path, (page, _) in pages.items()}
    files |= {
        STYLES: f"{web_fonts.embedded(characters)}\n{site.styles()}".encode(),
        feeds.ATOM: feed.atom(),
        feeds.JSON: feed.json(),
    }
    return files, tuple(dict.fromkeys(one for _, lacking in pages.values() for one in lacking))


def _summary(edition: SiteEdition, site: Site, address: str | None) -> Summary:
    root = address or "../"
    before, moved = summary.moved(edition, site.docket.library)
    return Summary(edition.edition, edition.front, before, moved, f"{root}{edition.page}", f"{root}claims/")


def _item(edition: SiteEdition) -> Item:
    pdf = edition.page.removesuffix(".html") + ".pdf"
    there = pdf.removeprefix(f"{edition.edition}/") in edition.hashes
    return Item(edition.edition, edition.front, edition.page, pdf if there else None, edition.corrected_on)


def _put(folder: Path, files: Mapping[str, bytes], editions: tuple[SiteEdition, ...]) -> None:
    """Write each file whole, then the list of them; take away what an earlier site had beyond them."""
    earlier = _earlier(folder)
    for path in files:
        if (folder / path).exists() and path not in earlier:
            raise InputError(
                f"{folder / path}: this is no file of an earlier site. Move it, or name another --output."
            )
    for path, content in files.items():
        write_whole(folder / path, content)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    for edition in editions:
        for place in (edition.folder, *superseded(edition.folder)):
            listing = (place / output_files.MANIFEST).read_bytes()
            hashes[f"{place.name}/{output_files.MANIFEST}"] = hashlib.sha256(listing).hexdigest()
    write_whole(folder / output_files.SITE_MANIFEST, output_files.listing(hashes))
    for path in earlier - hashes.keys():
        (folder / path).unlink(missing_ok=True)


def _earlier(folder: Path) -> set[str]:
    """The files of an earlier site; never one of an edition's, whatever its list says."""
    listing = folder / output_files.SITE_MANIFEST
    lines = listing.read_text(encoding="utf-8", errors="replace").splitlines() if listing.is_file() else []
    return {path for line in lines if _OWN.fullmatch(path := line.partition("  ")[2])}
