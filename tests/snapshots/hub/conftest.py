"""No user's own token and no earlier answer reaches a crawl of the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.snapshots.hub.crawling import lay_out


@pytest.fixture(autouse=True)
def nobodys_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", os.devnull)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a project that lists the organisations alpha and beta."""
    return lay_out(tmp_path / "project")
