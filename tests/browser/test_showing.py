"""How a page looks: light, dark, phone, paper, long, odd, hostile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from chromium import Chromium
from long_transcript import long_transcript
from meeting_page import made
from page_cases import CROWD, HOSTILE, MIXED_SCRIPTS, ONE_SPEAKER
from transcript_cases import EMPTY

from transcriber.pictures.charts import picture
from transcriber.transcript.transcript import Participant, Transcript


def background(browser: Chromium) -> str:
    return str(browser.ask("getComputedStyle(document.body).backgroundColor"))


def test_the_list_has_elements_only_for_what_is_near(browser: Chromium, tmp_path: Path) -> None:
    browser.open_file(made(tmp_path, long_transcript()))
    for place in (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1):
        browser.ask(f"scrollTo(0, {place} * document.documentElement.scrollHeight)")
        browser.wait(
            "[...document.querySelectorAll('.line')].some((line) => {"
            "const box = line.getBoundingClientRect(); return box.bottom > 100 && box.top < 600; })"
        )
        browser.wait("document.querySelectorAll('.line').length < 400")
    assert (
        browser.ask("document.querySelector('#rows .chunk:last-child .line:last-child').ariaPosInSet")
        == "8002"
    )


def test_light_and_dark_follow_the_system_until_one_chooses(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    assert background(browser) == "rgb(255, 255, 255)"
    browser.scheme("dark")
    assert background(browser) == "rgb(22, 25, 31)"
    browser.key("t")
    assert background(browser) == "rgb(255, 255, 255)"
    browser.ask("localStorage.clear()")


def test_on_a_phone_nothing_is_wider_than_the_screen_and_minutes_are_a_tab(
    browser: Chromium, meeting: Path
) -> None:
    browser.size(360, 740, mobile=True)
    browser.open_file(meeting)
    assert browser.ask("document.documentElement.scrollWidth") == 360
    assert browser.ask("document.getElementById('minutes').offsetParent") is None
    browser.click("#show-minutes")
    assert browser.ask("document.getElementById('transcript').offsetParent") is None
    assert browser.ask("document.documentElement.scrollWidth") == 360
    browser.click("aside .decisions a")
    browser.wait("document.body.dataset.view === 'transcript'")
    browser.click("#show-lanes")
    assert browser.ask("document.documentElement.scrollWidth") == 360


def test_on_a_phone_the_controls_take_two_rows(browser: Chromium, meeting: Path) -> None:
    browser.size(360, 740, mobile=True)
    browser.open_file(meeting)
    rows = browser.ask(
        "new Set([...document.querySelectorAll('.controls > *')].filter((one) => one.offsetParent)"
        ".map((one) => Math.round((one.getBoundingClientRect().top + one.getBoundingClientRect().bottom) / 2))).size"
    )
    assert rows == 2


def test_pictures_are_in_the_minutes_in_the_speakers_colors(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    assert browser.ask(
        "[...document.querySelectorAll('figure .head')].map((one) => one.textContent.slice(1, -1))"
    ) == [
        "Talk time",
        "Timeline",
    ]
    for scheme in ("light", "dark"):
        browser.scheme(scheme)
        fills = browser.ask(
            "['figure .said.s1', '.lane.s1'].map((one) => getComputedStyle(document.querySelector(one)).fill)"
        )
        assert fills[0] == fills[1] != "rgb(0, 0, 0)"
        ink = browser.ask("getComputedStyle(document.querySelector('figure .ink')).fill")
        assert ink == browser.ask("getComputedStyle(document.body).color")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_in_a_file_follows_its_readers_system(
    browser: Chromium, tmp_path: Path, scheme: str
) -> None:
    browser.scheme(scheme)
    (tmp_path / "overview.svg").write_bytes(picture(HOSTILE, "overview", "svg"))
    browser.send("Page.navigate", url=(tmp_path / "overview.svg").as_uri())
    browser.wait("document.querySelector('.said.s0')")
    browser.events.clear()
    paper = browser.ask("getComputedStyle(document.querySelector('.paper')).fill")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(34, 38, 46)"}[scheme]
    assert browser.ask("document.documentElement.getAttribute('width')") == "800"
    assert browser.ask("window.broken") is None
    long = browser.ask(
        "[...document.querySelectorAll('.column text')].filter((one) => one.getBBox().width > one.viewportElement.width.baseVal.value + 1)"
        ".map((one) => one.textContent)"
    )
    assert long == []


def test_names_of_any_script_end_at_their_bars(browser: Chromium, meeting: Path, tmp_path: Path) -> None:
    browser.open_file(made(tmp_path, MIXED_SCRIPTS))
    gaps = browser.ask(
        "[...document.querySelectorAll('figure:first-of-type g')].map((row) => row.querySelector('.said').getBoundingClientRect().left"
        " - row.querySelector('.column text').getBoundingClientRect().right)"
    )
    assert len(gaps) == 3
    assert all(4 < gap < 12 for gap in gaps)


def test_what_can_be_clicked_on_a_phone_is_large_enough(browser: Chromium, meeting: Path) -> None:
    """24 CSS pixels (WCAG 2.2, 2.5.8)."""
    browser.size(360, 740, mobile=True)
    browser.open_file(meeting)
    small = browser.ask(
        "[...document.querySelectorAll('button, select, input')].filter((one) => one.offsetParent &&"
        "(one.offsetHeight < 24 || one.offsetWidth < 24)).map((one) => one.id || one.className)"
    )
    assert small == []


def test_paper_has_every_line_and_no_controls(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.ask(
        "addEventListener('beforeprint', () => { window.printed = document.querySelectorAll('.line').length; })"
    )
    assert browser.printed().startswith(b"%PDF")
    assert browser.ask("window.printed") == 83
    browser.scheme("light", "print")
    assert browser.ask("document.getElementById('dock').offsetHeight") == 0


@pytest.mark.parametrize(
    "transcript", [EMPTY, ONE_SPEAKER, MIXED_SCRIPTS, CROWD], ids=lambda each: each.title or "empty"
)
def test_odd_transcripts_open(browser: Chromium, tmp_path: Path, transcript: Transcript) -> None:
    browser.open_file(made(tmp_path, transcript))
    count = min(len(transcript.lines), 30)
    assert browser.ask("document.querySelectorAll('.line').length") >= count
    assert browser.ask("document.documentElement.scrollWidth <= innerWidth")
    assert browser.ask("document.getElementById('dock').offsetHeight < 400")
    assert browser.ask("document.getElementById('silent').hidden") is False
    for key in ("l", "j", " ", "ArrowRight", "f", "s"):
        browser.key(key)


def test_right_to_left_text_stands_to_the_right(browser: Chromium, tmp_path: Path) -> None:
    browser.open_file(made(tmp_path, MIXED_SCRIPTS))
    directions = browser.ask(
        "[...document.querySelectorAll('.words')].map((one) => getComputedStyle(one).direction)"
    )
    assert directions == ["rtl", "rtl", "ltr", "ltr"]
    edges = browser.ask(
        "[...document.querySelectorAll('.words')].map((one) => { const range = new Range(); range.selectNodeContents(one);"
        "const box = range.getBoundingClientRect(), all = one.parentElement.getBoundingClientRect();"
        "return box.left - all.left > all.right - box.right; })"
    )
    assert edges == [True, True, False, False]
    assert browser.ask("document.querySelector('#line-3-8000 .w').textContent") == "👩🏽‍🚀おはよう"


def test_hostile_names_and_texts_stay_text(browser: Chromium, tmp_path: Path) -> None:
    browser.open_file(made(tmp_path, HOSTILE))
    assert browser.ask("window.broken") is None
    assert browser.ask("document.querySelectorAll('iframe, img, #rows script').length") == 0
    texts = browser.ask("[...document.querySelectorAll('.words')].map((one) => one.textContent)")
    assert texts == [each.text for each in HOSTILE.lines[:-1]]
    browser.click(".line .w")
    browser.key("/")
    browser.type("<script>")
    browser.wait("document.getElementById('hits').textContent.endsWith('of 3')")
    assert browser.ask("window.broken") is None


def test_a_script_that_got_into_the_page_would_not_run(browser: Chromium, tmp_path: Path) -> None:
    """The fault planted by hand: an escape forgotten. The policy stops it."""
    page = made(tmp_path, ONE_SPEAKER)
    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("<main", "<script>window.broken = 1</script><img src=x><main", 1), encoding="utf-8"
    )
    browser.open_file(page)
    assert browser.ask("window.broken") is None
    refused = browser.complaints()
    assert len(refused) == 2
    assert all("Content Security Policy" in each for each in refused)
    browser.events.clear()


def test_everything_that_can_be_used_has_a_name(browser: Chromium, meeting: Path) -> None:
    """By the browser's own accessibility tree."""
    browser.open_file(meeting)
    tree = browser.send("Accessibility.getFullAXTree")["nodes"]
    used = {"button", "link", "searchbox", "slider", "combobox", "main", "complementary"}
    seen = set()
    for node in tree:
        role = node.get("role", {}).get("value")
        if role in used and not node.get("ignored"):
            seen.add(role)
            assert node.get("name", {}).get("value"), json.dumps(node)
    assert seen == used


def test_a_name_with_everything_in_it(browser: Chromium, tmp_path: Path) -> None:
    long = replace(ONE_SPEAKER, participants=(Participant("1", "x" * 300, talk=1),), title="y" * 300)
    browser.open_file(made(tmp_path, long))
    assert browser.ask("document.documentElement.scrollWidth <= innerWidth")
