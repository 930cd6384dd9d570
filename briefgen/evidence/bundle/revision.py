"""What is another than in the bundle before: a revision says so on its cover."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from briefgen.claims.verdicts import Verdict
from briefgen.errors import InputError
from briefgen.evidence.bundle.derived_files import CLAIMS, Contents, claims_json
from briefgen.evidence.bundle.request import Request, read_request
from briefgen.evidence.container import zip
from briefgen.evidence.container.bagit import MANIFEST, Bag, digest, listed
from briefgen.evidence.container.zip import UnsafeArchiveError

#: The snapshots, in the list of a bundle's hashes.
_SNAPSHOTS, _PARQUET = "data/project/data/snapshots/", ".parquet"
_LONGEST = 300


@dataclass(frozen=True)
class Before:
    """The bundle that a revision takes the place of; `supersedes` is the SHA-256 of its list of hashes."""

    request: Request
    supersedes: str
    claims: Mapping[str, Mapping[str, Any]]
    snapshots: Mapping[str, str]


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore")

    claims: tuple[dict[str, Any], ...]


def before(path: Path) -> Before:
    """Read a bundle, the zip or its folder, as one that is to be superseded.

    Only its words are compared; whether they are true is for `briefgen verify`. Raises InputError where it is
    no bundle.
    """
    if path.is_dir():
        return _read(Bag(path))
    if not path.is_file():
        raise InputError(f"{path}: there is no such bundle to be superseded.")
    with tempfile.TemporaryDirectory(prefix="briefgen-") as scratch:
        try:
            return _read(Bag(zip.unpack(path, Path(scratch, "before"))))
        except UnsafeArchiveError as error:
            raise InputError(f"{path}: expected the bundle to be superseded; {error}.") from None


def revised(earlier: Before, contents: Contents) -> Request:
    """Return the order for the next revision: it names the one before, and what is another than there.

    What bears on a verdict comes first.
    """
    found = [
        *_claims(earlier, contents),
        *_occasion(earlier.request, contents.request),
        *_snapshots(earlier, contents),
    ]
    told = {
        "revision": earlier.request.revision + 1,
        "supersedes": earlier.supersedes,
        "changes": tuple(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in found),
    }
    return contents.request.model_copy(update=told)


def _read(bag: Bag) -> Before:
    request = read_request(bag.payload)
    try:
        hashes = listed((bag.root / MANIFEST).read_bytes())
        claims = _Claims.model_validate_json((bag.payload / CLAIMS).read_bytes()).claims
    except (OSError, ValueError, ValidationError) as error:
        raise InputError(
            f"{bag.root.name}: expected the bundle to be superseded ({str(error)[:200]})."
        ) from None
    snapshots = {
        name.removeprefix(_SNAPSHOTS).removesuffix(_PARQUET): value
        for name, value in hashes.items()
        if name.startswith(_SNAPSHOTS) and name.endswith(_PARQUET)
    }
    return Before(request, digest(bag.root / MANIFEST), {str(it.get("id")): it for it in claims}, snapshots)


def _claims(earlier: Before, contents: Contents) -> Iterator[str]:
    for verdict in contents.verdicts:
        yield from _claim(earlier, contents, verdict)
    for name in earlier.request.claims:
        if name not in contents.request.claims:
            yield f"{name}: no longer among the exhibits."


def _claim(earlier: Before, contents: Contents, verdict: Verdict) -> Iterator[str]:
    name = verdict.claim.id
    if name not in earlier.claims:
        yield f"{name}: a new exhibit."
        return
    # As another program reads it back.
    (now,) = json.loads(json.dumps(claims_json(contents.docket, [verdict])))["claims"]
    was = earlier.claims[name]
    if was.get("word") != now["word"]:
        yield f"{name}: the verdict is {now['word']}; it was {was.get('word')}."
    elif was.get("reason") != now["reason"]:
        yield f"{name}: the verdict is the same, the figures or the reason are others."
    if was.get("statement") != now["statement"]:
        yield f"{name}: the claim is put in other words."


def _occasion(was: Request, now: Request) -> Iterator[str]:
    if was.edition != now.edition:
        yield f"The edition is {now.edition}; it was {was.edition}."
    for name in ("hearing", "witness", "date", "prepared_by", "prepared_for", "interests"):
        if getattr(was, name) != getattr(now, name):
            yield f"The cover says something else of this: {name.replace('_', ' ')}."
    for name, program in (("program", "briefgen"), ("database", "DuckDB")):
        if getattr(was, name) != getattr(now, name):
            yield f"It was made with {program} {getattr(now, name)}, before with {getattr(was, name)}."


def _snapshots(earlier: Before, contents: Contents) -> Iterator[str]:
    ours = {manifest.id: manifest.sha256 for manifest in contents.manifests}
    new, gone = sorted(ours.keys() - earlier.snapshots.keys()), sorted(earlier.snapshots.keys() - ours.keys())
    other = [
        name
        for name in sorted(ours.keys() & earlier.snapshots.keys())
        if ours[name] != earlier.snapshots[name]
    ]
    for words, names in (("new", new), ("no longer there", gone), ("altered", other)):
        if names:
            yield f"Snapshots {words}: {', '.join(names)}."
