"""What a bundle holds, and that others than briefgen find it sound."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pyarrow.parquet as pq
import pytest
from rocrate.rocrate import ROCrate

from briefgen.errors import InputError
from briefgen.evidence.bundle import write as bundle
from briefgen.project import Project
from tests.evidence.conftest import ARTICLE, CLAIMS, make, write_project
from tests.evidence.tampering import paths


def _json(file: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads(file.read_bytes())
    return content


def test_verdicts_and_numbers_are_those_worked_out_by_hand(laid_out: Path) -> None:
    article, report = json.loads((laid_out / "data/claims.json").read_bytes())["claims"]
    # In January alpha/one has 40 likes and beta/one 30: second. In February it has 60 against 44: first.
    assert (article["then"]["value"], article["now"]["value"], article["word"]) == (2, 1, "borne-out")
    assert [(one["edition"], one["value"]) for one in article["history"]] == [("2026-01", 2), ("2026-02", 1)]
    # 500 of 900 tracked downloads are Chinese, 400 American.
    assert report["now"]["value"] == {"china": 500 / 900, "america": 400 / 900}
    ledger = json.loads((laid_out / "data/ledger.json").read_bytes())["numbers"]
    # The summary prints what the verdicts rest on; each exhibit adds what every snapshot says by itself.
    verdicts = [(one["value"], one["texts"], one["places"]) for one in ledger if "summary" in one["places"]]
    assert verdicts == [
        (2, ["2"], ["summary", "exhibit-1", "article-01"]),
        (1, ["1"], ["summary", "exhibit-1", "article-01"]),
        (500 / 900, ["55.6%"], ["summary", "exhibit-2", "report-01"]),
        (400 / 900, ["44.4%"], ["summary", "exhibit-2", "report-01"]),
    ]
    others = {(one["column"], one["texts"][0]) for one in ledger if "summary" not in one["places"]}
    assert others == {
        ("likes_known", "100.0%"),
        ("share", "36.8%"),
        ("share", "63.2%"),
        ("known", "100.0%"),
    }


def test_it_carries_what_its_claims_rest_on_and_nothing_else(laid_out: Path) -> None:
    snapshots = sorted(path.stem for path in laid_out.glob("data/project/data/snapshots/*.parquet"))
    assert snapshots == ["2026-01-10-made", "2026-02-10-made"]
    library = (laid_out / "data/project/sources.yaml").read_text(encoding="utf-8")
    assert "most-liked" in library
    assert "unrelated" not in library
    references = json.loads((laid_out / "data/references.json").read_bytes())
    assert sorted(one["id"] for one in references) == ["article", "made", "report"]
    assert sorted(path.name for path in laid_out.glob("data/sql/*")) == [
        "download_share.sql",
        "model.sql",
        "schema.sql",
    ]


def test_the_script_of_one_claim_is_short_enough_to_be_read(project: Project, tmp_path: Path) -> None:
    made = bundle.write(project, bundle.request(project, "2026-02", ["report-01"]), tmp_path, None).bundle
    with zipfile.ZipFile(made) as archive:
        (script,) = [name for name in archive.namelist() if name.endswith("/rebuild.sql")]
        assert len(archive.read(script).decode().splitlines()) <= 300


def test_snapshots_are_carried_whole(laid_out: Path, project: Project) -> None:
    for name in ("2026-01-10-made.parquet", "2026-02-10-made.json"):
        carried = (laid_out / "data/project/data/snapshots" / name).read_bytes()
        assert carried == (project.snapshots / name).read_bytes()


def test_a_text_is_carried_only_where_its_licence_allows_it(laid_out: Path) -> None:
    assert [path.name for path in laid_out.glob("data/captures/*")] == ["article.txt"]
    article, report = json.loads((laid_out / "data/excerpts.json").read_bytes())["excerpts"]
    assert article["passage"] == ARTICLE.strip().partition("but ")[2]
    assert "captures/article.txt" in article["how_to_obtain"]
    assert report["passage"] is None
    assert report["capture_sha256"]
    assert "all rights reserved" in report["how_to_obtain"]
    everything = b"".join((laid_out / name).read_bytes() for name in paths(laid_out))
    assert b"by a wide margin" not in everything


def test_without_captures_none_is_carried(project: Project, tmp_path: Path) -> None:
    make(project, tmp_path, captures=False)
    shutil.unpack_archive(tmp_path / "evidence-2026-02.zip", tmp_path)
    assert not (tmp_path / "evidence-2026-02/data/captures").exists()


def test_answers_stand_as_csv_and_as_parquet(laid_out: Path) -> None:
    found = {}
    for answer in laid_out.glob("data/answers/download_share-*.csv"):
        rows = list(csv.DictReader(io.StringIO(answer.read_text(encoding="utf-8"))))
        shares = {row["country"]: float(row["share"]) for row in rows}
        table = pq.read_table(answer.with_suffix(".parquet"))
        assert dict(zip(table["country"].to_pylist(), table["share"].to_pylist(), strict=True)) == shares
        found[rows[0]["date"]] = shares
    january = {"US": 600 / 950, "CN": 350 / 950}
    assert found == {"2026-01-10": january, "2026-02-10": {"CN": 500 / 900, "US": 400 / 900}}


def test_every_path_is_plain_ascii(laid_out: Path) -> None:
    assert all(name.isascii() and " " not in name for name in paths(laid_out))


def test_hashes_can_be_read_aloud(laid_out: Path) -> None:
    readme = (laid_out / "README.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in readme.splitlines() if len(line.split()) == 4]
    groups = [group for line in lines for group in line if len(group) == 4 and group.isalnum()]
    found = subprocess.run(
        ["sha256sum", "manifest-sha256.txt"], cwd=laid_out, capture_output=True, text=True, check=True
    )
    assert "".join(groups[-16:]) == found.stdout.split()[0]


def test_bagit_finds_it_valid(bag: Path) -> None:
    found = bagit.Bag(str(bag))
    found.validate(processes=1)
    assert found.info["Bagging-Date"] == "2026-02-28"
    assert found.algorithms == ["sha256"]


def test_rocrate_reads_the_chain_from_a_number_to_its_origin(laid_out: Path) -> None:
    crate = ROCrate(laid_out / "data")
    assert "article-01" not in crate.name
    assert set(paths(laid_out / "data")) - {"ro-crate-metadata.json"} == {
        part.id for part in crate.root_dataset["hasPart"]
    }
    ledger = json.loads((laid_out / "data/ledger.json").read_bytes())["numbers"]
    number = crate.get(f"#{ledger[2]['id']}")
    assert (number["name"], number["value"]) == ("N-0003", 500 / 900)
    run = number["prov:wasGeneratedBy"]
    assert run["instrument"].id == "sql/download_share.sql"
    assert {file.id.rpartition(".")[2] for file in run["result"]} == {"csv", "parquet"}
    snapshot = next(used for used in run["prov:used"] if used.id.endswith(".parquet"))
    assert snapshot.id == "project/data/snapshots/2026-02-10-made.parquet"
    assert snapshot["prov:wasDerivedFrom"]["url"] == "https://example.org/panel"
    assert snapshot["prov:wasAttributedTo"]["name"] == "Nobody"


@pytest.mark.parametrize(
    ("edition", "claims", "told"),
    [
        ("2026-02", ("nobody-01",), "expected the id of a claim"),
        ("2026-01", ("report-01",), "made on 2026-02-20, after this edition"),
        ("2024-01", ("article-01",), "no snapshot is as old as that"),
        ("2026-02", (), "at least one claim"),
        ("2026-02", ("no id",), "claims 0: expected an id such as"),
    ],
)
def test_a_bad_order_is_refused_and_leaves_nothing(
    project: Project, tmp_path: Path, edition: str, claims: tuple[str, ...], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        bundle.write(project, bundle.request(project, edition, claims), tmp_path)
    assert not list(tmp_path.iterdir())


MACHINES = {
    "east, Turkish, open files, another order of sets": (
        {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"},
        "000",
    ),
    "west, no locale, closed files": (
        {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1"},
        "077",
    ),
}

#: Python runs this as it starts: folders are listed in the opposite order.
_BACKWARDS = """
import os
_listdir, _scandir = os.listdir, os.scandir
os.listdir = lambda *given: sorted(_listdir(*given), reverse=True)
class _Entries(list):
    def __enter__(self): return self
    def __exit__(self, *given): pass
    def close(self): pass
os.scandir = lambda *given: _Entries(sorted(_scandir(*given), key=lambda one: one.name, reverse=True))
"""


@pytest.mark.parametrize("machine", MACHINES)
def test_another_machine_makes_the_same_bytes(
    repository: Path, made: Path, tmp_path: Path, machine: str
) -> None:
    changes, umask = MACHINES[machine]
    write_project(tmp_path / "project")
    (tmp_path / "sitecustomize.py").write_text(_BACKWARDS, encoding="utf-8")
    words = [sys.executable, "-c", "from briefgen.cli import main; main()", "evidence", "2026-02"]
    words += ["--project", str(tmp_path / "project"), "--output", str(tmp_path), "--captures"]
    words += [str(tmp_path / "project/captures"), "--hearing", "A hearing", "--witness", "A witness"]
    words += [word for claim in CLAIMS for word in ("--claim", claim)]
    subprocess.run(
        ["sh", "-c", f'umask {umask}; exec "$@"', "sh", *words],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{repository}", **changes},
        check=True,
        capture_output=True,
    )
    assert (tmp_path / made.name).read_bytes() == made.read_bytes()


@pytest.mark.parametrize(("hearing", "told"), [("x" * 301, "at most 300 characters"), (" ", "one line")])
def test_a_hearing_is_a_line_of_text(project: Project, hearing: str, told: str) -> None:
    with pytest.raises(InputError, match=f"hearing: .*{told}"):
        bundle.request(project, "2026-02", CLAIMS, hearing=hearing)


def test_what_a_terminal_would_obey_in_a_hearing_is_made_visible(project: Project) -> None:
    order = bundle.request(project, "2026-02", CLAIMS, hearing="On\nModels \x1b[2J")
    assert order.hearing == "On Models <U+001B>[2J"


def test_source_date_epoch_is_the_clock(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    make(project, tmp_path)
    shutil.unpack_archive(tmp_path / "evidence-2026-02.zip", tmp_path)
    info = (tmp_path / "evidence-2026-02/bag-info.txt").read_text(encoding="utf-8")
    assert "Bagging-Date: 1970-01-01\n" in info
