"""A bundle is verified as it is, and never once anything in it is another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from briefgen.evidence.bundle import write as bundle
from briefgen.evidence.verify.report import Report
from briefgen.evidence.verify.verify import verify
from briefgen.project import Project
from tests.evidence.conftest import Check, make, words_of, write_project
from tests.evidence.tampering import TAG_MANIFEST, edit, hash_again, paths, zipped
from tests.made_up import write_snapshots

LEDGER, CLAIMS = "data/ledger.json", "data/claims.json"


def test_a_bundle_as_it_is(made: Path, check: Check) -> None:
    report = check(made)
    assert report.differences == []
    assert report.verified
    told = words_of(report)
    assert "10 numbers worked out again" in told
    assert "2 claims judged again" in told
    assert "byte for byte, the one that briefgen makes" in told
    assert "1 passages found in captures" in told


def test_the_folder_that_it_is_unpacked_to(laid_out: Path, check: Check) -> None:
    assert check(laid_out).verified


def test_passages_are_looked_for_in_captures(made: Path, check: Check, project: Project) -> None:
    assert "2 passages found in captures" in words_of(check(made, project.root / "captures"))


def test_another_capture_is_told(made: Path, check: Check, project: Project, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(project.root / "captures", tmp_path / "captures"))
    (folder / "report.txt").write_text("Another text.\n", encoding="utf-8")
    report = check(made, folder)
    assert not report.verified
    assert "report-01: not found" in words_of(report)


def test_a_claim_that_rests_on_no_snapshot(project: Project, tmp_path: Path, check: Check) -> None:
    order = bundle.request(project, "2026-02", ["unrelated-01"])
    assert check(bundle.write(project, order, tmp_path).bundle).verified


@contextmanager
def one_byte_changed(file: Path, place: float) -> Iterator[None]:
    """Change the byte at `place` of a file's length, from 0 to 1, for a while."""
    before = file.read_bytes()
    at = int(place * (len(before) - 1))
    file.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
    yield
    file.write_bytes(before)


def test_every_file_with_one_byte_changed_is_found_by_its_hash(
    bag: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file in turn; no list holds the hash of the last list."""
    monkeypatch.setattr("briefgen.evidence.verify.verify.apart", lambda *_: Report())
    assert check(bag).verified
    names = set(paths(bag)) - {TAG_MANIFEST}
    assert len(names) > 30
    for name in names:
        for place in (0, 0.5, 1):
            with one_byte_changed(bag / name, place):
                report = check(bag)
            assert not report.verified
            assert name in {one.file for one in report.differences}


@pytest.mark.parametrize("place", [0, 0.5, 1])
@pytest.mark.parametrize(
    "name", [TAG_MANIFEST, LEDGER, "bagit.txt", "data/project/data/snapshots/2026-02-10-made.parquet"]
)
def test_whatever_byte_is_changed_the_file_is_named(bag: Path, check: Check, name: str, place: float) -> None:
    with one_byte_changed(bag / name, place):
        report = check(bag)
    assert not report.verified
    assert name in {one.file for one in report.differences}, words_of(report)


def test_a_missing_and_an_added_file_are_found(bag: Path, check: Check) -> None:
    (bag / "README.txt").unlink()
    (bag / "data/extra.csv").write_text("a\n", encoding="utf-8")
    (bag / "extra.txt").write_text("a\n", encoding="utf-8")
    told = {(one.file, one.what) for one in check(bag).differences}
    assert ("README.txt", "missing") in told
    assert ("data/extra.csv", "added: no list of hashes names it") in told
    assert ("extra.txt", "added: no list of hashes names it") in told


def _value(content: Any) -> None:
    content["numbers"][2]["value"] = 0.6


def _text(content: Any) -> None:
    content["numbers"][2]["texts"] = ["60.0%"]


def _unit(content: Any) -> None:
    content["numbers"][2]["unit"] = "ratio"


def _row(content: Any) -> None:
    content["numbers"][2]["row"]["country"] = "FR"


def _date(content: Any) -> None:
    content["numbers"][0]["snapshots"] = ["2026-02-10-made"]


def _elsewhere(content: Any) -> None:
    content["numbers"][0]["snapshots"] = ["2026-02-12-other"]


def _lacking(content: Any) -> None:
    del content["numbers"][3]


def _twice(content: Any) -> None:
    content["numbers"].append(content["numbers"][0] | {"alias": "N-0005"})


def _metric(content: Any) -> None:
    content["numbers"][0]["metric"] = "no_such_metric"


FORGED_LEDGERS = {
    _value: "N-0003, data/ledger.json: the ledger says 0.6, the data say 0.5555555555555556",
    _text: "N-0003, data/ledger.json: printed as '60.0%', which is none of the ways",
    _unit: "N-0003, data/ledger.json: the ledger says its unit is ratio, it is share",
    _row: "N-0003, data/ledger.json: its id is",
    _date: "N-0001, data/ledger.json: its id is",
    _elsewhere: "rests on 2026-02-12-other, a snapshot that is not at hand",
    _lacking: "the ledger lacks download_share.share",
    _twice: "1 numbers stand in it twice",
    _metric: "no such metric",
}


@pytest.mark.parametrize("forge", FORGED_LEDGERS, ids=lambda forge: forge.__name__)
def test_a_forged_ledger_whose_hashes_fit_is_found(bag: Path, check: Check, forge: Any) -> None:
    edit(bag, LEDGER, forge)
    report = check(bag)
    assert not report.verified
    assert FORGED_LEDGERS[forge] in words_of(report)


def test_a_forged_verdict_whose_hashes_fit_is_found_at_its_byte(bag: Path, check: Check) -> None:
    before = (bag / CLAIMS).read_bytes()
    edit(bag, CLAIMS, lambda content: content["claims"][0]["then"].update(word="supported"))
    after = (bag / CLAIMS).read_bytes()
    byte = next(place for place, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    first = check(bag).differences[0]
    assert (first.file, first.byte) == (CLAIMS, byte)


@pytest.mark.parametrize(
    "pattern",
    [
        "data/answers/download_share-*.csv",
        "data/answers/model-*.parquet",
        "data/references.json",
        "data/excerpts.json",
        "data/licences.txt",
        "data/ro-crate-metadata.json",
        "README.txt",
        "rebuild.sql",
    ],
)
def test_every_file_that_follows_from_the_data_is_made_again(bag: Path, check: Check, pattern: str) -> None:
    file = next(iter(sorted(bag.glob(pattern))))
    content = file.read_bytes()
    file.write_bytes(content[:-2] + b"7" + content[-1:])
    hash_again(bag)
    report = check(bag)
    name = file.relative_to(bag).as_posix()
    assert (name, len(content) - 2) in {(one.file, one.byte) for one in report.differences}, words_of(report)


def test_forged_data_do_not_give_the_old_numbers(bag: Path, check: Check) -> None:
    """China becomes France, everywhere but in the answers."""
    file = bag / "data/project/data/organisations.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",CN,", ",FR,"), encoding="utf-8")
    hash_again(bag)
    assert "N-0003, data/ledger.json: no single row" in words_of(check(bag))


def test_a_snapshot_that_its_manifest_does_not_know_is_found(bag: Path, check: Check) -> None:
    snapshots = bag / "data/project/data/snapshots"
    shutil.copyfile(snapshots / "2026-01-10-made.parquet", snapshots / "2026-02-10-made.parquet")
    hash_again(bag)
    assert "2026-02-10-made.parquet: its SHA-256 is" in words_of(check(bag))


def test_another_text_in_place_of_a_carried_one_is_found(bag: Path, check: Check) -> None:
    (bag / "data/captures/article.txt").write_text("Another text.\n", encoding="utf-8")
    hash_again(bag)
    assert "article: another capture" in words_of(check(bag))


def test_what_else_lies_in_it_is_told_and_not_vouched_for(bag: Path, check: Check) -> None:
    (bag / "data/project/data/notes.txt").write_bytes(b"anything")
    hash_again(bag)
    report = check(bag)
    assert "data/project/data/notes.txt: its hash only, not what it says" in report.not_checked
    assert not report.verified


def test_of_another_version_the_words_are_not_compared_and_the_numbers_are(bag: Path, check: Check) -> None:
    edit(bag, "data/evidence.json", lambda content: content.update(program="0.0.1"))
    (bag / "README.txt").write_text("What another version said.\n", encoding="utf-8")
    hash_again(bag)
    report = check(bag)
    assert report.differences == []
    assert not report.verified
    assert any("briefgen 0.0.1" in line and "README.txt" in line for line in report.not_checked)
    (bag / "rebuild.sql").write_text("SELECT 1;\n", encoding="utf-8")
    edit(bag, LEDGER, _value)
    assert {one.file for one in check(bag).differences} >= {LEDGER, "rebuild.sql"}


def test_a_key_that_stands_twice_is_found(bag: Path, check: Check) -> None:
    """Programs differ in which of the two they take."""
    text = (bag / LEDGER).read_text(encoding="utf-8")
    forged = text.replace('"value": 2,', '"value": 1,\n   "value": 2,', 1)
    (bag / LEDGER).write_text(forged, encoding="utf-8")
    hash_again(bag)
    first = check(bag).differences[0]
    assert (first.file, first.byte) == (LEDGER, text.index('"value": 2,') + len('"value": '))


@pytest.mark.parametrize(
    "added",
    ["# a remark\n", "actions: []\n", "- {id: hidden, asks: Is it?, reads: As it is., arithmetic: 1 == 1}\n"],
)
def test_records_that_nobody_needs_are_found(bag: Path, check: Check, added: str) -> None:
    file = bag / "data/project/sources.yaml"
    file.write_text(file.read_text(encoding="utf-8") + added, encoding="utf-8")
    hash_again(bag)
    assert check(bag).differences[0].file == "data/project/sources.yaml"


def test_another_manifest_of_a_known_snapshot_is_found(bag: Path, check: Check) -> None:
    name = "data/project/data/snapshots/2026-02-10-made.json"
    file = bag / name
    text = file.read_text(encoding="utf-8").replace("Made up, by hand", "Taken from the Hub")
    file.write_text(text, encoding="utf-8")
    hash_again(bag)
    told = {(one.file, one.what) for one in check(bag).differences}
    assert (name, "not that of the snapshot of this id in the project at hand") in told


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5_000, b'{"format": "briefgen/evidence/1"}'],
    ids=["empty", "cut", "list", "null", "binary", "deep", "nothing in it"],
)
@pytest.mark.parametrize("name", ["data/evidence.json", LEDGER, "data/project/sources.yaml"])
def test_files_that_are_none_are_findings(bag: Path, check: Check, name: str, content: bytes) -> None:
    (bag / name).write_bytes(content)
    hash_again(bag)
    report = check(bag)
    assert not report.verified
    told = "\n".join(str(one) for one in report.differences)
    assert "Traceback" not in told
    assert "/briefgen-" not in told


def test_json_names_number_file_and_byte(bag: Path, project: Project, monkeypatch: Any, capsys: Any) -> None:
    from briefgen import cli

    edit(bag, LEDGER, _value)
    monkeypatch.setattr(
        "sys.argv", ["briefgen", "verify", str(bag), "--json", "--project", str(project.root)]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    told = json.loads(capsys.readouterr().out)
    assert left.value.code == 1
    assert (told["outcome"], told["verified"]) == ("differs", False)
    assert told["differences"][0] == {
        "what": "the ledger says 0.6, the data say 0.5555555555555556",
        "file": LEDGER,
        "number": "N-0003",
        "byte": None,
    }
    assert told["checked"]


def test_the_projects_own_inputs_are_told_to_be_so(made: Path, check: Check) -> None:
    told = words_of(check(made))
    assert "2 snapshots are those of the project at hand, their rows byte for byte" in told
    assert "registries, claims, tests and sources are those of the project at hand" in told


def test_a_whole_forgery_is_found_beside_a_project(tmp_path: Path, check: Check) -> None:
    """Made with briefgen itself from other data, everything in it fits; the project at hand has other."""
    other = write_project(tmp_path / "other")
    for ending in ("json", "parquet"):
        (other.snapshots / f"2026-02-10-made.{ending}").unlink()
    write_snapshots(other.snapshots, {"2026-02-10-made": [{"repo_id": "beta/one", "likes": 60}]})
    text = other.sources.read_text(encoding="utf-8").replace("china > america", "china >= america")
    other.sources.write_text(text, encoding="utf-8")
    forged = make(other, tmp_path)
    assert verify(forged, other).verified
    report = check(forged)
    what = "not that of the snapshot of this id in the project at hand"
    file = "data/project/data/snapshots/2026-02-10-made"
    assert [(one.file, one.what) for one in report.differences] == [
        (f"{file}.json", what),
        (f"{file}.parquet", what),
    ]
    assert "has others or none: more-downloads" in words_of(report)


@pytest.mark.parametrize("name", ["again", "bag", "unpacked"])
def test_the_folder_in_a_zip_may_have_any_name_and_gains_nothing(
    bag: Path, tmp_path: Path, check: Check, name: str
) -> None:
    edit(bag, LEDGER, _value)
    report = check(zipped(bag.rename(tmp_path / name), tmp_path / "forged.zip"))
    assert report.differences[0].number == "N-0003"
