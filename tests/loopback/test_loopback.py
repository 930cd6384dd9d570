"""The loopback Hub is held to the real client: what `huggingface_hub` reads is what the catalogue holds."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pyarrow.parquet as pq
import pytest
from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import (
    BadRequestError,
    DisabledRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.loopback.catalogue import Catalogue
from tests.loopback.server import LoopbackHub, RateLimit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def bundled() -> Catalogue:
    return Catalogue.bundled()


def _four() -> Catalogue:
    downloads = {"org/a": 40, "org/b": 30, "org/c": 20, "org/d": 10}
    return Catalogue({"id": name, "author": "org", "downloads": each} for name, each in downloads.items())


def test_every_model_is_listed_once_and_in_order(hub: LoopbackHub, api: HfApi) -> None:
    listed = list(api.list_models(sort="downloads", expand=["downloads"]))
    assert sorted(model.id for model in listed) == sorted(hub.catalogue)
    downloads = [model.downloads or 0 for model in listed]
    assert downloads == sorted(downloads, reverse=True)
    assert [request.status for request in hub.requests] == [200] * 7  # 250 models in pages of 40
    assert hub.requests[0].query == {"sort": ("downloads",), "expand": ("downloads",)}


def test_the_fields_asked_for_are_those_of_the_catalogue(hub: LoopbackHub, api: HfApi) -> None:
    expand: list[Any] = ["author", "createdAt", "likes", "gated", "baseModels", "safetensors", "library_name"]
    for model in api.list_models(expand=expand):
        held = hub.catalogue[model.id]
        assert (model.author, model.likes, model.gated) == (held["author"], held["likes"], held["gated"])
        assert model.created_at == datetime.fromisoformat(held["createdAt"])
        assert model.base_models == held["baseModels"]
        assert model.library_name == held.get("library_name")
        assert (model.safetensors and model.safetensors.total) == held.get("safetensors", {}).get("total")
        assert model.downloads is None
        assert model.tags is None


def test_the_newest_come_first_and_ties_stand_by_the_hubs_id(hub: LoopbackHub, http: httpx2.Client) -> None:
    newest = http.get("/api/models", params={"sort": "createdAt", "expand": "createdAt"}).json()
    assert newest[0]["createdAt"] == max(model["createdAt"] for model in hub.catalogue.values())
    tied = http.get("/api/models", params={"sort": "trendingScore"}).json()  # no model has a score
    assert [model["_id"] for model in tied] == sorted(model["_id"] for model in hub.catalogue.values())[:40]


def test_listings_by_author_tag_and_base_model(hub: LoopbackHub, api: HfApi) -> None:
    def having(held: Callable[[dict[str, Any]], bool]) -> set[str]:
        return {name for name, model in hub.catalogue.items() if held(model)}

    child = next(model for model in hub.catalogue.values() if model["baseModels"])
    relation, base = child["baseModels"]["relation"], child["baseModels"]["models"][0]["id"]
    for asked, expected in (
        ({"author": child["author"]}, having(lambda model: model["author"] == child["author"])),
        ({"filter": "license:mit"}, having(lambda model: "license:mit" in model["tags"])),
        (
            {"filter": f"base_model:{relation}:{base}"},
            having(lambda model: model["baseModels"] == child["baseModels"]),
        ),
        (
            {"filter": [f"base_model:{base}", "license:mit"]},
            having(lambda model: {f"base_model:{base}", "license:mit"} <= set(model["tags"])),
        ),
        ({"author": "nobody"}, set()),
    ):
        found = [model.id for model in api.list_models(expand=["likes"], **asked)]
        assert set(found) == expected
        assert len(found) == len(expected)


def test_a_limit_is_the_size_of_a_page(hub: LoopbackHub, api: HfApi) -> None:
    assert len(list(api.list_models(limit=25))) == 25
    assert len(list(api.list_models(limit=90))) == 90
    assert [request.one("limit") for request in hub.requests] == ["25", "90", "90", "90"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, "a b c d"),
        (lambda held: held.change("org/d", downloads=50), "a b c"),
        (lambda held: held.change("org/a", downloads=5), "a b c d a"),
        (lambda held: held.remove("org/c"), "a b d"),
        (lambda held: held.add({"id": "org/e", "downloads": 25}), "a b e c d"),
        (lambda held: held.rename("org/c", "org/z"), "a b z d"),
    ],
)
def test_the_hub_moves_between_two_pages(change: Callable[[Catalogue], None], expected: str) -> None:
    with LoopbackHub(_four(), page_limit=2) as hub:
        hub.before = lambda number: change(hub.catalogue) if number == 2 else None
        api = HfApi(endpoint=hub.endpoint, token=False)
        assert [model.id[-1] for model in api.list_models(sort="downloads")] == expected.split()


@pytest.mark.parametrize(
    "query", [{"sort": "size"}, {"expand": "colour"}, {"direction": "1"}, {"limit": "none"}, {"cursor": "?"}]
)
def test_what_the_hub_does_not_know_is_refused(http: httpx2.Client, query: dict[str, str]) -> None:
    answer = http.get("/api/models", params=query)
    assert answer.status_code == 400
    assert next(iter(query)) in answer.json()["error"]


def test_the_strict_hub_keeps_three_fields_out_of_its_listing() -> None:
    with LoopbackHub(_four(), lenient=False) as hub:
        hub.catalogue.change("org/a", childrenModelCount=7)
        api = HfApi(endpoint=hub.endpoint, token=False)
        with pytest.raises(BadRequestError, match="childrenModelCount"):
            list(api.list_models(expand=["childrenModelCount"]))
        assert api.model_info("org/a", expand=["childrenModelCount"]).children_model_count == 7
        assert len(list(api.list_models(expand=["downloadsAllTime"]))) == 4


def test_one_model_renamed_deleted_or_disabled(hub: LoopbackHub, api: HfApi) -> None:
    first, second, third = list(hub.catalogue)[:3]
    held = hub.catalogue[first]
    hub.catalogue.rename(first, "new-org/new-name")
    info = api.model_info(first, expand=["likes", "author"])
    assert (info.id, info.likes, info.author) == ("new-org/new-name", held["likes"], "new-org")
    assert info.__dict__["_id"] == held["_id"]
    hub.catalogue.remove(second)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info(second)
    hub.catalogue.change(third, disabled=True)
    with pytest.raises(DisabledRepoError):
        api.model_info(third)
    assert [request.status for request in hub.requests] == [307, 200, 401, 403]


def test_private_models_are_for_the_right_token_alone() -> None:
    with LoopbackHub(_four(), token="hf_right") as hub:
        hub.catalogue.change("org/b", private=True)

        def listed(token: str | bool) -> str:
            api = HfApi(endpoint=hub.endpoint, token=token)
            return " ".join(model.id[-1] for model in api.list_models(sort="downloads"))

        assert listed(False) == "a c d"
        assert listed("hf_right") == "a b c d"
        with pytest.raises(HfHubHTTPError, match="401"):
            listed("hf_wrong")
        with pytest.raises(RepositoryNotFoundError):
            HfApi(endpoint=hub.endpoint, token=False).model_info("org/b")
        assert HfApi(endpoint=hub.endpoint, token="hf_right").model_info("org/b").private


def test_a_file_of_a_data_set_is_downloaded_at_its_revision(hub: LoopbackHub, tmp_path: Path) -> None:
    file = tmp_path / "models.parquet"
    file.write_bytes(bytes(range(256)) * 4096)
    hub.publish("org/stats", "main", COMMIT, "data/models.parquet", file)
    for revision in ("main", COMMIT):
        got = hf_hub_download(
            "org/stats",
            "data/models.parquet",
            repo_type="dataset",
            revision=revision,
            endpoint=hub.endpoint,
            cache_dir=tmp_path / revision,
            token=False,
        )
        assert COMMIT in got
        assert Path(got).read_bytes() == file.read_bytes()
    assert [request.method for request in hub.requests] == ["HEAD", "GET"] * 2


@pytest.mark.parametrize(
    ("repo", "revision", "path", "error"),
    [
        ("org/other", "main", "models.csv", RepositoryNotFoundError),
        ("org/stats", "v2", "models.csv", RevisionNotFoundError),
        ("org/stats", "main", "other.csv", RemoteEntryNotFoundError),
    ],
)
def test_a_file_that_is_not_there(
    hub: LoopbackHub, tmp_path: Path, repo: str, revision: str, path: str, error: type[Exception]
) -> None:
    file = tmp_path / "models.csv"
    file.write_text("id\n", encoding="utf-8")
    hub.publish("org/stats", "main", COMMIT, "models.csv", file)
    with pytest.raises(error):
        hf_hub_download(
            repo,
            path,
            repo_type="dataset",
            revision=revision,
            endpoint=hub.endpoint,
            cache_dir=tmp_path,
            token=False,
        )


def test_the_rest_of_a_file(hub: LoopbackHub, http: httpx2.Client, tmp_path: Path) -> None:
    file = tmp_path / "ten"
    file.write_bytes(b"0123456789")
    hub.publish("org/stats", "main", COMMIT, "ten", file)

    def ranged(asked: str) -> tuple[int, bytes, str]:
        answer = http.get("/datasets/org/stats/resolve/main/ten", headers={"Range": f"bytes={asked}"})
        return answer.status_code, answer.content, answer.headers["Content-Range"]

    assert ranged("7-") == (206, b"789", "bytes 7-9/10")
    assert ranged("2-4") == (206, b"234", "bytes 2-4/10")
    assert ranged("10-") == (416, b"", "bytes */10")


def test_the_client_waits_for_the_window_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    sleep = time.sleep

    def short(seconds: float) -> None:
        waits.append(seconds)
        sleep(0.25)

    monkeypatch.setattr("time.sleep", short)
    with LoopbackHub(_four(), page_limit=1, limit=RateLimit(quota=3, window=0.25)) as hub:
        assert len(list(HfApi(endpoint=hub.endpoint, token=False).list_models())) == 4
        assert [request.status for request in hub.requests] == [200, 200, 200, 429, 200]
    assert waits == [2]  # the second that is left, rounded up, and the client's own one


def test_each_answer_says_what_is_left_of_the_limit() -> None:
    with LoopbackHub(_four(), limit=RateLimit(quota=2, window=300)) as hub:
        answers = [httpx2.get(f"{hub.endpoint}/api/models") for _ in range(3)]
    assert [answer.headers["RateLimit"] for answer in answers] == [
        '"api";r=1;t=300',
        '"api";r=0;t=300',
        '"api";r=0;t=300',
    ]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"fixed window";"api";q=2;w=300'}
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_the_server_tells_the_date_it_is_given() -> None:
    with LoopbackHub(_four(), date=datetime(2026, 10, 1, tzinfo=UTC)) as hub:
        assert httpx2.get(f"{hub.endpoint}/api/models").headers["Date"] == "Thu, 01 Oct 2026 00:00:00 GMT"


def test_one_connection_serves_many_requests(http: httpx2.Client) -> None:
    first, second = (http.get("/api/models", params={"limit": 1}) for _ in range(2))
    streams = [answer.extensions["network_stream"] for answer in (first, second)]
    assert streams[0].get_extra_info("client_addr") == streams[1].get_extra_info("client_addr")


def test_the_bundled_numbers_are_those_of_the_newest_snapshot(bundled: Catalogue, repository: Path) -> None:
    newest = repository / "data" / "snapshots" / "2026-09-20-llmfit.parquet"
    rows = pq.read_table(newest, columns=["repo_id", "downloads_30d", "likes"]).to_pylist()
    known = [row for row in rows if row["downloads_30d"] is not None and row["likes"] is not None]
    assert len(known) > 6000
    for row in known:
        model = bundled[row["repo_id"]]
        assert (model["downloads"], model["likes"]) == (row["downloads_30d"], row["likes"])


def test_the_bundled_models_hold_what_only_an_older_snapshot_knows(bundled: Catalogue) -> None:
    r1 = bundled["deepseek-ai/DeepSeek-R1"]
    assert r1["childrenModelCount"] == 505  # osir-lmts, 2025-09-07
    assert r1["downloadsAllTime"] == 25_102_678  # hub-stats, 2026-05-24
    assert r1["lastModified"] == "2025-03-27T04:01:59.000Z"  # radar, 2026-08-19
    assert "license:mit" in r1["tags"]


def test_made_models_are_the_same_each_time_and_heavy_tailed() -> None:
    made = Catalogue.made(2000, organisations=("one", "two"))
    assert dict(made) == dict(Catalogue.made(2000, organisations=("one", "two")))
    assert dict(made) != dict(Catalogue.made(2000, organisations=("one", "two"), seed=1))
    assert {model["author"] for model in made.values()} == {"one", "two"}
    assert len({model["_id"] for model in made.values()}) == 2000
    downloads = sorted((model["downloads"] for model in made.values()), reverse=True)
    assert sum(downloads[:100]) > 0.8 * sum(downloads)
    naming = [model for model in made.values() if model["baseModels"]]
    assert sum(model["childrenModelCount"] for model in made.values()) == len(naming) > 500


def test_the_hub_by_hand(repository: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.loopback",
        "--port",
        "0",
        "--models",
        "50",
        "--fault",
        "status-503",
    ]
    with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) as hub:
        assert hub.stdout
        endpoint = (
            next(line for line in hub.stdout if line.startswith("HF_ENDPOINT=")).partition("=")[2].strip()
        )
        answers = [httpx2.get(f"{endpoint}/api/models") for _ in range(3)]
        hub.send_signal(signal.SIGINT)
        assert "3 requests" in hub.stdout.read()
    assert hub.returncode == 0
    assert [answer.status_code for answer in answers] == [200, 503, 200]
    assert len(answers[0].json()) == 50
