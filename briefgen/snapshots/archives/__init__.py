"""One importer per module: it turns an archive, as published, into a snapshot's rows and draft manifest."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from briefgen import plugins

if TYPE_CHECKING:
    from briefgen.snapshots.archives.common import Archive, Rows

#: The archive formats that ship, by the id of the source they come from.
FORMATS = ("hub-stats", "llmfit", "osir-lmts", "radar")

#: The format of an analyst's own table, CSV or Parquet, which a map of its columns explains.
OWN_TABLE = "csv"

#: The Hub's data set of daily statistics, and the file in it that lists the models.
HUB_STATS = ("cfahlgren1/hub-stats", "models.parquet")


def formats() -> tuple[str, ...]:
    """Return every archive format: those that ship, then those that other packages add."""
    return (*FORMATS, *_added())


def reader(format: str) -> Callable[[Archive], Rows]:
    """Return what reads an archive of one of the formats."""
    if format in FORMATS:
        read = import_module(f"briefgen.snapshots.archives.{format.replace('-', '_')}").read
    else:
        read = _added()[format].read
    importer: Callable[[Archive], Rows] = read
    return importer


def _added() -> plugins.Added:
    return plugins.added(plugins.ARCHIVES, (*FORMATS, OWN_TABLE))
