"""Makes the bundle: from a project and the ids of claims to one zip."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

import briefgen
from briefgen.briefing.edition import choose
from briefgen.briefing.ledger import Ledger
from briefgen.claims.checks import mistakes
from briefgen.claims.verdicts import Verdict
from briefgen.dates import last_day
from briefgen.evidence import archive, crate, readme, selection
from briefgen.evidence import bag as bags
from briefgen.evidence.bag import Bag
from briefgen.evidence.contents import ANSWERS, LEDGER, REBUILD, REQUEST, Contents, numbers
from briefgen.evidence.request import Request
from briefgen.library.captures import Captures
from briefgen.library.load import load_library
from briefgen.project import InputError, Project
from briefgen.snapshots.holdings import Holdings
from briefgen.snapshots.store import Store


def request(project: Project, edition_text: str, claims: Sequence[str], **occasion: object) -> Request:
    """Return the order for a bundle; `occasion` may name `hearing`, `witness` and `date`.

    Raises InputError for an edition without snapshots, no claim, or an occasion that is no line of text.
    """
    edition = choose(edition_text, Store(project.snapshots).manifests())
    if not claims:
        raise InputError("Name at least one claim: --claim ID. `briefgen claims` lists them.")
    order = {
        "edition": str(edition),
        "claims": tuple(dict.fromkeys(claims)),
        "clock": edition.clock,
        **versions(),
        **occasion,
    }
    try:
        return Request.model_validate(order)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " ".join(str(part) for part in first["loc"])
        raise InputError(f"{place}: {first['msg'].removeprefix('Value error, ')}.") from None


def versions() -> dict[str, str]:
    """Return the versions of the programs that a bundle made now names."""
    return {"program": briefgen.__version__, "database": version("duckdb")}


def write(
    project: Project,
    order: Request,
    output_folder: Path,
    captures_folder: Path | None = None,
    ledger: Ledger | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Path:
    """Write `evidence-<edition>.zip` to a folder, whole or not at all, and return its path.

    `ledger` holds what exhibits have printed already; the numbers of the claims are entered after those.
    `files` are exhibits, by their path in the payload. Captures are carried where their licence allows it.
    Raises InputError where a claim, a registry, a snapshot or a capture is wrong.
    """
    ledger = ledger or Ledger()
    holdings = Holdings.until(Store(project.snapshots).manifests(), last_day(order.edition))
    printed = set(ledger.snapshots)
    origins = {manifest.origin for manifest in holdings.manifests if manifest.id in printed}
    library = selection.records(load_library(project.sources, mistakes), order.claims, origins)
    with tempfile.TemporaryDirectory(prefix="briefgen-") as staging:
        bag = Bag(Path(staging, order.name))
        selection.lay_out(project, bag, library, selection.snapshots(library, holdings, printed))
        if captures_folder is not None:
            selection.lay_out_captures(Captures(captures_folder), bag, library)
        contents = Contents(bag, order)
        _enter(contents.verdicts, ledger)
        put(bag.payload, {**(files or {}), REQUEST: order.json_file})
        put(bag.payload, {LEDGER: ledger.json().encode()})
        derive(contents, bag.root)
        target = output_folder / f"{order.name}.zip"
        archive.pack(bag.root, order.name, order.clock, target)
    return target


def derive(contents: Contents, root: Path) -> None:
    """Write all that follows from a bag's project, request and ledger to `root`, laid out as in a bag.

    Making a bundle, `root` is the bag itself; verifying one, another folder, to be compared. Raises
    InputError where the bag's data do not allow it.
    """
    payload = Bag(root).payload
    put(payload, contents.texts())
    contents.write_answers(payload / ANSWERS)
    put(payload, {crate.NAME: crate.crate(contents)})
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
