"""The commands on a project of which one snapshot lies elsewhere: nothing is fetched unless asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from briefgen.snapshots.manifest import Manifest
from tests.loopback.faults import HtmlPage, RedirectElsewhere
from tests.snapshots.remote.conftest import COMMIT, DATASET, ID, TOKEN, Place, Run, Server


@pytest.mark.parametrize("way", ["https", "hf", "s3"])
def test_a_snapshot_is_added_by_its_address_and_fetched_once(
    run: Run, place: Place, server: Server, way: str
) -> None:
    address = server.addresses()[way]
    done = run("snapshot", "add", address, "--allow-network")
    manifest = place.project.snapshots / f"{ID}.json"
    assert (done.returncode, done.stdout) == (0, f"{manifest}\n"), done.stderr
    told = Manifest.model_validate_json(manifest.read_bytes())
    assert told == place.manifest.model_copy(update={"url": address})
    assert TOKEN not in manifest.read_text(encoding="utf-8") + done.stderr
    assert not (place.project.snapshots / f"{ID}.parquet").exists()
    assert place.fetched.read_bytes() == (place.theirs.snapshots / f"{ID}.parquet").read_bytes()
    assert len(server.asked()) == 1
    # From here on nothing is asked of anybody, whether it is allowed or not.
    before = len(server.requests)
    theirs = run("claims", "--json", "--project", str(place.theirs.root))
    assert theirs.stdout.count('"untestable"') < theirs.stdout.count('"contradicted"')
    for words in ((), ("--allow-network",), ("--no-cache",)):
        assert run("claims", "--json", *words).stdout == theirs.stdout
    assert len(server.requests) == before


def test_without_being_asked_for_nothing_is_fetched(run: Run, place: Place, server: Server) -> None:
    address = server.addresses()["https"]
    place.name(address)
    for words in (("claims",), ("evidence", "2026-02", "--claim", "article-01"), ("explain", "article-01")):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"briefgen: {place.project.snapshots / ID}.json: the rows of this snapshot lie at {address} and "
            "were not fetched. Add --allow-network, which fetches them once.\n"
        )
    add = run("snapshot", "add", address)
    assert add.returncode == 2
    assert "the manifest has to be fetched from there; add --allow-network." in add.stderr
    assert server.requests == []
    assert not (place.project.root / "output").exists()


def test_list_and_show_say_where_it_lies_and_whether_it_is_here(
    run: Run, place: Place, server: Server
) -> None:
    address = server.addresses()["https"]
    place.name(address)
    _, _, row, *_, meaning, where = run("snapshot", "list").stdout.splitlines()
    assert row.split() == [ID, "exact", "5", *"–––––"]
    assert meaning == "–: not known, since the rows were not fetched; --allow-network fetches them."
    assert where == f"{ID} lies at {address} (not fetched)"
    shown = " ".join(run("snapshot", "show", ID).stdout.split())
    assert f"lies at {address} (not fetched) rows 5 known not known, since the rows were not" in shown
    assert run("snapshot", "list", "--json").stdout.count(address) == 1
    assert server.requests == []
    assert run("claims", "--allow-network").returncode == 0
    assert run("snapshot", "list").stdout.endswith(f"\n{ID} lies at {address} (fetched)\n")
    assert f"lies at {address} (fetched) rows 5 from" in " ".join(run("snapshot", "show", ID).stdout.split())


def test_two_programs_at_once_fetch_it_once(run: Run, place: Place, server: Server) -> None:
    place.name(server.addresses()["https"])
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(lambda _: run("claims", "--allow-network").returncode, range(2)))
    assert both == [0, 0]
    assert len(server.asked()) == 1
    assert set(place.left()) == {place.manifest.sha256, f"{ID}.parquet"}


def test_a_file_that_was_altered_here_is_noticed_and_fetched_again(
    run: Run, place: Place, server: Server
) -> None:
    place.name(server.addresses()["https"])
    assert run("claims", "--allow-network").returncode == 0
    right = place.fetched.read_bytes()
    place.fetched.write_bytes(right[:-1] + b"?")
    for words in ((), ("--no-cache",)):
        said = run("claims", *words).stderr
        assert said.startswith(f"briefgen: {place.fetched}: its SHA-256 is ")
        assert said.endswith("restore it or fetch it again with --allow-network.\n")
    assert run("claims", "--no-cache", "--allow-network").returncode == 0
    assert place.fetched.read_bytes() == right


def test_the_token_goes_to_the_hub_and_no_further(run: Run, server: Server) -> None:
    elsewhere = RedirectElsewhere()
    server.faults.add(elsewhere, where=lambda it: it.path.endswith(f"{ID}.parquet"))
    done = run("snapshot", "add", server.addresses()["hf"], "--allow-network")
    assert done.returncode == 0, done.stderr
    first, second = server.asked()
    assert first.headers["authorization"] == f"Bearer {TOKEN}"
    assert second.headers["host"].startswith("localhost:")
    assert "authorization" not in second.headers


def test_the_hub_is_not_asked_offline(run: Run, server: Server) -> None:
    done = run("snapshot", "add", server.addresses()["hf"], "--allow-network", HF_HUB_OFFLINE="1")
    assert done.returncode == 2
    assert done.stderr == (
        f"briefgen: hf://datasets/{DATASET}@main/{ID}.json: is not asked for, since HF_HUB_OFFLINE is set. "
        "Unset it.\n"
    )


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://me:secret@127.0.0.1/{id}.parquet", "a name or password"),
        ("https://example.org/{id}.parquet?X-Amz-Signature=secret", "where signatures and tokens stand"),
        ("s3://key:secret@panels/{id}.parquet", "a name or password"),
        ("http://example.org/{id}.parquet", "expected https://, s3:// or hf://"),
        ("ftp://secret/{id}.parquet", "expected https://, s3:// or hf://"),
        ("/secret/{id}.parquet", "expected https://, s3:// or hf://"),
        ("s3://panels/../secret/{id}.parquet", "its path has an empty part, or one of dots"),
        ("hf://models/secret/one/{id}.parquet", "expected hf://datasets/OWNER/NAME@REVISION/PATH"),
        ("https://[secret/{id}.parquet", "not an address"),
        ("https://secret.org/\N{RIGHT-TO-LEFT OVERRIDE}{id}.parquet", "not an address"),
        ("https://secret.org/panel.csv", "which ends with .parquet"),
    ],
)
def test_an_address_that_may_not_be_is_refused_and_not_repeated(
    run: Run, place: Place, server: Server, address: str, why: str
) -> None:
    before = sorted(place.project.root.rglob("*"))
    done = run("snapshot", "add", address.format(id=ID), "--allow-network")
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert "secret" not in done.stderr
    assert sorted(place.project.root.rglob("*")) == before
    assert server.requests == []


def test_nothing_is_added_where_the_manifest_is_not_that_of_the_rows(
    run: Run, place: Place, server: Server, tmp_path: Path
) -> None:
    def added(name: str) -> str:
        done = run("snapshot", "add", server.addresses(name)["https"], "--allow-network")
        assert done.returncode == 2
        assert not (place.project.snapshots / f"{ID}.json").exists()
        assert place.left() == []
        return done.stderr

    theirs = place.theirs.snapshots
    server.publish(DATASET, "main", COMMIT, "other.json", theirs / f"{ID}.json")
    assert f"expected an address that ends with /{ID}.parquet" in added("other.parquet")
    assert "2026-03-01-made.json: is not there (404). Check the address." in added("2026-03-01-made.parquet")
    server.faults.add(HtmlPage())
    assert f"{ID}.json: not the manifest of the snapshot beside it (the file: Invalid JSON" in added(
        f"{ID}.parquet"
    )
    evil = tmp_path / "evil.json"
    evil.write_text(place.manifest.model_copy(update={"sha256": "../" * 30}).model_dump_json(), "utf-8")
    server.publish(DATASET, "main", COMMIT, f"{ID}.json", evil)
    assert "(sha256: String should match pattern" in added(f"{ID}.parquet")
    evil.write_text(place.manifest.model_copy(update={"rows": 4}).model_dump_json(), "utf-8")
    assert (
        "it has 5 rows, the manifest says 4"
        in run("snapshot", "add", server.addresses()["https"], "--allow-network").stderr
    )
    assert not (place.project.snapshots / f"{ID}.json").exists()


def test_a_snapshot_is_never_altered_by_adding_it(
    run: Run, place: Place, server: Server, tmp_path: Path
) -> None:
    mine = place.project.snapshots / f"{ID}.json"
    for way in ("https", "s3"):
        assert run("snapshot", "add", server.addresses()[way], "--allow-network").returncode == 0
    assert Manifest.model_validate_json(mine.read_bytes()).url == server.addresses()["https"]
    other = tmp_path / "other.json"
    other.write_text(place.manifest.model_copy(update={"licence": "mine"}).model_dump_json(), "utf-8")
    server.publish(DATASET, "main", COMMIT, f"{ID}.json", other)
    done = run("snapshot", "add", server.addresses()["https"], "--allow-network")
    assert done.returncode == 2
    assert "this snapshot exists with other content" in done.stderr
