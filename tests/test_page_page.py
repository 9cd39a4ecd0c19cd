"""A page is one file that asks for nothing, and in which what people say stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from page_cases import CROWD, HOSTILE, HOSTILE_TEXTS, MIXED_SCRIPTS, ONE_SPEAKER
from page_reader import ReadPage, read_page
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS

from transcriber.errors import SettingError
from transcriber.minutes.draw_up import draw_up
from transcriber.minutes.minutes import Findings, Item, Minutes, Quote, Summarized, Topic
from transcriber.minutes.view import Circumstances
from transcriber.page.page import page_html
from transcriber.page.sound import Beside, Embedded, Sound
from transcriber.pictures.people import speakers
from transcriber.transcript.transcript import Transcript


def page_of(transcript: Transcript, sound: Sound | None = None) -> str:
    return page_html(draw_up(transcript), language="en", sound=sound)


def test_the_policy_lets_nothing_run_but_what_stands_in_the_page() -> None:
    text = page_of(HAND_MADE)
    read = read_page(text)
    assert read.policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in read.policy
    assert "http" not in read.policy
    for kind, held in (("script", read.scripts["script"]), ("style", "".join(read.said("style")))):
        digest = base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in read.policy


@pytest.mark.parametrize(
    ("sound", "media"),
    [
        (None, "media-src 'none'"),
        (Embedded("audio/ogg", b"OggS"), "media-src blob:"),
        (Beside("mix.wav"), "media-src 'self' file:"),
    ],
)
def test_sound_comes_from_where_it_is_and_nowhere_else(sound: Sound | None, media: str) -> None:
    assert media in read_page(page_of(HAND_MADE, sound)).policy


def test_it_asks_for_nothing() -> None:
    """No element of it loads anything, and no address but anchors stands in an attribute."""
    read = read_page(page_of(HAND_MADE, Beside("mix.wav")))
    for name, more in read.elements:
        assert name not in {"img", "link", "iframe", "object", "embed", "audio", "video", "base"}
        assert "src" not in more
        assert not [key for key in more if key.startswith("on") or key == "style"]
        assert (more.get("href") or "#").startswith("#")


def shape(read: ReadPage) -> list[tuple[str, list[str]]]:
    """Elements and the names of their attributes, classes of speakers and counted things left out."""
    return [(name, sorted(more)) for name, more in read.elements]


def test_hostile_names_and_texts_make_no_element_and_no_attribute() -> None:
    harmless = replace(
        HOSTILE,
        title="T",
        started="D",
        recognizer="r",
        participants=tuple(
            replace(person, name=f"name {number}") for number, person in enumerate(HOSTILE.participants)
        ),
        gaps=tuple(replace(gap, reason="r") for gap in HOSTILE.gaps),
        notes=tuple(replace(note, name="N", text="t") for note in HOSTILE.notes),
        warnings=("w",),
    )

    def minuted(transcript: Transcript) -> Minutes:
        return Minutes(transcript, Findings(), "en")

    hostile = read_page(page_html(minuted(HOSTILE), language="en"))
    assert shape(hostile) == shape(read_page(page_html(minuted(harmless), language="en")))
    said = [row[5] for row in hostile.data["rows"] if row[0] == 0]
    assert said == list(HOSTILE_TEXTS[:-1])


def test_no_text_can_end_its_script_element() -> None:
    text = page_of(HOSTILE)
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert not set("<>&\u2028\u2029") & set(data)


@given(TRANSCRIPTS)
@settings(max_examples=60)
def test_every_transcript_has_a_page(transcript: Transcript) -> None:
    read = read_page(page_of(transcript))
    assert read.data["duration"] > -1
    assert [name for name, _ in read.elements].count("script") == 2


def test_the_embedded_sound_is_in_the_page_byte_for_byte() -> None:
    sound = bytes(range(256)) * 3
    read = read_page(page_of(HAND_MADE, Embedded("audio/ogg", sound)))
    assert base64.b64decode(read.scripts["sound"]) == sound
    assert read.data["sound"] == {"type": "audio/ogg"}
    beside = read_page(page_of(HAND_MADE, Beside("a%20b/mix.wav")))
    assert "sound" not in beside.scripts
    assert beside.data["sound"] == {"url": "a%20b/mix.wav"}


def silent(read: ReadPage) -> bool:
    [more] = [more for _, more in read.elements if more.get("id") == "silent"]
    return "hidden" not in more


def test_without_sound_it_says_so() -> None:
    assert silent(read_page(page_of(HAND_MADE)))
    assert not silent(read_page(page_of(HAND_MADE, Beside("mix.wav"))))


def test_citations_lead_to_the_lines_that_are_quoted() -> None:
    first, second = HAND_MADE.lines[0], HAND_MADE.lines[3]
    quote = Quote(first.id, first.speaker, first.start, "the release is on Thursday")
    other = Quote(second.id, second.speaker, second.start, "Bye.")
    findings = Findings(
        topics=(Topic(0, 10, "the release", first.id),),
        decisions=(Item((quote, other)),),
        actions=(Item((quote,), wording="Release it <soon>.", owner="Ann", due="Thursday"),),
        summary=(Summarized("All is well.", (other,)),),
        author="tiny",
    )
    text = page_html(Minutes(HAND_MADE, findings, "en"), language="en")
    read = read_page(text)
    anchors = [more["href"] for name, more in read.elements if name == "a"]
    assert anchors == [
        "#transcript", "#line-1-3661000", "#line-1-1000", "#line-1-3661000", "#line-1-1000", "#line-1-1000",
    ]  # fmt: skip
    held = {f"#{row[4]}" for row in read.data["rows"]}
    assert set(anchors[1:]) <= held
    assert "the release is on Thursday" in read.said("q")
    assert "Release it <soon>." in read.said("p")


def test_headings_are_in_the_language_asked_for_and_no_other() -> None:
    assert "Zur Aufnahme" in page_html(draw_up(HAND_MADE), language="de")
    with pytest.raises(SettingError, match="Minutes cannot be written in the language 'xx'"):
        page_html(draw_up(HAND_MADE), language="xx")


def test_what_the_capture_knows_is_among_the_recording_notes() -> None:
    around = Circumstances("11111 22222", ("Dora",))
    said = read_page(page_html(draw_up(HAND_MADE), language="en", around=around)).said("li")
    assert "Opted out of being recorded: Dora." in said
    assert "The call was end-to-end encrypted (verification code 11111 22222)." in said
    assert "The capture ends in a torn block: everything before it was read." in said


def test_an_empty_transcript_says_that_nothing_was_said() -> None:
    read = read_page(page_of(EMPTY))
    assert "No speech was recognized." in read.said("p")
    assert read.data["rows"] == []
    assert read.said("h1") == ["Minutes"]


@pytest.mark.parametrize("transcript", [CROWD, ONE_SPEAKER, MIXED_SCRIPTS], ids=lambda each: each.title)
def test_every_speaker_has_a_lane_a_color_and_a_name_to_filter_by(transcript: Transcript) -> None:
    read = read_page(page_of(transcript))
    lanes = [
        more for name, more in read.elements if name == "svg" and "lane" in (more.get("class") or "").split()
    ]
    assert len(lanes) == len(transcript.participants)
    filters = [more for name, more in read.elements if name == "button" and "data-speaker" in more]
    assert len(filters) == len(transcript.participants)
    style = "".join(read.said("style"))
    assert all(f".s{number}{{--speaker:light-dark(#" in style for number in range(len(filters)))


def test_speakers_are_in_order_of_talk_time_those_who_are_no_participants_last() -> None:
    assert list(speakers(HAND_MADE)) == ["1", "2", "3", "4"]
    quiet = replace(HAND_MADE, participants=HAND_MADE.participants[1:])
    assert list(speakers(quiet)) == ["2", "3", "4", "1"]


def test_names_and_texts_show_themselves_in_their_own_direction() -> None:
    read = read_page(page_of(MIXED_SCRIPTS))
    [title] = [more for name, more in read.elements if name == "h1"]
    assert title["dir"] == "auto"
    assert "דנה" in read.said("bdi")
