"""The page for a clerk: what this is, and how to check it with the programs that every office can have."""

from __future__ import annotations

import hashlib

from briefgen.evidence.bundle.derived_files import Contents
from briefgen.evidence.container.bagit import grouped
from briefgen.text.dates import in_words

NAME = "README.txt"


def readme(contents: Contents, manifest: bytes) -> bytes:
    """Return the page; `manifest` is the file of hashes, whose own hash is printed to be read aloud."""
    request = contents.request
    claims = "\n".join(f"  {it.claim.id}: {it.claim.statement}" for it in contents.verdicts)
    occasion = "".join(
        f"{what}: {said}\n"
        for what, said in (
            ("Hearing", request.hearing),
            ("Witness", request.witness),
            ("Date", in_words(request.date) if request.date else None),
        )
        if said
    )
    hashed = hashlib.sha256(manifest).hexdigest()
    return _PAGE.format(
        edition=request.edition,
        occasion=occasion,
        claims=claims,
        spoken=_in_lines(hashed),
        program=request.program,
        database=request.database,
        numbers=len(contents.entries),
        snapshots=len(contents.manifests),
    ).encode()


def _in_lines(sha256: str) -> str:
    """A hash in four lines of four groups.

    >>> print(_in_lines("0123456789abcdef" * 4).partition("\\n")[0])
      0123 4567 89ab cdef
    """
    groups = grouped(sha256).split()
    return "\n".join("  " + " ".join(groups[place : place + 4]) for place in range(0, len(groups), 4))


_PAGE = """\
Evidence for the edition {edition}
{occasion}
What this is

This folder holds figures about models on the Hugging Face Hub, and everything needed to work each of them out
again: the data, the questions put to the data, and the answers. The claims that it is about:

{claims}

Nobody has to be trusted for it, neither whoever made it nor the program that was used.

How to check that nothing was changed

Open a terminal in this folder and type (Linux; on macOS `shasum -a 256 -c` in place of `sha256sum -c`):

  sha256sum -c manifest-sha256.txt
  sha256sum -c tagmanifest-sha256.txt

Each line must end in OK. Then compare the hash of the first list, group by group, with the one that the
witness gave you; it is what this prints:

  sha256sum manifest-sha256.txt

{spoken}

How to work the figures out again

Install DuckDB, a free database program (https://duckdb.org), and type:

  duckdb -f rebuild.sql

With DuckDB 2 or later, type instead:

  duckdb -cmd "SET error_on_division_by_zero = false" -f rebuild.sql

It reads the snapshots in data/project/data and writes each file data/answers/*.csv over the one that is there
(you may delete those first). Then check the hashes once more, as above: they must be the same.

Whoever has briefgen, the program that made this, types `briefgen verify` and the name of this folder or of
the zip that it came in.

What is where

  data/exhibits.pdf     the exhibits: each claim with source, verdicts, chart, table, method and limits
  data/claims.json      each claim with its verdict when it was made and now, and in each month since that has
                        a snapshot here
  data/ledger.json      the numbers behind the verdicts (in number: {numbers}): value, question, snapshots,
                        row and column
  data/answers/         the answers in which those numbers stand, as CSV and as Parquet. In the CSV a name
                        that a spreadsheet would take for a formula has an apostrophe in front, and an
                        invisible character is a question mark; the Parquet has both as they are. Empty means
                        not known.
  data/sql/             the questions in SQL, each with its definition, and the tables that all of them read
  data/project/         the snapshots that the answers rest on (in number: {snapshots}), whole, because
                        a part of a population would not let anybody count the rest of it; the lists of
                        organisations, licences and tracked models; the claims, their tests, their sources
  data/excerpts.json    where each claim stands in its source: first and last words, length, hash, address
  data/references.json  the sources, as CSL-JSON
  data/licences.txt     whose work the data are, and the licence of each part
  data/evidence.json    what was asked for, and the versions of the programs
  data/ro-crate-metadata.json   the same chain of provenance for machines (RO-Crate, W3C PROV)

This folder is a bag as RFC 8493 describes it. It was made with briefgen {program} and DuckDB {database}.
"""
