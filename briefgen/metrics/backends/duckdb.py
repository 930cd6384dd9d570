"""Metrics on DuckDB, over the Parquet files of the snapshots: plain SQL, or that for many rows."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path

import duckdb

from briefgen.errors import InputError
from briefgen.metrics import catalogue, own_metrics
from briefgen.metrics.backends.protocol import Answer, Parameters
from briefgen.metrics.catalogue import Metric
from briefgen.project import Project
from briefgen.snapshots.store import Store

#: Snapshots of more rows are loaded by the schema in `fast/`, into a file; fewer by `schema.sql`, in memory.
#: Nine questions on made-up Hubs, plain and fast, in seconds of the processor and memory: of 150,000 rows 1.9
#: and 1.2 s, 330 and 220 MB; of 450,000 rows 5.0 and 2.4 s, 650 and 260 MB; of 900,000 rows 12.6 and 5.3 s,
#: 1,150 and 350 MB. The bundled 131,000 rows take about as long either way.
_MOST_PLAIN = 250_000
#: DuckDB's memory limit then; what does not fit is spilled to files.
_MEMORY = "1200MB"
_SAFE: Mapping[str, str | bool] = {"autoinstall_known_extensions": False}
_ROWS = "SELECT sum(num_rows) FROM parquet_file_metadata($files)"
#: The most database files of large snapshots: those of the present series, and of the one before.
_MOST_CACHED = 2
#: The most characters of what DuckDB says of a project's own SQL.
_LONGEST_REASON = 400


class DuckDB:
    """The snapshots loaded into memory or, if they have many rows, into a database file.

    The file is `cached`, if that is given, and is used the next time, too; or else it is removed once this is
    closed. Raises InputError if a snapshot cannot be read, or the disk is full.
    """

    def __init__(self, project: Project, snapshots: Sequence[str], cached: Path | None = None) -> None:
        self._one_at_a_time = threading.Lock()
        self._project = project
        store = Store.of(project)
        self._files = [store.rows(snapshot) for snapshot in snapshots]
        self._place = tempfile.TemporaryDirectory(prefix="briefgen-")
        self._cached: Path | None = None
        # A query of a small series runs in the calling thread, concurrently with others. One of a large
        # series takes every core and most of the memory: it waits for its turn.
        self._turn: AbstractContextManager[object] = threading.Lock()
        # One thread alone is faster for so little work than several that wait for each other.
        database = duckdb.connect(config={**_SAFE, "threads": "1"})
        self._fast = self._count(database) > _MOST_PLAIN
        if not self._fast:
            self._turn = nullcontext()
            self._loaded = self._load(database, fast=False)
        elif cached is None:
            self._loaded = self._load(_large(Path(self._place.name, "laid-out")), fast=True)
        else:
            self._cached = cached
            self._loaded = self._found(cached) or self._made(cached)
        _hide_progress_bar(self._loaded)

    def _count(self, database: duckdb.DuckDBPyConnection) -> int:
        files = [str(file) for file in self._files]
        try:
            (found,) = database.execute(_ROWS, {"files": files}).fetchall()
        except duckdb.Error as error:
            raise self._unreadable(database, error) from None
        return int(found[0] or 0)

    @cached_property
    def _plain(self) -> duckdb.DuckDBPyConnection:
        """Many rows in the tables of `schema.sql`: for a project's own metrics, which have no other SQL."""
        return self._load(_large(Path(self._place.name, "plain")), fast=False)

    def _load(self, database: duckdb.DuckDBPyConnection, fast: bool) -> duckdb.DuckDBPyConnection:
        _hide_progress_bar(database)
        files = [str(file) for file in self._files]
        _set(database, [("data", str(self._project.data)), ("snapshot_files", files)])
        try:
            database.execute(catalogue.fast_schema() if fast else catalogue.schema())
        except duckdb.Error as error:
            raise self._unreadable(database, error) from None
        return database

    def _unreadable(self, database: duckdb.DuckDBPyConnection, error: duckdb.Error) -> InputError:
        database.close()
        self._place.cleanup()
        if isinstance(error, duckdb.OutOfMemoryException):
            return self._short_of_memory("laid out", error)
        return InputError(
            f"{self._project.snapshots}: a snapshot there cannot be read: {str(error).splitlines()[0]} "
            "Import it again."
        )

    def _short_of_memory(self, done: str, error: duckdb.Error) -> InputError:
        reason = str(error).splitlines()[0].removesuffix(".")[:200]
        return InputError(
            f"{self._project.snapshots}: memory ran out while the snapshots were {done} ({reason}). Close "
            "other programs, make room on the disk, where what does not fit waits, or move the oldest "
            "snapshots to a project of their own."
        )

    def _found(self, cached: Path) -> duckdb.DuckDBPyConnection | None:
        """The database of an earlier run; None if there is none, or the file is damaged."""
        if not cached.exists():
            return None
        try:
            database = _large(cached, read_only=True)
            for line in catalogue.fast_schema().splitlines():
                if line.startswith("SET GLOBAL"):
                    database.execute(line)
        except duckdb.Error:
            cached.unlink(missing_ok=True)
            return None
        cached.touch()
        return database

    def _made(self, cached: Path) -> duckdb.DuckDBPyConnection:
        """Load the snapshots into a file, which appears whole, and remove those of earlier series."""
        try:
            cached.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cached.parent, prefix=".") as scratch:
                part = Path(scratch, cached.name)
                self._load(_large(part), fast=True).close()
                part.replace(cached)
            newest = sorted(cached.parent.glob(f"*{cached.suffix}"), key=lambda file: file.stat().st_mtime)
            for file in newest[:-_MOST_CACHED]:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(
                f"{cached.parent}: cannot be written ({error.strerror}). Make room, or use --no-cache."
            ) from None
        found = self._found(cached)
        if found is None:
            raise InputError(f"{cached}: was removed or damaged while it was made. Run the command again.")
        return found

    def answer(self, metric: Metric, snapshots: Sequence[str], parameters: Parameters) -> Answer:
        """Answer one metric; several threads may ask."""
        fast = self._fast and metric.id in catalogue.names()
        with self._one_at_a_time:
            database = (self._loaded if fast == self._fast else self._plain).cursor()
        _set(database, [("snapshots", list(snapshots)), *parameters])
        try:
            with self._turn:
                answer = database.execute(catalogue.fast_sql(metric) if fast else metric.sql)
                rows = answer.fetchall()
        except duckdb.ConversionException as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"{metric.id}: a parameter is not what it should be: {reason}") from None
        except duckdb.OutOfMemoryException as error:
            raise self._short_of_memory(f"asked for {metric.id}", error) from None
        except duckdb.Error as error:
            if metric.id not in catalogue.names():
                reason = " ".join(str(error).split())[:_LONGEST_REASON]
                raise InputError(f"{own_metrics.file(self._project.data, metric.id)}: {reason}") from None
            # Each block of a file carries a checksum.
            if self._cached is None or "orrupt" not in str(error):
                raise
            self._cached.unlink(missing_ok=True)
            raise InputError(
                f"{self._cached}: what was kept of the snapshots was damaged, and is removed. Run it again."
            ) from None
        return [item[0] for item in answer.description], rows

    def close(self) -> None:
        """Free the memory, or the disk, that the snapshots take."""
        self._loaded.close()
        if "_plain" in self.__dict__:
            self._plain.close()
        self._place.cleanup()


def _large(file: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(file, read_only=read_only, config={**_SAFE, "memory_limit": _MEMORY})


def _hide_progress_bar(database: duckdb.DuckDBPyConnection) -> None:
    """Let results alone go to standard output; in Jupyter without ipywidgets DuckDB lets nobody set this."""
    if database.execute("SELECT current_setting('enable_progress_bar')").fetchone() != (False,):
        database.execute("SET enable_progress_bar = false")


def _set(database: duckdb.DuckDBPyConnection, variables: Sequence[tuple[str, str | int | list[str]]]) -> None:
    for name, value in variables:
        database.execute(f"SET VARIABLE {name} = $value", {"value": value})
