"""The rules of a snapshot's columns in SQL, for importers that let DuckDB read.

Each function takes the SQL of a value and returns columns of a SELECT: those of the schema, and beside them
those that are summed for the manifest.
"""

from __future__ import annotations

from briefgen.snapshots.archives.common import METRIC_TAG, REPO_ID
from briefgen.snapshots.archives.workbench import COUNTED
from briefgen.snapshots.schema import MOST_PARAMETERS
from briefgen.text.sql import literal


def no_repo_id(value: str) -> str:
    """Return the condition that a value is not the id of a repository with an owner."""
    return f"NOT coalesce(regexp_full_match({value}, {literal(REPO_ID)}), false)"


def no_count(value: str) -> str:
    """Return the condition that a value is not null and not a whole number from 0 to the largest int64."""
    whole = f"TRY_CAST({value} AS BIGINT)"
    return f"{value} IS NOT NULL AND NOT coalesce({whole} >= 0 AND {whole} = {value}, false)"


def moment(value: str) -> str:
    """Return a time, or its text, in whole seconds of UTC."""
    return f"(date_trunc('second', CAST({value} AS TIMESTAMPTZ)) AT TIME ZONE 'UTC')"


def identity(value: str) -> str:
    """Return a repository's id, and as its author the owner that the id names."""
    return f"{value} AS repo_id, split_part({value}, '/', 1) AS author"


def parameters(value: str) -> str:
    """Return a number of parameters; null, and counted, if no model can have it."""
    wrong = f"({value} NOT BETWEEN 1 AND {MOST_PARAMETERS})"
    return (
        f"CASE WHEN NOT {wrong} THEN {value} END AS parameters, "
        f"coalesce({wrong}, false)::INTEGER AS {COUNTED}impossible_parameters"
    )


def tags(values: str) -> str:
    """Return those of a list of tags that metrics read."""
    return f"list_filter({values}, lambda tag: regexp_full_match(tag, {literal(METRIC_TAG)})) AS tags"


def base_models(repo_id: str, parents: str, relation: str) -> str:
    """Return the edges to a list of parents, each once and sorted by id.

    A reference that names no repository is left out and counted; a model that names itself is counted.
    """
    named = f"list_sort(list_distinct({parents}))"
    valid = f"list_filter({named}, lambda parent: NOT ({no_repo_id('parent')}))"
    edge = f"lambda parent: {{'relation': {relation}, 'repo_id': parent}}"
    return (
        f"list_transform({valid}, {edge}) AS base_models, "
        f"coalesce(len({named}) - len({valid}), 0) AS {COUNTED}malformed_base_models, "
        f"coalesce(list_contains({named}, {repo_id}), false)::INTEGER AS {COUNTED}self_references"
    )
