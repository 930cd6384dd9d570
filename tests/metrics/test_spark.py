"""Every metric on Spark: the same rows, in the same order and of the same types, as on DuckDB."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from briefgen.errors import InputError
from briefgen.metrics import catalogue
from briefgen.metrics.backends import spark as in_spark
from briefgen.metrics.engine import Engine
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from tests.evidence.conftest import write_project
from tests.metrics.conftest import written
from tests.metrics.random_hubs import SNAPSHOTS, thrown
from tests.programs import briefgen

#: What a metric is asked about that has to be told, in the made-up snapshots and in the bundled ones.
MADE = {
    "model": "alpha/one",
    "organisation": "OldBeta",
    "top": 3,
    "likes": 3,
    "origin": "made",
    "least": 2,
    "factor": 2,
}
BUNDLED = {"model": "deepseek-ai/DeepSeek-R1", "organisation": "Qwen", "origin": "osir-lmts"}
#: Questions to the other archives, few since each takes seconds: likes, licences, lineage.
OTHER_ARCHIVES = (
    ("most_liked", "llmfit"),
    ("licence_tiers", "radar"),
    ("transitive_derivatives", "radar"),
)
#: Small questions, and a server that lives as long as its tests: no code is compiled for either.
SETTINGS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
    "spark.connect.grpc.binding.address": "127.0.0.1",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Have Spark start as these tests need it, and return the port at which it listens to others."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    said = {**SETTINGS, "spark.connect.grpc.binding.port": str(number)}
    with pytest.MonkeyPatch.context() as patch:
        words = " ".join(f'--conf "{name}={value}"' for name, value in said.items())
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"{words} pyspark-shell")
        yield number


#: A server on this machine, asked over the network as a cluster is, from a program of its own.
ASKED = """
import json, sys
from pathlib import Path
from briefgen.metrics import catalogue
from briefgen.metrics.backends import spark as in_spark
from briefgen.errors import InputError
from briefgen.project import Project
from briefgen.snapshots.store import Store

root, remote, snapshots = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
project = Project(root, root / "output", fetched=root / "fetched", network=True)
store = Store.of(project)
spark = in_spark.Spark(project, snapshots, remote)
answer = spark.answer(catalogue.metric("coverage"), snapshots, ())
in_spark.in_its_own_scheme = lambda _: store.rows(snapshots[0]).as_uri()
there = spark._there(store, snapshots[0])
store.rows(snapshots[0]).write_bytes(b"others")
try:
    another = spark._there(store, snapshots[0])
except InputError as error:
    another = str(error)
print(json.dumps([*answer, there, another], default=str))
"""


def apart(engine: Engine, fetched: Path) -> Path:
    """Let the rows of the first snapshot lie in a bucket, fetched from there, and return where they are."""
    snapshots, name = engine._project.snapshots, SNAPSHOTS[0]
    rows = snapshots / f"{name}.parquet"
    sha256 = hashlib.sha256(rows.read_bytes()).hexdigest()
    manifest = next(it for it in engine.holdings.manifests if it.id == name)
    told = manifest.model_copy(update={"sha256": sha256, "url": f"s3://panels/{name}.parquet"})
    (snapshots / f"{name}.json").write_text(told.model_dump_json(exclude_none=True), encoding="utf-8")
    file = fetched / sha256 / rows.name
    file.parent.mkdir(parents=True)
    return rows.rename(file)


def on_spark(engine: Engine, remote: str = "") -> Engine:
    return Engine(replace(engine._project, spark=remote), engine.holdings)


def differing(
    engine: Engine, given: Mapping[str, str | int], questions: Sequence[tuple[str, str]]
) -> list[str]:
    """The metrics whose answers differ, each asked of an origin's snapshots, several at once."""
    spark = on_spark(engine)

    def differs(question: tuple[str, str]) -> str | None:
        name, origin = question
        metric = catalogue.metric(name)
        snapshots = [manifest.id for manifest in engine.holdings.series(origin)]
        choices = {key: given[key] for key in metric.parameters if key in given}
        expected, got = (of.run(name, snapshots, **choices).records for of in (engine, spark))
        types = [[[type(value) for value in row.values()] for row in rows] for rows in (expected, got)]
        return None if expected == got and types[0] == types[1] else f"{question}: {expected[:3]} {got[:3]}"

    with ThreadPoolExecutor(3) as threads:
        return [text for text in threads.map(differs, questions) if text]


def test_every_metric_says_the_same_of_made_up_snapshots(port: int, tmp_path: Path) -> None:
    engine = written(tmp_path, thrown(7, SNAPSHOTS))
    assert not differing(engine, MADE, [(name, "made") for name in catalogue.names()])
    elsewhere = apart(engine, tmp_path / "fetched")
    words = [sys.executable, "-c", ASKED, str(tmp_path), f"sc://127.0.0.1:{port}", *SNAPSHOTS]
    environment = {name: value for name, value in os.environ.items() if "SPARK" not in name}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    answer = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert answer.returncode == 0, answer.stderr
    columns, rows, there, another = json.loads(answer.stdout)
    # It has no means to read a bucket, so that it was given the path; what it can read, it hashes.
    assert there == elsewhere.as_uri()
    assert another.startswith(f"{there}: Spark reads a file of SHA-256 ")
    expected = engine.run("coverage", SNAPSHOTS).records
    assert [dict(zip(columns, row, strict=True)) for row in rows] == json.loads(
        json.dumps(expected, default=str)
    )


def test_every_metric_says_the_same_of_the_bundled_series(port: int, engine: Engine) -> None:  # noqa: ARG001
    origins = {
        name: "hub-stats" if catalogue.metric(name).needs_derivatives else "osir-lmts"
        for name in catalogue.names()
    }
    questions = [*origins.items(), *OTHER_ARCHIVES]
    asked = {origin for _, origin in questions}
    known = [it for it in engine.holdings.manifests if it.origin in asked]
    kept = [it for it in known if it.origin != "llmfit" or it.date >= dt.date(2026, 8, 31)]
    assert not differing(Engine(engine._project, Catalog(tuple(kept))), BUNDLED, questions)


def test_claims_are_judged_alike_by_the_command_that_asks_spark(port: int, tmp_path: Path) -> None:
    # A first session starts the server, where no other test has done so.
    in_spark._session("")
    project = write_project(tmp_path / "project")
    environment = {name: value for name, value in os.environ.items() if "SPARK" not in name}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    remote = ("--engine", "spark", "--spark-remote", f"sc://127.0.0.1:{port}")
    words = ("claims", "--json", "--claim", "report-01", "--project", str(project.root))
    duckdb = briefgen(*words, environment=environment)
    spark = briefgen(*words, *remote, environment=environment)
    assert spark.returncode == 0, spark.stderr
    assert spark.stdout == duckdb.stdout
    # What Spark answered is kept apart, and was asked of Spark.
    assert any((tmp_path / "cache" / "briefgen" / "spark" / "answers").iterdir())
    (verdict,) = json.loads(spark.stdout)
    assert (verdict["id"], verdict["now"]["word"]) == ("report-01", "supported")


def test_what_spark_cannot_do_is_refused_by_name(port: int, tmp_path: Path) -> None:  # noqa: ARG001
    spark = on_spark(written(tmp_path, thrown(7, SNAPSHOTS)))
    with pytest.raises(InputError, match=r"releases: Spark cannot answer this: .*'soon'"):
        spark.run("releases", SNAPSHOTS, since="soon")
    strange = catalogue.metric("coverage").model_copy(update={"sql": "SELECT hamming('a', 'b') AS x"})
    with pytest.raises(InputError, match=r"coverage: Spark cannot answer this: .*HAMMING"):
        spark._database.answer(strange, SNAPSHOTS, ())


@pytest.mark.parametrize(
    ("remote", "problem"),
    [
        ("http://localhost", "expected the address of a Spark Connect server"),
        ("sc://127.0.0.1:1", "no Spark Connect server answers there"),
    ],
)
def test_a_server_that_is_none_is_refused(tmp_path: Path, remote: str, problem: str) -> None:
    engine = written(tmp_path, thrown(7, SNAPSHOTS))
    with pytest.raises(InputError, match=problem):
        on_spark(engine, remote).run("coverage", SNAPSHOTS)


def test_a_file_that_is_no_parquet_is_named(port: int, tmp_path: Path) -> None:  # noqa: ARG001
    engine = written(tmp_path, thrown(7, SNAPSHOTS))
    project = Project(tmp_path, tmp_path / "output", spark="")
    (project.snapshots / f"{SNAPSHOTS[0]}.parquet").write_bytes(b"no Parquet")
    with pytest.raises(InputError, match="Spark cannot lay the snapshots out"):
        on_spark(engine).run("coverage", SNAPSHOTS)
