"""The chain from a number to the Hub in the terms of others: RO-Crate 1.2, with those of W3C PROV-O.

number -> prov:wasGeneratedBy -> question put to snapshots -> prov:used -> snapshot (subjectOf: its manifest)
-> prov:wasDerivedFrom -> origin, prov:wasAttributedTo -> whoever published it.

Written by hand: `rocrate` stamps today's date. The tests hold what is written here to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.bundle.rebuild_sql import Question
from briefgen.evidence.container.bagit import files
from briefgen.files import as_json
from briefgen.ledger.file import LedgerEntry
from briefgen.snapshots.manifest import Manifest

NAME = "ro-crate-metadata.json"

_VERSION = "https://w3id.org/ro/crate/1.2"
_CONTEXT = [f"{_VERSION}/context", {"prov": "http://www.w3.org/ns/prov#"}]
_TYPES = {
    ".sql": "application/sql",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".yaml": "application/yaml",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
}
_PROGRAM = "#briefgen"
#: The files of an answer.
_ENDS = (".csv", ".parquet")

_Entity = dict[str, Any]


def crate(contents: Contents) -> bytes:
    """Return the metadata of a payload that is complete but for this file."""
    paths = [path for path in files(contents.bag.payload) if path != NAME]
    entities = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _VERSION},
        },
        _root(contents, paths),
        {
            "@id": _PROGRAM,
            "@type": ["SoftwareApplication", "prov:SoftwareAgent"],
            "name": "briefgen",
            "version": contents.request.program,
            "softwareRequirements": f"DuckDB {contents.request.database}",
        },
        *_files(contents, paths),
        *_origins(contents),
        *(_run(question) for question in contents.questions),
        *(_number(entry) for entry in contents.entries),
    ]
    return as_json({"@context": _CONTEXT, "@graph": entities})


def _root(contents: Contents, paths: list[str]) -> _Entity:
    request = contents.request
    said = "; ".join(verdict.claim.statement for verdict in contents.verdicts)
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Evidence for the edition {request.edition}",
        "description": f"What the statistics of the Hugging Face Hub say of these claims: {said}",
        "datePublished": request.clock.isoformat(),
        "license": {"@id": "licences.txt"},
        "hasPart": [{"@id": path} for path in paths],
        "mentions": [_ref(_run_id(question)) for question in contents.questions],
        "prov:wasAttributedTo": _ref(_PROGRAM),
    }


def _files(contents: Contents, paths: list[str]) -> Iterator[_Entity]:
    snapshots = {_snapshot_id(it.id): it for it in contents.manifests}
    runs = {f"answers/{question.name}{end}": question for question in contents.questions for end in _ENDS}
    for path in paths:
        size = (contents.bag.payload / path).stat().st_size
        entity: _Entity = {
            "@id": path,
            "@type": "File",
            "name": path,
            "contentSize": str(size),
            "encodingFormat": _format(path),
        }
        if path in snapshots:
            entity |= _snapshot(snapshots[path])
        if path in runs:
            entity |= {
                "@type": ["File", "prov:Entity"],
                "prov:wasGeneratedBy": _ref(_run_id(runs[path])),
            }
        yield entity


def _snapshot(manifest: Manifest) -> _Entity:
    return {
        "@type": ["File", "prov:Entity"],
        "name": f"Snapshot {manifest.id}",
        "description": manifest.population.words,
        "temporalCoverage": manifest.date.isoformat(),
        "sha256": manifest.sha256,
        "license": manifest.licence,
        "creditText": manifest.attribution,
        "subjectOf": _ref(_snapshot_id(manifest.id).replace(".parquet", ".json")),
        "prov:wasDerivedFrom": _ref(_origin_id(manifest.origin)),
        "prov:wasAttributedTo": _ref(_publisher_id(manifest.origin)),
    }


def _origins(contents: Contents) -> Iterator[_Entity]:
    """Each origin with its citation, and who published it; one that is not in the library by its name."""
    known = {source.id: source for source in contents.docket.library.sources}
    for name in sorted({manifest.origin for manifest in contents.manifests}):
        source = known.get(name)
        origin: _Entity = {
            "@id": _origin_id(name),
            "@type": ["CreativeWork", "prov:Entity"],
            "name": source.csl.title if source else name,
            "prov:wasAttributedTo": _ref(_publisher_id(name)),
        }
        authors = [name]
        if source is not None:
            told = {"url": source.csl.url, "version": source.csl.version, "license": source.licence}
            origin |= {key: value for key, value in told.items() if value}
            authors = [one.literal or f"{one.given or ''} {one.family}".strip() for one in source.csl.author]
        yield origin
        yield {
            "@id": _publisher_id(name),
            "@type": ["Organization", "prov:Agent"],
            "name": ", ".join(authors) or name,
        }


def _run(question: Question) -> _Entity:
    """A question as an activity: what was asked, of which snapshots, and which files hold the answer."""
    used = [_ref(_snapshot_id(snapshot)) for snapshot in question.snapshots]
    return {
        "@id": _run_id(question),
        "@type": ["CreateAction", "prov:Activity"],
        "name": question.name,
        "description": ", ".join(f"{key} = {value}" for key, value in question.parameters) or "no parameters",
        "instrument": _ref(f"sql/{question.metric}.sql"),
        "object": used,
        "result": [_ref(f"answers/{question.name}{end}") for end in _ENDS],
        "prov:used": [*used, _ref(f"sql/{question.metric}.sql"), _ref("sql/schema.sql")],
        "prov:wasAssociatedWith": _ref(_PROGRAM),
    }


def _number(entry: LedgerEntry) -> _Entity:
    number = entry.number
    question = Question(number.metric, number.snapshots, number.parameters)
    row = ", ".join(f"{key} = {value}" for key, value in number.row)
    return {
        "@id": f"#{entry.id}",
        "@type": ["PropertyValue", "prov:Entity"],
        "name": entry.alias,
        "description": f"{number.metric}.{number.column} of the row {row}",
        "value": entry.value,
        "unitText": entry.unit,
        "prov:wasGeneratedBy": _ref(_run_id(question)),
    }


def _ref(name: str) -> _Entity:
    return {"@id": name}


def _run_id(question: Question) -> str:
    return f"#run-{question.name}"


def _origin_id(name: str) -> str:
    return f"#origin-{name}"


def _publisher_id(name: str) -> str:
    return f"#publisher-{name}"


def _snapshot_id(name: str) -> str:
    return f"project/data/snapshots/{name}.parquet"


def _format(path: str) -> str:
    ending = f".{path.rpartition('.')[2]}"
    return _TYPES.get(ending, "application/octet-stream")
