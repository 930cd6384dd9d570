"""Metrics on Spark: on this machine, or on an existing cluster through Spark Connect."""

from __future__ import annotations

import logging
import socket
import tempfile
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa

from briefgen.errors import InputError
from briefgen.metrics import catalogue, registries
from briefgen.metrics.backends.protocol import Answer, Parameters
from briefgen.metrics.catalogue import Metric
from briefgen.project import Project
from briefgen.snapshots.store import Store

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from briefgen.metrics.backends.spark_sql import Closure, SparkTable

#: The settings of a session: dates are in UTC, as everywhere, and a number that overflows is an error. Spark
#: 4.3 wrongly concludes from the conditions of a cached table that others have no rows.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.constraintPropagation.enabled": "false",
}
#: Further settings of Spark on this machine; results alone go to standard output, and no port is opened. Its
#: tables are not written, and yet it makes a folder for them, which must not be in the working directory.
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.warehouse.dir": tempfile.gettempdir(),
}

#: The default port of a Spark Connect server.
_PORT = 15002


class Spark:
    """The snapshots as views of one session.

    `remote` is the address of a Spark Connect server, `sc://host:port`; if it is empty, Spark runs on this
    machine. A server reads the snapshots itself: from S3 those that are stored there, if it can and the
    network is allowed, and else by the paths that they have on this machine. Raises InputError if Spark is
    not available, or cannot read a snapshot.
    """

    def __init__(self, project: Project, snapshots: Sequence[str], remote: str) -> None:
        from briefgen.metrics.backends.spark_sql import Translator

        self._one_at_a_time = threading.Lock()
        self._closed: set[str] = set()
        self._views: dict[str, DataFrame] = {}
        self._translator = Translator(catalogue.schema())
        self._session = _session(remote)
        store, asked = Store.of(project), project.network and bool(remote)
        files = [
            (asked and self._there(store, snapshot)) or str(store.rows(snapshot)) for snapshot in snapshots
        ]
        with _one_line_errors(f"{project.snapshots}: Spark cannot lay the snapshots out"):
            for name, columns in registries.COLUMNS.items():
                self._view(
                    f"registry_{name}", self._session.createDataFrame(_registry(project, name, columns))
                )
            self._view("snapshot_rows", self._rows(files))
            for table in self._translator.tables:
                self._view(table.name, self._table(table))

    def answer(self, metric: Metric, snapshots: Sequence[str], parameters: Parameters) -> Answer:
        """Answer one metric; queries of several threads run concurrently."""
        question = self._translator.question(metric.sql, {"snapshots": list(snapshots), **dict(parameters)})
        with _one_line_errors(f"{metric.id}: Spark cannot answer this"):
            with self._one_at_a_time:
                for closure in question.closures:
                    self._close_over(closure)
            held = []
            for table in question.tables:
                held.append(self._table(table))
                held[-1].createOrReplaceTempView(table.name)
            answer = self._session.sql(question.query)
            columns, found = answer.columns, [tuple(row) for row in answer.collect()]
            for table in question.tables:
                self._session.catalog.dropTempView(table.name)
            return columns, found

    def close(self) -> None:
        """Free what Spark caches of the snapshots."""
        for name in self._views:
            self._session.catalog.dropTempView(name)
        self._views.clear()

    def _there(self, store: Store, snapshot: str) -> str | None:
        """The address from which the server itself reads a remote snapshot; None if it does not.

        What it reads is checked against the manifest's hash. Raises InputError if they differ.
        """
        if store.path(snapshot).exists():
            return None
        manifest = store.read_manifest(snapshot)
        if manifest.url is None or not manifest.url.startswith("s3://"):
            return None
        place = in_its_own_scheme(manifest.url)
        files = self._session.read.format("binaryFile")
        try:
            with _one_line_errors(place):
                ((found,),) = files.load(place).selectExpr("sha2(content, 256)").collect()
        except InputError:
            return None
        if found != manifest.sha256:
            raise InputError(
                f"{place}: Spark reads a file of SHA-256 {found} there, the manifest of {snapshot} says "
                f"{manifest.sha256}. Ask who keeps it."
            )
        return place

    def _rows(self, files: list[str]) -> DataFrame:
        """Every row of the files, with the name of its file."""
        from pyspark.sql import functions

        return self._session.read.parquet(*files).withColumn("filename", functions.col("_metadata.file_path"))

    def _table(self, table: SparkTable) -> DataFrame:
        rows = self._session.sql(table.query)
        named = rows.toDF(*table.columns) if table.columns else rows
        return named.localCheckpoint() if table.cached else named

    def _view(self, name: str, table: DataFrame) -> None:
        table.createOrReplaceTempView(name)
        self._views[name] = table

    def _close_over(self, closure: Closure) -> None:
        """Compute a recursive table, round by round, each from the newest rows, until there are none."""
        if closure.name in self._closed:
            return
        new = found = self._round(closure.first, closure)
        while not new.isEmpty():
            self._view(f"{closure.name}_new", new)
            new = self._round(closure.step, closure).subtract(found).localCheckpoint()
            found = found.union(new)
        self._view(closure.name, found)
        self._closed.add(closure.name)

    def _round(self, query: str, closure: Closure) -> DataFrame:
        return self._session.sql(query).toDF(*closure.columns).distinct().localCheckpoint()


def in_its_own_scheme(url: str) -> str:
    """Return an address in S3 as Spark and Hadoop write it.

    >>> in_its_own_scheme("s3://panels/2026-09-20-my-panel.parquet")
    's3a://panels/2026-09-20-my-panel.parquet'
    """
    return f"s3a{url.removeprefix('s3')}"


def _registry(project: Project, name: str, columns: Sequence[str]) -> pa.Table:
    """One registry as text; null if a cell is empty."""
    rows = [row for _, row in registries.rows(project.data / f"{name}.csv", tuple(columns))]
    return pa.table(
        {column: pa.array([row[column] or None for row in rows], pa.string()) for column in columns}
    )


def _session(remote: str) -> SparkSession:
    """Open a separate session: two projects register their snapshots under the same names."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError("Spark is not installed: install `briefgen[spark]`, which brings it.") from None
    # Spark writes each refusal to standard error in full, and a word on pandas, which is not used here.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    builder: Any = SparkSession.builder.appName("briefgen")
    if remote:
        _reach(remote)
        with _one_line_errors(f"{remote}: no session there"):
            session: SparkSession = builder.remote(remote).create()
    else:
        for name, value in _LOCAL.items():
            builder = builder.config(name, value)
        with _one_line_errors("Spark, which needs Java 17, does not start on this machine"):
            session = builder.master("local[*]").getOrCreate().newSession()
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    return session


def _reach(remote: str) -> None:
    """Test the connection to a server: Spark itself would retry for minutes."""
    address = urlsplit(remote)
    try:
        if address.scheme != "sc" or not address.hostname:
            raise InputError(f"{remote}: expected the address of a Spark Connect server, sc://host:port.")
        socket.create_connection((address.hostname, address.port or _PORT), timeout=10).close()
    except (OSError, ValueError) as error:
        raise InputError(f"{remote}: no Spark Connect server answers there ({error}).") from None


@contextmanager
def _one_line_errors(what: str) -> Iterator[None]:
    """Raise InputError with one line of what Spark reports in many."""
    from pyspark.errors import PySparkException

    try:
        yield
    except Exception as error:
        # Java's message about a file is used as it is, without Spark's own words around it.
        java = getattr(error, "java_exception", None)
        if java is None and not isinstance(error, PySparkException):
            raise
        text = java.getMessage() if java is not None else str(error)
        raise InputError(f"{what}: {text.strip().splitlines()[0][:500]}") from None
