"""A page that is not accessible is found to be so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.accessible import breaches

#: Grey on white, and a button that says nothing.
_PAGE = """
<!doctype html><html lang="en"><title>One page</title><main><h1>One</h1>
<p style="color: #bbb; background: #fff">Faint words</p><button></button></main></html>
"""


@pytest.mark.parametrize("colours", [True, False])
def test_a_faint_word_and_a_button_without_a_name(browser: Browser, colours: bool) -> None:
    page = browser.new_page()
    page.set_content(_PAGE)
    assert {rule for rule, _ in breaches(page, colours=colours)} == {
        "button-name",
        *(["color-contrast"] if colours else []),
    }
    page.close()
