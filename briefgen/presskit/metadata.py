"""What must be known of a chart wherever it goes: `metadata.json`, and the data package written from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from briefgen.charts.figure import Figure
from briefgen.documents.workbook.write import UNITS
from briefgen.edition import Edition
from briefgen.ledger.ledger import Ledger
from briefgen.library.citations import Citations
from briefgen.library.records import Library
from briefgen.presskit.data import Data
from briefgen.snapshots.manifest import Manifest

_TYPES = {"date": "date", "name": "string", "count": "integer", "downloads": "integer", "likes": "integer"}


def credit(edition: Edition) -> str:
    """Return the line that says whose chart it is."""
    return f"Chart: briefgen, edition of {edition.title}"


def cite(figure: Figure, edition: Edition) -> str:
    """Return how to cite a chart, in words."""
    title = figure.title.rstrip(".")
    return f"briefgen, “{title},” chart {figure.id}, edition of {edition.title}. {figure.source!s}"


def metadata(
    figure: Figure,
    edition: Edition,
    data: Data,
    manifests: Sequence[Manifest],
    library: Library,
    ledger: Ledger,
) -> dict[str, Any]:
    """Return what a chart is about, what it rests on and how it may be used, ready for JSON.

    `manifests` are those of the figure's snapshots; of `library`, the sources that these come from are cited.
    """
    main = next(field for field in data.fields if field.column == figure.measures[0])
    days = sorted(one.date.isoformat() for one in manifests)
    _, _, population = figure.subtitle.partition("Population: ")
    return {
        "format": "briefgen/chart/1",
        "id": figure.id,
        "edition": str(edition),
        "title": str(figure.title),
        "subtitle": str(figure.subtitle),
        "finding": str(figure.title),
        "alt": str(figure.alt),
        "note": str(figure.note),
        "not_to_be_said": list(figure.never),
        "unit": UNITS[main.unit],
        "population": population or str(figure.subtitle),
        "coverage": [
            {
                "snapshot": one.id,
                "population": one.population.words,
                "kind": one.population.kind,
                "leaves_out": list(one.population.leaves_out),
                "rows": one.rows,
                "columns_not_known": list(one.absent_columns),
            }
            for one in manifests
        ],
        "window": {"first": days[0], "last": days[-1]} if days else None,
        "columns": [
            {"name": field.name, "unit": UNITS[field.unit], "type": _type(field.unit), "text": field.text}
            for field in data.fields
        ],
        "metric": data.metric,
        "sources": _sources(figure, manifests, library),
        "source_line": str(figure.source),
        "licence": f"The data keep the licences of their sources: {', '.join(_licences(manifests))}."
        if manifests
        else "The figures are those of the sources cited, and keep their licences.",
        "licences": _licences(manifests),
        "credit": credit(edition),
        "cite": cite(figure, edition),
        "snapshots": [
            {
                "id": one.id,
                "date": one.date.isoformat(),
                "date_known": one.date_known,
                "sha256": one.sha256,
                "licence": one.licence,
                "attribution": one.attribution,
            }
            for one in manifests
        ],
        "numbers": [entry.number.id for entry in ledger.entries],
    }


def datapackage(about: Mapping[str, Any], csv: bytes) -> dict[str, Any]:
    """Return the descriptor of a Frictionless data package (https://specs.frictionlessdata.io, version 1).

    `about` is a chart's metadata, `csv` the file of its data.
    """
    return {
        "profile": "tabular-data-package",
        "name": about["id"],
        "title": about["title"],
        "description": f"{about['subtitle']} {about['note']}",
        "version": about["edition"],
        **_licensed(about["licences"]),
        "sources": [
            {"title": one["title"]} | ({"path": one["URL"]} if "URL" in one else {})
            for one in about["sources"]
        ],
        "resources": [
            {
                "name": "data",
                "path": "data.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(csv),
                "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}",
                "schema": {
                    "fields": [
                        {
                            "name": one["name"],
                            "type": one["type"],
                            "title": one["name"],
                            "description": f"{one['text']} Unit: {one['unit']}.",
                        }
                        for one in about["columns"]
                    ],
                    "missingValues": [""],
                },
            }
        ],
    }


def _type(unit: str) -> str:
    return _TYPES.get(unit, "number")


def _licences(manifests: Sequence[Manifest]) -> list[str]:
    return list(dict.fromkeys(one.licence for one in manifests))


def _licensed(licences: Sequence[str]) -> dict[str, Any]:
    """The licences of a data package; the standard knows no empty list."""
    return {"licenses": [{"name": name, "title": name} for name in licences]} if licences else {}


def _sources(figure: Figure, manifests: Sequence[Manifest], library: Library) -> list[dict[str, Any]]:
    """The sources of a chart as CSL-JSON; of an origin that the library lacks, what its manifests say."""
    known = {source.id for source in library.sources}
    wanted = dict.fromkeys([*(one.origin for one in manifests), *figure.sources])
    citations = Citations(source for source in library.sources if source.id in wanted)
    for source_id in wanted:
        if source_id in known:
            citations.mention(source_id)
    said = {one.origin: one.attribution for one in manifests if one.origin not in known}
    others = [{"id": origin, "type": "dataset", "title": title} for origin, title in said.items()]
    return [*citations.csl_json(), *others]
