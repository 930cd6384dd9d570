"""The loopback Hub is held to the real client: what `huggingface_hub` reads is what the catalogue holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huggingface_hub import HfApi

from tests.loopback.catalogue import Catalogue
from tests.loopback.server import LoopbackHub


@pytest.fixture
def hub() -> Iterator[LoopbackHub]:
    with LoopbackHub(Catalogue.made(250), page_limit=40) as hub:
        yield hub


@pytest.fixture
def api(hub: LoopbackHub) -> HfApi:
    return HfApi(endpoint=hub.endpoint, token=False)


def test_every_model_is_listed_once_and_in_order(hub: LoopbackHub, api: HfApi) -> None:
    listed = list(api.list_models(sort="downloads", expand=["downloads", "createdAt"]))
    assert sorted(model.id for model in listed) == sorted(hub.catalogue)
    downloads = [model.downloads or 0 for model in listed]
    assert downloads == sorted(downloads, reverse=True)
    assert len(hub.requests) == 7  # 250 models in pages of 40
