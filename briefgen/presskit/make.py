"""The press kit of an edition: every chart's folder, all of them in one file, and the contact sheet."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.cache.store import Cache
from briefgen.charts import registry
from briefgen.documents import output_files, template
from briefgen.documents.html import Renderer
from briefgen.edition import Edition, choose
from briefgen.editions.workers import Processes, RenderWorkers
from briefgen.errors import InputError
from briefgen.presskit import index
from briefgen.presskit.kit_cache import CachedKit, Files, get_kit, inputs, kit_key, put_kit
from briefgen.project import Project, bundled_root
from briefgen.snapshots.store import Store

if TYPE_CHECKING:
    from briefgen.presskit.kit import Desk

#: As many charts are made at a time.
_PROCESSES = 2
#: The folder of an edition that this fills.
FOLDER = output_files.CHARTS
_ZIP, _INDEX = "press-kit.zip", "index.html"


@dataclass(frozen=True)
class BuiltKits:
    """A press kit on disk: its folder, the charts made, and those that the month has no data for.

    `no_pages` says why its PDF and what is drawn from them are missing; None if they are there.
    """

    folder: Path
    charts: tuple[str, ...]
    without_data: tuple[str, ...]
    no_pages: str | None


def make(
    project: Project,
    edition_text: str | None = None,
    charts: Sequence[str] = (),
    output_folder: Path | None = None,
    beside: RenderWorkers | None = None,
) -> BuiltKits:
    """Make the kits of charts, by default of all; the edition's folder changes as a whole or not at all.

    Named charts take their place beside those that are there already. They are drawn by processes
    `beside` this one, or else whole charts are made two at a time. Raises InputError where there is no
    such chart or edition, where the edition's folder is none, or where anything that is read is wrong.
    """
    edition = choose(edition_text, Store.of(project).manifests())
    folder = (output_folder or project.output) / str(edition)
    output_files.check_place(folder)
    output_files.check_writable(folder.parent)
    known = (*registry.every_name(), *template.written_out(project))
    wanted = tuple(dict.fromkeys(charts)) or known
    for chart_id in wanted:
        if chart_id not in known:
            raise InputError(f"{chart_id}: no such chart. The charts are: {', '.join(known)}.")
    kits, no_pages = _kits(project, edition, wanted, beside)
    made = {chart_id: kit.files for chart_id, kit in kits.items() if kit.words}
    files = _beside(folder, kits) if charts else {}
    for chart_id, kit in made.items():
        files |= {f"{chart_id}/{name}": content for name, content in kit.items()}
    files |= _whole(edition, files, known, Renderer(project.templates, bundled_root() / "templates"))
    output_files.replace_charts(folder, files)
    return BuiltKits(folder / FOLDER, tuple(made), tuple(sorted(kits.keys() - made.keys())), no_pages)


def _kits(
    project: Project, edition: Edition, charts: Sequence[str], beside: RenderWorkers | None
) -> tuple[dict[str, CachedKit], str | None]:
    """Each chart's kit, and why none that was made has pages.

    What is cached of the same data, words and program is not made again.
    """
    cache = Cache(project.cache)
    given = kit_key(*inputs(project, edition, Store.of(project).manifests()))
    keys = {chart_id: kit_key(given, chart_id) for chart_id in charts}
    found = {chart_id: get_kit(cache, key) for chart_id, key in keys.items()}
    missing = [chart_id for chart_id, kit in found.items() if kit is None]
    if not missing:
        made, no_pages = dict[str, CachedKit](), None
    elif beside:
        made, no_pages = _divided(project, edition, missing, beside)
    else:
        made, no_pages = _made(project, edition, missing)
    # One without its pages is not whole.
    for chart_id, kit in made.items() if no_pages is None else ():
        put_kit(cache, keys[chart_id], kit)
    return {chart_id: kit or made[chart_id] for chart_id, kit in found.items()}, no_pages


def _made(
    project: Project, edition: Edition, charts: Sequence[str]
) -> tuple[dict[str, CachedKit], str | None]:
    """Kits made in processes beside this one, each of them whole in one."""
    with Processes(_PROCESSES) as processes:
        no_pages = processes.why_no_pages()
        pages = no_pages is None
        waiting = {one: processes.submit(_kit, project, edition, one, pages) for one in charts}
        return {chart_id: making.result() for chart_id, making in waiting.items()}, no_pages


def _divided(
    project: Project, edition: Edition, charts: Sequence[str], beside: RenderWorkers
) -> tuple[dict[str, CachedKit], str | None]:
    """Kits worded here, and drawn and set by the processes beside. Each loads what it needs."""
    from briefgen.presskit.kit import Desk

    desk = Desk.open(project, str(edition))
    no_pages = beside.why_no_pages()
    return {chart_id: desk.kit(chart_id, beside, no_pages is None) for chart_id in charts}, no_pages


_desks: dict[tuple[Project, Edition], Desk] = {}


def _kit(project: Project, edition: Edition, chart_id: str, pages: bool) -> CachedKit:
    """One chart's kit, made in this process, which reads the project once."""
    # What draws is not loaded by a process that only puts kits together.
    from briefgen.presskit.kit import Desk

    key = (project, edition)
    if key not in _desks:
        _desks[key] = Desk.open(project, str(edition))
    return _desks[key].kit(chart_id, pages=pages)


def _beside(folder: Path, made: Mapping[str, object]) -> Files:
    """The files of the charts that are there already and were not made again, as they were made."""
    files = {}
    for path, hashed in output_files.listed(folder).items():
        chart_id, _, name = path.removeprefix(f"{FOLDER}/").partition("/")
        if path.startswith(f"{FOLDER}/") and name and chart_id not in made:
            files[f"{chart_id}/{name}"] = (folder / path).read_bytes()
            if hashlib.sha256(files[f"{chart_id}/{name}"]).hexdigest() != hashed:
                raise InputError(
                    f"{folder / path}: changed since it was made, so that it cannot go into the press kit. "
                    f"Make it again: --chart {chart_id}."
                )
    return files


def _whole(edition: Edition, files: Files, order: Sequence[str], renderer: Renderer) -> Files:
    """What holds all charts: the contact sheet, and the file in which everything can be carried."""
    sheet = {_INDEX: index.page(edition, files, order, renderer)}
    return {**sheet, _ZIP: _packed({**files, **sheet}, edition)}


def _packed(files: Files, edition: Edition) -> bytes:
    """A zip of files, in order of their paths; the same files give the same bytes."""
    packed = io.BytesIO()
    stamp = edition.clock.timetuple()[:6]
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"press-kit-{edition}/{name}", max(stamp, (1980, 1, 1, 0, 0, 0)))
            entry.external_attr = 0o644 << 16
            # Pictures are packed already.
            plain = not name.endswith((".png", ".xlsx", ".pdf"))
            entry.compress_type = zipfile.ZIP_DEFLATED if plain else zipfile.ZIP_STORED
            archive.writestr(entry, content)
    return packed.getvalue()
