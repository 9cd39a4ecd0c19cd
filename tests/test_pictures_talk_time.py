"""The bars: their lengths, their colors, their figures."""

from __future__ import annotations

from dataclasses import replace

from page_cases import CROWD, ONE_SPEAKER
from picture_reader import ReadSvg, read_svg
from transcript_cases import EMPTY, HAND_MADE

from transcriber.minutes.words import words_in
from transcriber.pictures.drawing import HEAD, ROW, svg
from transcriber.pictures.talk_time import talk_time
from transcriber.transcript.transcript import Transcript


def drawn(transcript: Transcript, width: int = 768, language: str = "en") -> ReadSvg:
    return read_svg(svg(talk_time(transcript, words_in(language), width)))


def bars(read: ReadSvg) -> list[int]:
    return [width for _, _, width, _ in read.rectangles("said")]


def test_bars_are_as_long_as_people_talked() -> None:
    read = drawn(HAND_MADE)
    [whole, *_] = [width for _, _, width, height in read.rectangles("rule") if height == 1]
    assert bars(read) == [whole, whole // 3, whole // 3]
    assert [each.get("class") for each in read.all("rect", "said")] == ["said s0", "said s1", "said s2"]
    assert read.texts("ink")[::2] == ["Ann", "*Bob* <b>", "花子", "Echo"]
    assert read.texts("ink")[1::2] == ["00:00:12 · 60 %", *["00:00:04 · 20 %"] * 2, "00:00:00 · 0 %"]


def test_a_word_in_an_hour_can_be_seen() -> None:
    lively, quiet = replace(HAND_MADE.participants[0], talk=10**9), replace(HAND_MADE.participants[1], talk=1)
    assert bars(drawn(replace(HAND_MADE, participants=(lively, quiet))))[1] == 2


def test_rows_do_not_touch_and_the_picture_holds_them_all() -> None:
    read = drawn(CROWD)
    tops = [top for _, top, _, _ in read.rectangles("said")]
    assert tops == [HEAD + 4 + ROW * at for at in range(23)]
    assert read.size == (768, HEAD + 24 * ROW)
    assert len(bars(read)) == 23  # several people as one have figures and no bar
    assert read.texts("ink")[-2] == "177 more"


def test_bars_and_figures_stay_apart_in_a_narrow_picture() -> None:
    read = drawn(ONE_SPEAKER, 380)
    [(left, _, width, _)] = read.rectangles("said")
    assert left + width <= 380 - 125


def test_nobody_there_is_told() -> None:
    read = drawn(EMPTY, language="de")
    assert read.texts() == ["Redezeit", "Es wurde keine Sprache erkannt."]
    assert read.size == (768, HEAD + ROW)


def test_who_does_not_see_it_is_told_the_same() -> None:
    [said] = [each.text for each in drawn(HAND_MADE).all("desc")]
    assert said == "Ann 00:00:12 · 60 %; *Bob* <b> 00:00:04 · 20 %; 花子 00:00:04 · 20 %; Echo 00:00:00 · 0 %"
