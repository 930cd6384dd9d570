"""What a bundle says of itself and nothing in it can prove: who made it, when, for whom, and with what."""

from __future__ import annotations

from collections.abc import Iterator

from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.bundle.request import Request
from briefgen.evidence.verify.report import Report


def tell(request: Request, report: Report) -> None:
    """Report the maker's own words, each as such."""
    report.unproven.append("it is unsigned; names and dates are the maker's word")
    report.unproven += _words(request)
    made_with = f"briefgen {request.program}, DuckDB {request.database}, {request.typesetting}"
    report.unproven.append(f"made with: {made_with}")


def other_versions(request: Request, typesetting: str | None = None) -> str:
    """Return the versions that a bundle names, empty if they are those at hand.

    `typesetting` are the programs at hand that set pages, if those count.
    """
    ours = bundle.versions()
    same = (request.program, request.database) == (ours["program"], ours["database"])
    told = [] if same else [f"briefgen {request.program}", f"DuckDB {request.database}"]
    if typesetting not in (None, request.typesetting):
        told.append(request.typesetting)
    return ", ".join(told)


def _words(request: Request) -> Iterator[str]:
    told = (
        ("hearing", request.hearing),
        ("witness", request.witness),
        ("date of the hearing", request.date),
        ("prepared by", request.prepared_by),
        ("prepared for", request.prepared_for),
        ("prepared on", request.prepared_on),
        ("revision", request.revision if request.revision > 1 else None),
        ("supersedes", request.supersedes),
    )
    yield from (f"{name}: {said}" for name, said in told if said is not None)
    yield from (f"interest of the witness: {words}" for words in request.interests)
    yield from (f"changed since the revision before: {words}" for words in request.changes)
