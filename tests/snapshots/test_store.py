"""A snapshot appears whole or not at all, is never altered, and has the same bytes whenever it is made."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from briefgen.cache import fingerprint
from briefgen.errors import InputError
from briefgen.snapshots.manifest import Draft, Population, Retrieval
from briefgen.snapshots.schema import TABLE
from briefgen.snapshots.store import Store


def table(*ids: str, likes: int = 1) -> pa.Table:
    return pa.Table.from_pylist([{"repo_id": repo_id, "likes": likes} for repo_id in ids], schema=TABLE)


def draft(date: str = "2026-01-02", origin: str = "made-up") -> Draft:
    return Draft(
        date=dt.date.fromisoformat(date),
        date_known="exact",
        origin=origin,
        population=Population(words="two models", kind="selection"),
        absent_columns=("license",),
        licence="MIT",
        attribution="nobody",
        retrieval=Retrieval(method="by hand", version="1"),
    )


def files(store: Store) -> list[str]:
    return sorted(file.name for file in store.folder.iterdir())


def test_rows_are_sorted_by_id_in_byte_order(store: Store) -> None:
    manifest = store.write(table("b/Two", "a/two", "B/two", "b/two"), draft())
    assert manifest.id == "2026-01-02-made-up"
    assert manifest.rows == 4
    ids = pq.read_table(store.path(manifest.id))["repo_id"].to_pylist()
    assert ids == ["B/two", "a/two", "b/Two", "b/two"]


def test_what_is_written_reads_back_with_schema_and_manifest(store: Store) -> None:
    manifest = store.write(table("a/one"), draft())
    assert store.read_manifest(manifest.id) == store.verify(manifest.id) == manifest
    assert pq.read_table(store.path(manifest.id)).schema.equals(TABLE)
    assert files(store) == ["2026-01-02-made-up.json", "2026-01-02-made-up.parquet"]


def test_the_order_of_rows_given_does_not_change_the_bytes(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    first, second = one.write(table("a/1", "b/2"), draft()), other.write(table("b/2", "a/1"), draft())
    assert first == second
    assert one.path(first.id).read_bytes() == other.path(second.id).read_bytes()


def test_manifests_are_sorted_by_date_and_then_origin(store: Store) -> None:
    for date, origin in (("2026-02-01", "b"), ("2026-01-02", "z"), ("2026-02-01", "a")):
        store.write(table("a/one"), draft(date, origin))
    assert [manifest.id for manifest in store.manifests()] == ["2026-01-02-z", "2026-02-01-a", "2026-02-01-b"]


def test_writing_the_same_again_changes_nothing(store: Store) -> None:
    manifest = store.write(table("a/one"), draft())
    before = store.path(manifest.id).stat().st_mtime_ns
    assert store.write(table("a/one"), draft()) == manifest
    assert store.path(manifest.id).stat().st_mtime_ns == before


def test_a_snapshot_is_never_altered(store: Store) -> None:
    manifest = store.write(table("a/one"), draft())
    before = store.path(manifest.id).read_bytes()
    with pytest.raises(InputError, match="never altered"):
        store.write(table("a/one", likes=2), draft())
    with pytest.raises(InputError, match="never altered"):
        store.write(table("a/one"), draft().model_copy(update={"notes": ("other",)}))
    assert store.path(manifest.id).read_bytes() == before
    assert store.verify(manifest.id) == manifest


def test_two_rows_of_one_repository_are_refused(store: Store) -> None:
    with pytest.raises(InputError, match=r"1 repositories stand in several rows, first 'a/one'"):
        store.write(table("a/one", "b/two", "a/one"), draft())
    assert not list(store.folder.iterdir())


def test_a_failure_half_way_leaves_no_snapshot(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def fail_on_manifest(self: Path, target: Path) -> Path:
        if target.suffix == ".json":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_on_manifest)
    with pytest.raises(InputError, match="cannot be written"):
        store.write(table("a/one"), draft())
    assert store.manifests() == []
    assert not list(store.folder.glob(".*"))
    monkeypatch.undo()
    assert store.write(table("a/one", likes=2), draft()) in store.manifests()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda file: file.unlink(), r"2026-01-02-made-up\.parquet: missing"),
        (lambda file: file.write_bytes(file.read_bytes()[:-9]), r"\.parquet: its SHA-256 is .*cut short"),
        (lambda file: file.with_suffix(".json").write_text("{"), r"\.json: not a snapshot manifest"),
        (lambda file: file.with_suffix(".json").write_text('{"id": 3}'), r"\.json: not a snapshot manifest"),
        (
            lambda file: file.with_suffix(".json").rename(file.with_name("2026-01-03-made-up.json")),
            r"2026-01-03-made-up\.json: the manifest is that of '2026-01-02-made-up'",
        ),
    ],
)
def test_a_broken_snapshot_gets_one_clear_message(store: Store, damage: object, message: str) -> None:
    manifest = store.write(table("a/one"), draft())
    assert callable(damage)
    damage(store.path(manifest.id))
    with pytest.raises(InputError, match=message) as caught:
        store.manifests()
    assert "\n" not in str(caught.value)


def _plant(store: Store, content: bytes, rows: int = 1) -> str:
    """Put a Parquet file in place of a snapshot's own, with a manifest that vouches for it."""
    manifest = store.write(table("a/one"), draft())
    file = store.path(manifest.id)
    file.write_bytes(content)
    planted = manifest.model_copy(update={"sha256": hashlib.sha256(content).hexdigest(), "rows": rows})
    file.with_suffix(".json").write_text(planted.model_dump_json(), encoding="utf-8")
    return manifest.id


def _parquet(rows: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(rows, file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PAR1 and so on", "it does not read as Parquet"),
        (
            _parquet(table("a/one").drop_columns(["likes"])),
            "column 7 is 'children' of int64, expected 'likes' of int64",
        ),
        (
            _parquet(table("a/one").set_column(4, "downloads_30d", pa.array(["many"]))),
            "column 5 is 'downloads_30d' of string, expected 'downloads_30d' of int64",
        ),
        (
            _parquet(table("a/one").append_column("extra", pa.array([1]))),
            "column 16 is 'extra' of int64, expected none",
        ),
        (
            _parquet(table("a/one").select(TABLE.names[:-1])),
            "column 15 is none, expected 'base_models' of list<",
        ),
        (
            _parquet(
                pa.Table.from_pylist(
                    [{"repo_id": None}], schema=pa.schema([("repo_id", pa.string()), *list(TABLE)[1:]])
                )
            ),
            "column 1 is 'repo_id' of string, expected 'repo_id' of string, never null",
        ),
        (_parquet(table("a/one", "a/two")), "it has 2 rows, the manifest says 1"),
    ],
)
def test_a_file_that_its_manifest_vouches_for_must_be_the_table(
    store: Store, content: bytes, message: str
) -> None:
    snapshot_id = _plant(store, content)
    with pytest.raises(InputError, match=rf"{snapshot_id}\.parquet: not the table of a snapshot: ") as caught:
        store.manifests()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_stray_file_is_named(store: Store) -> None:
    store.write(table("a/one"), draft())
    (store.folder / "notes.json").write_text("{}")
    with pytest.raises(
        InputError, match=r"snapshots/notes\.json: no snapshot has such a name; expected <date>-"
    ):
        store.manifests()


def test_a_strangers_manifest_is_quoted_in_few_words(store: Store) -> None:
    manifest = store.write(table("a/one"), draft())
    file = store.path(manifest.id).with_suffix(".json")
    file.write_text(file.read_text().replace(f'"id": "{manifest.id}"', '"id": "' + "x" * 10_000 + '"'))
    with pytest.raises(InputError, match="not a snapshot manifest") as caught:
        store.manifests()
    assert len(str(caught.value)) < 600


def test_an_unknown_id_is_told_the_known_ones(store: Store) -> None:
    store.write(table("a/one"), draft())
    with pytest.raises(InputError, match=r"no snapshot '2026-01-03-made-up'\. There are: 2026-01-02-made-up"):
        store.read_manifest("2026-01-03-made-up")


@pytest.mark.parametrize("name", ["../../etc/passwd", "2026-01-02", "2026-01-02-UP", "2026-01-02-a/../b", ""])
def test_an_id_cannot_leave_the_folder(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="is no snapshot id"):
        store.verify(name)


def test_a_table_that_breaks_the_schema_is_a_mistake_of_the_program(store: Store) -> None:
    with pytest.raises(ValueError, match="schema"):
        store.write(table("a/one").drop_columns(["likes"]), draft())


def test_a_large_file_that_was_altered_is_told_though_its_hash_was_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "LARGE", 1)
    monkeypatch.setattr(fingerprint, "_SETTLED", -1)
    remembering = Store(tmp_path / "snapshots", tmp_path / "cache")
    manifest = remembering.write(table("a/one"), draft())
    assert [remembering.verify(manifest.id) for _ in range(2)] == [manifest] * 2
    kept = [len(list((tmp_path / "cache" / kind).glob("*/*"))) for kind in ("hashes", "tables")]
    assert kept == [1, 1]
    file = remembering.path(manifest.id)
    content, before = file.read_bytes(), file.stat()
    time.sleep(0.05)
    file.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(InputError, match="was altered or cut short"):
        remembering.verify(manifest.id)


def test_what_is_no_snapshots_table_is_told_each_time(tmp_path: Path) -> None:
    remembering = Store(tmp_path / "snapshots", tmp_path / "cache")
    manifest = remembering.write(table("a/one"), draft())
    assert remembering.verify(manifest.id) == manifest
    file = remembering.path(manifest.id)
    pq.write_table(table("a/one").drop_columns(["likes"]), file)
    vouching = manifest.model_copy(update={"sha256": hashlib.sha256(file.read_bytes()).hexdigest()})
    file.with_suffix(".json").write_text(vouching.model_dump_json(), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(InputError, match="not the table of a snapshot"):
            remembering.verify(manifest.id)
