"""Finding a place in a page: search, filter, citations, links."""

from __future__ import annotations

from pathlib import Path

import pytest
from chromium import Chromium
from meeting_page import DECISION, POSITION


def shown(browser: Chromium) -> set[str]:
    """Names in the rows that have elements."""
    names = browser.ask("[...document.querySelectorAll('#rows .name')].map((name) => name.textContent)")
    return set(names)


def test_search_counts_its_hits_and_visits_them_in_turn(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.key("/")
    browser.type("RELEASE")
    browser.wait("document.getElementById('hits').textContent === '1 of 3'")
    assert browser.ask("CSS.highlights.get('hits').size + CSS.highlights.get('hit-now').size") == 3
    assert browser.ask("[...CSS.highlights.get('hit-now')][0].toString()") == "release"
    browser.key("Enter")
    browser.key("Enter")
    assert browser.text("#hits") == "3 of 3"
    assert browser.ask(
        "[...CSS.highlights.get('hit-now')][0].startContainer.parentElement.closest('.note') !== null"
    )
    browser.key("Enter")
    assert browser.text("#hits") == "1 of 3"
    browser.key("Enter", shift=True)
    assert browser.text("#hits") == "3 of 3"
    browser.key("Escape")
    assert browser.ask("document.getElementById('query').value") == ""
    assert browser.ask("CSS.highlights.get('hits').size") == 0


@pytest.mark.parametrize(("text", "hits"), [("cafe", "1 of 1"), ("CAFÉ", "1 of 1"), ("zebra", "No hits")])
def test_search_knows_neither_accents_nor_capitals(
    browser: Chromium, meeting: Path, text: str, hits: str
) -> None:
    browser.open_file(meeting)
    browser.key("/")
    browser.type(text)
    browser.wait(f"document.getElementById('hits').textContent === '{hits}'")


def test_a_hit_far_away_is_scrolled_to(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.key("/")
    browser.type("number 79")
    browser.wait("document.getElementById('hits').textContent === '1 of 1'")
    box = browser.ask(
        "(() => { const b = document.getElementById('line-1-54500').getBoundingClientRect(); return [b.top, b.bottom]; })()"
    )
    assert 0 < box[0] < box[1] < 900


def test_filter_by_speaker(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.click("[data-speaker='2']")
    assert shown(browser) == {"Çelik"}
    assert browser.text("#filtered span") == "Only Çelik."
    assert browser.ask("document.querySelectorAll('.lane.off').length") == 2
    browser.click("[data-speaker='0']")
    assert shown(browser) == {"Ann", "Çelik"}
    browser.click("#everybody")
    assert shown(browser) == {"Ann", "Bob", "Çelik"}


def test_search_looks_only_at_who_is_shown(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.click("[data-speaker='0']")
    browser.key("/")
    browser.type("release")
    browser.wait("document.getElementById('hits').textContent === '1 of 1'")


def test_a_citation_jumps_to_its_line(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.ask("scrollTo(0, document.documentElement.scrollHeight)")
    browser.click(f"aside .decisions a[href='#{DECISION}']")
    browser.wait(f"document.getElementById('{DECISION}')?.classList.contains('target')")
    assert browser.ask(f"document.activeElement.closest('.line').id === '{DECISION}'")
    assert browser.ask("location.hash") == f"#{DECISION}"
    browser.wait(f"Math.round({POSITION}) === 5")


def test_a_link_from_elsewhere_opens_at_its_line_even_when_filtered_out(
    browser: Chromium, meeting: Path
) -> None:
    browser.open_file(meeting, "line-1-54500")
    box = browser.ask("document.getElementById('line-1-54500').getBoundingClientRect().top")
    assert 0 < box < 900
    browser.click("[data-speaker='2']")
    browser.ask("location.hash = '#line-2-5000'")
    browser.wait("document.getElementById('line-2-5000')")


def test_gaps_and_notes_are_rows_in_their_place(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    assert (
        browser.text("#gap-0")
        == "00:00:10 – 00:00:11\nEverybody's sound is missing: the recorder was disconnected."
    )
    assert "Note by Bob: ask about the release" in browser.text("#note-0")
    order = browser.ask(
        "[...document.querySelectorAll('#rows [role=listitem]')].slice(0, 5).map((row) => row.id)"
    )
    assert order == ["line-1-1000", "line-2-5000", "gap-0", "note-0", "line-3-12000"]
