"""The tables of charts and formats: whatever is asked for is there or told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from page_cases import CROWD, HOSTILE, MIXED_SCRIPTS, ONE_SPEAKER
from picture_reader import read_png, read_svg
from transcript_cases import EMPTY, HAND_MADE, TRANSCRIPTS

from transcriber.config import PICTURE_PAGE_WIDTH, PICTURE_WIDTH, PICTURE_ZOOM
from transcriber.errors import SettingError
from transcriber.minutes.words import WORDS
from transcriber.pictures.charts import CHARTS, in_page, picture
from transcriber.transcript.transcript import Transcript

ODD = [EMPTY, ONE_SPEAKER, MIXED_SCRIPTS, CROWD, HOSTILE]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("transcript", ODD, ids=lambda each: each.title[:9] or "empty")
def test_every_chart_of_odd_transcripts_in_both_formats(transcript: Transcript, chart: str) -> None:
    read = read_svg(picture(transcript, chart, "svg").decode())
    width, height = read.size
    assert width == PICTURE_WIDTH
    assert 40 < height < 1500
    pixels = read_png(picture(transcript, chart, "png"))
    assert pixels.shape == (height * PICTURE_ZOOM, width * PICTURE_ZOOM, 3)


@given(TRANSCRIPTS)
@settings(max_examples=60)
def test_every_transcript_has_pictures_that_are_xml_and_ask_for_nothing(transcript: Transcript) -> None:
    text = picture(transcript, "overview", "svg").decode()
    read = read_svg(text)
    for each in read.root.iter():
        assert each.tag.rpartition("}")[2] in {"svg", "g", "title", "desc", "style", "text", "rect", "path"}
        assert not [key for key in each.attrib if key.startswith("on") or "href" in key or key == "style"]
    assert "url(" not in text
    assert "@import" not in text


def test_the_same_transcript_gives_the_same_bytes() -> None:
    assert picture(HAND_MADE, "overview", "svg") == picture(HAND_MADE, "overview", "svg")


def test_the_overview_is_both_with_every_speaker_once_a_color() -> None:
    read = read_svg(picture(HAND_MADE, "overview", "svg").decode())
    assert read.texts("head") == ["Talk time", "Timeline"]
    assert set(read.colors()) >= {"s0", "s1", "s2", "s3"}
    assert "s4" not in read.colors()


@pytest.mark.parametrize("language", WORDS)
def test_headings_are_in_the_language_asked_for(language: str) -> None:
    read = read_svg(picture(HAND_MADE, "timeline", "svg", language=language).decode())
    assert read.texts("head") == [WORDS[language]["timeline"]]
    assert read.texts("ink")[0] == WORDS[language]["overlaps"]


def test_in_a_page_it_has_no_style_of_its_own_which_the_policy_would_refuse() -> None:
    read = read_svg(in_page(HAND_MADE, "talk-time", "en"))
    assert read.all("style") == []
    assert read.all("rect", "paper") == []
    assert read.size[0] == PICTURE_PAGE_WIDTH


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            ("pie", "svg", "en", "auto"),
            "There is no chart 'pie'. Choose from: talk-time, timeline, overview.",
        ),
        (("timeline", "gif", "en", "auto"), "There is no picture format 'gif'. Choose from: svg, png."),
        (("timeline", "svg", "xx", "auto"), "Minutes cannot be written in the language 'xx'. "),
        (
            ("timeline", "svg", "en", "sepia"),
            "There is no color scheme 'sepia'. Choose from: auto, light, dark.",
        ),
    ],
)
def test_what_is_in_no_table_is_told(asked: tuple[str, str, str, str], sentence: str) -> None:
    chart, form, language, scheme = asked
    with pytest.raises(SettingError) as told:
        picture(HAND_MADE, chart, form, language=language, scheme=scheme)
    assert str(told.value).startswith(sentence)
