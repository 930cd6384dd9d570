"""A loopback Hub of 250 made-up models in pages of 40, and two ways to ask it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
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
    """The real client, without a token."""
    return HfApi(endpoint=hub.endpoint, token=False)


@pytest.fixture
def http(hub: LoopbackHub) -> Iterator[httpx2.Client]:
    """A bare client, for what the real one hides."""
    with httpx2.Client(base_url=hub.endpoint, timeout=5, verify=False) as client:
        yield client
