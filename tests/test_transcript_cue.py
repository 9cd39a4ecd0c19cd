"""Cues: bounded rows and times, every word once, parted where people pause."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from transcript_cases import HAND_MADE, LONG, TRANSCRIPTS, at, line, words

from transcriber.config import CUE_COLUMNS, CUE_MILLISECONDS, CUE_ROWS
from transcriber.transcript.clock import milliseconds
from transcriber.transcript.cue import Cue, cues
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Line, Participant, Transcript, Word
from transcriber.transcript.wrap import width


def said(*lines: Line) -> Transcript:
    return Transcript("", None, 0, "", (Participant("1", "Ann"), Participant("2", "Bob")), tuple(lines))


def spans(found: list[Cue]) -> list[tuple[int, int]]:
    return [(cue.start, cue.end) for cue in found]


def test_a_short_line_is_one_cue_with_the_lines_times() -> None:
    assert cues(said(line("1", 1.25, 2.5, "Good morning.")), named=False) == [
        Cue(1250, 2500, "Ann", ("Good morning.",))
    ]
    assert cues(said(line("1", 1.25, 2.5, "Good morning.")), named=True)[0].rows == ("Ann: Good morning.",)


def test_cues_of_overlapping_lines_overlap_and_are_in_order_of_start() -> None:
    lines = (line("1", 0, 4, "A story."), line("2", 1, 2, "Really?"))
    assert spans(cues(said(*reversed(lines)), named=True)) == [(0, 4000), (1000, 2000)]


def test_a_long_line_is_parted_at_its_words_times() -> None:
    found = cues(said(line("1", 1, 11.5, LONG, words=words(1.0, 0.42, LONG))), named=False)
    assert [cue.rows for cue in found] == [
        ("So, before anybody else reports:", "the release is on Thursday,"),
        ("and whoever has an open item tells", "me by noon. Is that all right?"),
    ]
    assert spans(found) == [(1000, 5116), (5200, 11500)]


def test_a_line_without_words_is_parted_in_proportion() -> None:
    text = " ".join(["abcd"] * 34)  # 169 characters
    found = cues(said(line("1", 0, 16.9, text)), named=False)
    assert [sum(len(row.split()) for row in cue.rows) for cue in found] == [11, 11, 12]
    assert spans(found) == [(0, 5400), (5500, 10900), (11000, 16900)]


def test_a_long_pause_inside_a_short_text_parts_it() -> None:
    spoken = (Word(at(0), at(1), "Wait"), Word(at(8), at(9), "what?"))
    found = cues(said(line("1", 0, 9, "Wait what?", words=spoken)), named=False)
    assert found == [Cue(0, 1000, "Ann", ("Wait",)), Cue(8000, 9000, "Ann", ("what?",))]


def test_a_line_is_parted_at_the_sentence_the_comma_or_the_pause_that_is_near() -> None:
    """Without one of them it is parted in the middle."""
    rest = " ".join(["abcd"] * 9)

    def first(text: str, pause: float = 0.0) -> str:
        ends = [0.5 * (index + 1) for index in range(len(text.split()))]
        late = [pause if index > 10 else 0.0 for index in range(len(ends))]
        spoken = tuple(
            Word(at(end - 0.5 + more), at(end + more), word)
            for end, more, word in zip(ends, late, text.split(), strict=True)
        )
        found = cues(said(line("1", 0, ends[-1] + pause, text, words=spoken)), named=False)
        assert len(found) == 2
        return " ".join(found[0].rows)

    assert first(f"{rest} abcd abcd {rest}") == f"{rest} abcd"
    assert first(f"{rest} abcd abcd, {rest}") == f"{rest} abcd abcd,"
    assert first(f"{rest} abcd abcd {rest}", pause=0.3) == f"{rest} abcd abcd"
    assert first(f"{rest} abcd abcd {rest}", pause=0.29) == f"{rest} abcd"
    assert first(f"{rest} abcd, abcd a. {rest}") == f"{rest} abcd, abcd a."
    assert first(f"{rest} abcd. abcd a, {rest}") == f"{rest} abcd."


def test_nothing_stays_longer_than_the_bound() -> None:
    assert spans(cues(said(line("1", 2, 60, "Hmmm")), named=False)) == [(2000, 2000 + CUE_MILLISECONDS)]


def test_words_that_the_text_does_not_hold_are_passed_over() -> None:
    """A glossary mends texts; the mended word has no time of its own, its neighbors keep theirs."""
    heard = (Word(at(0), at(1), "Hello"), Word(at(1), at(2), "Ann"), Word(at(8), at(9), "there"))
    (first, second) = cues(
        said(line("1", 0, 9, "Hello Anne, there", words=heard[:1] + heard[2:])), named=False
    )
    assert (first.rows, second.rows) == (("Hello Anne,",), ("there",))
    assert second.start == 8000


def test_a_word_far_away_in_the_text_is_not_taken_for_an_early_one() -> None:
    text = "alpha " + "beta " * 30 + "gamma"
    found = cues(said(line("1", 0, 30, text, words=(Word(at(0), at(0.1), "gamma"),))), named=False)
    assert len(found) == 5
    assert all(cue.end - cue.start > 5000 for cue in found)


def test_cues_without_time_follow_one_another_a_millisecond_each() -> None:
    found = cues(said(line("1", 5, 5, "word " * 40)), named=False)
    assert spans(found) == [(5000, 5001), (5001, 5002), (5002, 5003)]


def test_japanese_is_parted_between_characters() -> None:
    found = cues(said(line("1", 0, 20, "今日は新しい画面を作ります。" * 6)), named=False)
    assert len(found) == 3
    assert all(width(row) <= CUE_COLUMNS for cue in found for row in cue.rows)
    assert all(cue.rows[-1].endswith("。") for cue in found)


def test_a_name_that_fills_a_row_is_shortened_and_leaves_the_other_to_the_text() -> None:
    transcript = Transcript("", None, 0, "", (Participant("1", "N" * 60),), (line("1", 0, 1, "x" * 42),))
    (cue,) = cues(transcript, named=True)
    assert cue.rows == ("N" * 40 + "…:", "x" * 42)
    assert cue.name == "N" * 60


def test_lines_without_visible_text_have_no_cue() -> None:
    assert cues(said(line("1", 0, 1, "\n\u200b")), named=True) == []


def check(found: list[Cue]) -> None:
    assert found == sorted(found, key=lambda cue: cue.start)
    for cue in found:
        assert 0 <= cue.start < cue.end <= cue.start + CUE_MILLISECONDS
        assert 1 <= len(cue.rows) <= CUE_ROWS
        assert all(row == plain(row) and row and width(row) <= CUE_COLUMNS for row in cue.rows)


def test_hand_made_transcript_keeps_the_bounds() -> None:
    check(cues(HAND_MADE, named=True))


@given(TRANSCRIPTS)
def test_bounds_hold_for_every_transcript(transcript: Transcript) -> None:
    check(cues(transcript, named=False))
    check(cues(transcript, named=True))


@given(TRANSCRIPTS)
def test_every_word_of_a_line_is_in_one_cue_and_in_the_lines_time(transcript: Transcript) -> None:
    for spoken in transcript.lines:
        found = cues(said(spoken), named=False)
        shown = "".join(row for cue in found for row in cue.rows)
        text = plain(spoken.text) if is_visible(spoken.text) else ""
        assert shown.replace(" ", "") == text.replace(" ", "")
        for before, after in pairwise(found):
            assert before.end <= after.start
        if found:
            assert found[0].start == milliseconds(spoken.start)
            assert found[-1].end <= milliseconds(spoken.end) + len(found)


@given(TRANSCRIPTS)
def test_named_cues_begin_with_their_speaker(transcript: Transcript) -> None:
    names = {label[:10] for label in labels(transcript).values()}
    for cue in cues(transcript, named=True):
        assert cue.rows[0].startswith(tuple(names))
