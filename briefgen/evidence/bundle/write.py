"""Makes the bundle: from a project and the ids of claims to one zip."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

import briefgen
from briefgen.claims.load import load_validated
from briefgen.claims.verdicts import Verdict
from briefgen.documents.output_files import check_writable
from briefgen.edition import choose
from briefgen.errors import InputError
from briefgen.evidence.bundle import readme, revision, ro_crate, selection
from briefgen.evidence.bundle.derived_files import ANSWERS, EXHIBITS, LEDGER, REBUILD, Contents, numbers
from briefgen.evidence.bundle.request import REQUEST, Request
from briefgen.evidence.container import bagit as bags
from briefgen.evidence.container import zip
from briefgen.evidence.container.bagit import Bag
from briefgen.evidence.exhibits import pdf
from briefgen.files import write_whole
from briefgen.ledger.ledger import Ledger
from briefgen.library.captures import Captures
from briefgen.metrics import own_metrics
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.store import Store
from briefgen.text.dates import last_day


@dataclass(frozen=True)
class Written:
    """What was made: the bundle, its exhibits once more beside it, to be printed, and the characters in them
    that no shipped font holds and that were therefore replaced.
    """

    bundle: Path
    exhibits: Path
    replaced: tuple[str, ...]


def request(project: Project, edition_text: str, claims: Sequence[str], **occasion: object) -> Request:
    """Return the order for a bundle; `occasion` is what a `Request` says of hearing, witness and preparation.

    Raises InputError for an edition without snapshots, no claim, an occasion that is no line of text, or a
    machine that cannot set pages.
    """
    edition = choose(edition_text, Store.of(project).manifests())
    if not claims:
        raise InputError("Name at least one claim: --claim ID. `briefgen claims` lists them.")
    order = {
        "edition": str(edition),
        "claims": tuple(dict.fromkeys(claims)),
        "clock": edition.clock,
        **versions(),
        "typesetting": pdf.programs(),
        **occasion,
    }
    try:
        return Request.model_validate(order)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " ".join(str(part) for part in first["loc"])
        raise InputError(f"{place}: {first['msg'].removeprefix('Value error, ')}.") from None


def versions() -> dict[str, str]:
    """Return the versions of the programs that made what a bundle computes."""
    return {"program": briefgen.__version__, "database": version("duckdb")}


def write(
    project: Project,
    order: Request,
    output_folder: Path,
    captures_folder: Path | None = None,
    supersedes: Path | None = None,
) -> Written:
    """Write a bundle and its exhibits to a folder, each whole or not at all.

    Captures are carried, and quoted, where their licence allows it. `supersedes` is the bundle of which this
    is the next revision. Raises InputError where a claim, a registry, a snapshot, a capture or a place is
    wrong.
    """
    check_writable(output_folder)
    earlier = revision.before(supersedes) if supersedes else None
    holdings = Catalog.until(Store.of(project).manifests(), last_day(order.edition))
    library = selection.records(load_validated(project), order.claims)
    ledger = Ledger(own_metrics.of(project.data))
    with tempfile.TemporaryDirectory(prefix="briefgen-") as staging:
        bag = Bag(Path(staging, order.name))
        selection.lay_out(project, bag, library, selection.snapshots(library, holdings))
        if captures_folder is not None:
            captures = Captures(captures_folder)
            selection.lay_out_captures(captures, bag, library)
            quoted = selection.quotations(captures, library, order.claims)
            order = order.model_copy(update={"quotations": quoted})
        contents = Contents(bag, order)
        if earlier is not None:
            contents = Contents(bag, revision.revised(earlier, contents))
        exhibits = pdf.set_exhibits(contents, ledger)
        _enter(contents.verdicts, ledger)
        put(bag.payload, {EXHIBITS: exhibits.pdf, REQUEST: contents.request.json_file})
        put(bag.payload, {LEDGER: ledger.json().encode()})
        derive(contents, bag.root)
        bundle, printed = (output_folder / f"{order.name}.{ending}" for ending in ("zip", "pdf"))
        zip.pack(bag.root, order.name, order.clock, bundle)
        write_whole(printed, exhibits.pdf)
    return Written(bundle, printed, exhibits.replaced)


def derive(contents: Contents, root: Path) -> None:
    """Write all that follows from a bag's project, request and ledger to `root`, laid out as in a bag.

    Making a bundle, `root` is the bag itself; verifying one, another folder, to be compared. Raises
    InputError where the bag's data do not allow it.
    """
    payload = Bag(root).payload
    put(payload, contents.texts())
    contents.write_answers(payload / ANSWERS)
    put(payload, {ro_crate.NAME: ro_crate.crate(contents)})
    hashes = bags.manifest(contents.bag)
    notes = {readme.NAME: readme.readme(contents, hashes), REBUILD: contents.rebuild}
    put(root, bags.tags(contents.bag, contents.request, {**notes, bags.MANIFEST: hashes}))


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their path in a folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _enter(verdicts: Iterable[Verdict], ledger: Ledger) -> None:
    """Enter the numbers of claims in a ledger, each where its claim stands."""
    for verdict in verdicts:
        with ledger.at(verdict.claim.id):
            for number in numbers(verdict):
                ledger.say(number)
