"""The library in a browser: from the list to a session, and hearing it by parts."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import Chromium
from meeting_page import DECISION, PLAYING, POSITION
from served import serving


@pytest.fixture
def ours() -> str:
    """These pages come from a server on this machine: its address is the one that may be asked."""
    return "http://127.0.0.1:"


def test_from_the_list_to_a_word(browser: Chromium, meeting: Path) -> None:
    with serving(meeting.parent.parent) as server:
        browser.send("Page.navigate", url=server.url)
        browser.wait("document.querySelector('li > a')")
        assert browser.ask("document.querySelector('li > a').textContent") == "Stand-up"
        browser.click("li > a")
        browser.wait("performance.getEntriesByName('transcriber-ready').length > 0")
        browser.click(f"#{DECISION} .w[data-word='1']")
        browser.wait(f"{PLAYING} && {POSITION} >= 5 && {POSITION} < 9")
        browser.key(" ")
        browser.wait(f"!({PLAYING})")
        browser.ask(
            "(() => { const s = document.getElementById('seek'); s.value = 50; s.dispatchEvent(new Event('input')); })()"
        )
        browser.key(" ")
        browser.wait(f"{PLAYING} && {POSITION} >= 50")
        browser.send("Page.navigate", url="about:blank")
