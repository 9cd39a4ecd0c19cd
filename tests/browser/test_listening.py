"""Hearing a page: words, lanes, keys, speed, following, sound that is missing."""

from __future__ import annotations

from pathlib import Path

from chromium import Chromium
from meeting_page import MEETING, NOW, PLAYING, POSITION, made


def test_a_click_on_a_word_plays_it_and_marks_it(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.click("#line-1-1000 .w[data-word='2']")
    browser.wait(f"{PLAYING} && {NOW}.includes('release')")
    browser.wait(f"{NOW}.includes('Thursday')")
    assert browser.ask(POSITION) >= 2
    browser.key(" ")
    browser.wait(f"!({PLAYING})")


def test_all_words_that_are_spoken_at_once_are_marked(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.ask(
        "(() => { const s = document.getElementById('seek'); s.value = 6; s.dispatchEvent(new Event('input')); })()"
    )
    browser.wait(f"{NOW}.length === 2")
    assert browser.ask("document.querySelectorAll('.line.now').length") == 2


def test_a_line_without_words_plays_from_its_start(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.click("#line-3-12000 .words")
    browser.wait(f"{PLAYING} && {POSITION} >= 12 && {POSITION} < 14")
    browser.key("k")
    browser.wait(f"!({PLAYING})")


def test_keys_move_the_position(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    for key, position in (
        ("ArrowRight", 5),
        ("ArrowRight", 10),
        ("ArrowLeft", 5),
        ("l", 12),
        ("l", 15),
        ("j", 12),
    ):
        browser.key(key)
        browser.wait(f"Math.round({POSITION}) === {position}")


def test_a_key_that_comes_as_the_sound_becomes_known_is_not_lost(browser: Chromium, meeting: Path) -> None:
    """The sound knows its length before it says so: a busy machine leaves time for a key between the two."""
    browser.open_file(meeting)
    browser.ask("""(() => {
        const Sound = window.Audio;
        window.Audio = function () {
            const made = new Sound();
            made.addEventListener("loadedmetadata", () => {
                window.early = [made.readyState > 0, made.currentTime];
                dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
                window.after = Number(document.getElementById("seek").value);
            });
            return made;
        };
    })()""")
    browser.key("ArrowRight")
    browser.wait("window.after !== undefined")
    assert browser.ask("window.early") == [True, 0]
    assert browser.ask("window.after") == 10
    browser.wait(f"Math.round({POSITION}) === 10")


def test_speed_by_keys_and_by_menu(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.key(">", shift=True)
    browser.key(">", shift=True)
    assert browser.ask("document.getElementById('speed').value") == "1.5"
    browser.key("<", shift=True)
    assert browser.ask("document.getElementById('speed').value") == "1.25"


def test_a_click_on_a_lane_goes_there(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    box = browser.ask(
        "(() => { const b = document.getElementById('tracks').getBoundingClientRect(); return [b.x, b.y, b.width]; })()"
    )
    browser.click_at(box[0] + box[2] * 30.2 / 60, box[1] + 30)
    browser.wait(f"Math.abs({POSITION} - 30) <= 1")
    browser.wait("document.querySelector('.line.now')")
    assert browser.ask("document.getElementById('now').textContent") == "00:00:30"


def test_keys_do_nothing_while_one_types_or_has_turned_them_off(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.key("/")
    browser.key("t")
    assert browser.ask("document.documentElement.dataset.theme") is None
    assert browser.ask("document.getElementById('query').value") == "t"
    browser.key("Escape")
    browser.key("?", shift=True)
    browser.wait("document.getElementById('keys').open")
    browser.click("#single")
    browser.click("#close-keys")
    browser.key("t")
    assert browser.ask("document.documentElement.dataset.theme") is None


def test_without_sound_a_click_still_shows_where_one_is(browser: Chromium, tmp_path: Path) -> None:
    browser.open_file(made(tmp_path, MEETING))
    assert "transcriber mix" in browser.text("#silent")
    assert browser.ask("document.getElementById('play').disabled")
    browser.click("#line-1-1000 .w[data-word='2']")
    browser.wait(f"{NOW}.includes('release')")
    assert browser.text("#now") == "00:00:02"


def test_sound_beside_the_page_is_played_from_there(browser: Chromium, tmp_path: Path) -> None:
    browser.open_file(made(tmp_path / "a session", MEETING, "--embed", "0", sound=True))
    browser.click("#line-2-5000 .w[data-word='1']")
    browser.wait(f"{PLAYING} && {POSITION} >= 5")


def test_sound_that_is_gone_is_told(browser: Chromium, tmp_path: Path) -> None:
    page = made(tmp_path / "a session", MEETING, "--embed", "0", sound=True)
    (page.parent / "mix.wav").unlink()
    browser.open_file(page)
    browser.key(" ")
    browser.wait("!document.getElementById('silent').hidden")
    assert browser.text("#silent") == "The sound mix.wav cannot be played: it should lie beside this page."
    browser.events.clear()


def test_the_page_goes_along_until_one_scrolls_away(browser: Chromium, meeting: Path) -> None:
    browser.open_file(meeting)
    browser.ask(
        "(() => { const s = document.getElementById('seek'); s.value = 50; s.dispatchEvent(new Event('input')); })()"
    )
    browser.key(" ")
    browser.wait(f"{PLAYING} && scrollY > 500")
    browser.wheel(400, 400, -20000)
    browser.wait("!document.getElementById('follow').hidden && scrollY < 500")
    browser.click("#follow")
    browser.wait("document.getElementById('follow').hidden && scrollY > 500")
    browser.key(" ")
