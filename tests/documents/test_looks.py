"""Six pages look as they were approved; `make approve` keeps new pictures, for somebody to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from briefgen.editions.build import Built
from tests.documents import looks

APPROVED = Path(__file__).with_name("approved")
PAPER = {"monthly-1": 1, "monthly-3": 3, "monthly-6": 6, "one-pager-1": 1}
WINDOWS = {"screen-390-light": (390, "light"), "screen-1280-dark": (1280, "dark")}


def tolerance(name: str) -> int:
    """How far a picture may lie from the approved one."""
    return looks.PAPER_TOLERANCE if name in PAPER else looks.WINDOW_TOLERANCE


@pytest.fixture(params=[*PAPER, *WINDOWS])
def pictured(
    request: pytest.FixtureRequest, monthly: Built, shorter: Built, browser: Browser
) -> tuple[str, Image.Image]:
    """A page of the newest edition as it looks now."""
    name = request.param
    if name in PAPER:
        built = shorter if name.startswith("one-pager") else monthly
        return name, looks.paper(built.documents[0], PAPER[name])
    return name, looks.window(browser, monthly.documents[1], *WINDOWS[name])


def test_a_page_looks_as_approved(
    pictured: tuple[str, Image.Image], pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    name, now = pictured
    file = APPROVED / f"{name}.png"
    if pytestconfig.getoption("--approve"):
        APPROVED.mkdir(exist_ok=True)
        now.save(file, optimize=True)
    now.save(tmp_path / file.name)
    assert file.exists(), f"nobody has approved {tmp_path / file.name}; look at it, then `make approve`"
    far = looks.apart(now, Image.open(file))
    assert far <= tolerance(name), f"{tmp_path / file.name} is not {file}; look at both, then `make approve`"


@pytest.mark.parametrize("name", [*PAPER, *WINDOWS])
def test_a_part_that_moves_is_noticed(name: str) -> None:
    """A third of the page, two dots lower; and the middle of it left empty."""
    approved = Image.open(APPROVED / f"{name}.png")
    width, height = approved.size
    box = (0, height // 3, width, 2 * height // 3)
    moved = approved.copy()
    moved.paste(ImageChops.offset(approved.crop(box), 0, 2), box[:2])
    assert looks.apart(moved, approved) > tolerance(name)
    empty = approved.copy()
    empty.paste(approved.getpixel((0, 0)), (width // 4, height // 3, 3 * width // 4, height // 2))
    assert looks.apart(empty, approved) > tolerance(name)
    assert looks.apart(approved, approved.copy()) == 0
