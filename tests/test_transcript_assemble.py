"""Lines in any order become a transcript's lines: ordered, joined at short gaps, nothing lost."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript_cases import LINES, at, line, words

from transcriber.config import JOIN_CHARACTERS, JOIN_GAP, JOIN_LENGTH
from transcriber.transcript.assemble import assemble, in_order, joined, talk_time
from transcriber.transcript.plain import is_visible, plain
from transcriber.transcript.transcript import Line


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [line.text for line in lines]


def test_order_is_start_then_speaker_then_id() -> None:
    lines = [
        Line("z", "1", 5, 9, "d"),
        Line("b", "2", 5, 6, "f"),
        Line("a", "2", 5, 7, "e"),
        Line("c", "9", 0, 99, "a"),
    ]
    assert texts(in_order(lines)) == ["a", "d", "e", "f"]


def test_overlapping_lines_stay_whole_and_whoever_began_is_first() -> None:
    long, short = line("1", 0, 9, "a long story"), line("2", 3, 4, "really")
    assert assemble([short, long]) == (long, short)


def test_neighbors_join_and_the_first_ones_id_stays() -> None:
    first = line("1", 0, 1, "Good", words=words(0, 1, "Good"), confidence=0.5, language="en")
    second = line("1", 1.5, 2, "morning", words=words(1.5, 0.5, "morning"), confidence=0.8, language="en")
    (both,) = assemble([second, first])
    assert (both.id, both.start, both.end, both.text) == (first.id, 0, at(2), "Good morning")
    assert both.words == first.words + second.words
    assert both.confidence == pytest.approx((0.5 * 4 + 0.8 * 7) / 11)
    assert both.language == "en"


def test_confidence_of_a_joined_line_is_that_of_the_parts_that_have_one() -> None:
    known, unknown = line("1", 0, 1, "yes", confidence=0.5), line("1", 1, 2, "no")
    assert [each.confidence for each in assemble([known, unknown])] == [0.5]
    assert [each.confidence for each in assemble([line("1", 0, 1, "a"), unknown])] == [None]


@pytest.mark.parametrize(
    ("gap", "count"), [(JOIN_GAP, 1), (JOIN_GAP + 1, 2), (-JOIN_GAP, 1), (-JOIN_GAP - 1, 2)]
)
def test_lines_join_up_to_the_gap_and_overlap_no_more_than_it(gap: int, count: int) -> None:
    end = at(10)
    lines = [Line("a", "1", 0, end, "one"), Line("b", "1", end + gap, end + gap + 10, "two")]
    assert len(assemble(lines)) == count


def test_joined_line_ends_with_whichever_ended_last() -> None:
    lines = [Line("a", "1", 0, at(2), "one"), Line("b", "1", at(1.5), at(1.8), "two")]
    assert [each.end for each in assemble(lines)] == [at(2)]


def test_what_was_heard_is_joined_as_the_texts_are() -> None:
    plain_one, corrected = line("1", 0, 1, "Ask"), replace(line("1", 1, 2, "Kasimir."), heard="Casimir.")
    [joined] = assemble([plain_one, corrected])
    assert (joined.text, joined.heard) == ("Ask Kasimir.", "Ask Casimir.")
    [joined] = assemble([plain_one, line("1", 1, 2, "Ben.")])
    assert joined.heard is None


def test_somebody_elses_start_between_keeps_lines_apart() -> None:
    question, answer, thanks = (
        line("1", 0, 2, "Who?"),
        line("2", 1.9, 2.5, "Me."),
        line("1", 2.2, 3, "Thanks."),
    )
    assert assemble([question, answer, thanks]) == (question, answer, thanks)


def test_somebody_elses_line_that_began_before_does_not_keep_them_apart() -> None:
    lines = [line("2", 0, 9, "a long story"), line("1", 1, 2, "uh"), line("1", 2.5, 3, "huh")]
    assert texts(assemble(lines)) == ["a long story", "uh huh"]


def test_languages_are_not_mixed_in_a_line() -> None:
    lines = [line("1", 0, 1, "ja", language="de"), line("1", 1, 2, "yes", language="en")]
    assert len(assemble(lines)) == 2


def test_joined_line_is_no_longer_than_the_bounds() -> None:
    last = Line("b", "1", at(1), JOIN_LENGTH, "two")
    assert len(assemble([line("1", 0, 1, "one"), last])) == 1
    later = Line("b", "1", at(1), JOIN_LENGTH + 1, "two")
    assert len(assemble([line("1", 0, 1, "one"), later])) == 2
    half = "x" * (JOIN_CHARACTERS // 2)
    assert len(assemble([line("1", 0, 1, half[1:]), line("1", 1, 2, half)])) == 1
    assert len(assemble([line("1", 0, 1, half), line("1", 1, 2, half)])) == 2


def test_bounds_never_cut_what_a_recognizer_gave_as_one_line() -> None:
    whole = Line("a", "1", 0, 2 * JOIN_LENGTH, "word " * JOIN_CHARACTERS + "end")
    assert assemble([whole]) == (whole,)


def test_japanese_joins_without_a_blank_behind_its_full_stop() -> None:
    assert texts(assemble([line("1", 0, 1, "はい。"), line("1", 1, 2, "そうです")])) == ["はい。そうです"]
    assert texts(assemble([line("1", 0, 1, "はい"), line("1", 1, 2, "そうです")])) == ["はい そうです"]
    assert texts(assemble([line("1", 0, 1, "네."), line("1", 1, 2, "맞아요")])) == ["네. 맞아요"]


def test_lines_without_visible_text_are_dropped_and_texts_are_one_row() -> None:
    lines = [line("1", 0, 1, " \n"), line("2", 0, 1, "\u200b"), line("3", 0, 1, " Good\n morning ")]
    assert texts(assemble(lines)) == ["Good morning"]
    assert assemble([]) == ()


def test_bounds_of_joining_can_be_given() -> None:
    lines = in_order([line("1", 0, 1, "one"), line("1", 6, 7, "two")])
    assert len(joined(lines, gap=at(5))) == 1
    assert len(joined(lines, gap=at(5), length=at(6))) == 2
    assert len(joined(lines, gap=at(5), characters=6)) == 2


@given(LINES, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter_and_assembling_twice_changes_nothing(
    lines: list[Line], chance: random.Random
) -> None:
    found = assemble(lines)
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert assemble(shuffled) == found
    assert assemble(found) == found


@given(LINES)
def test_reading_in_order_gives_every_word_once(lines: list[Line]) -> None:
    said = "".join(plain(each.text) for each in in_order(lines) if is_visible(each.text))
    assert "".join(texts(assemble(lines))).replace(" ", "") == said.replace(" ", "")


def test_talk_time_counts_what_overlaps_itself_once() -> None:
    lines = [
        line("1", 5, 6, "c"),
        line("1", 0, 2, "a"),
        line("1", 1, 3, "b"),
        line("1", 1.5, 2, "b"),
        line("1", 2.5, 3.5, "b"),
        line("2", 1, 2, "x"),
        Line("d", "3", 9, 9, "no time at all"),
    ]
    assert talk_time(lines) == {"1": at(4.5), "2": at(1), "3": 0}
    assert talk_time([]) == {}
