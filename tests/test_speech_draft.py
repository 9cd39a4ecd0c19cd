"""Drafts of utterances that grow: stable ids, text that stays, a last draft, and counts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from transcriber.config import DRAFT_EVERY, UTTERANCE_PAD_SECONDS
from transcriber.speech.draft import Draft, Drafts
from transcriber.speech.lines import line_id
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window
from transcriber.types import SAMPLE_RATE, Line, Samples, Word

PAD: Samples = round(UTTERANCE_PAD_SECONDS * SAMPLE_RATE)
SECOND = SAMPLE_RATE
HALF = SAMPLE_RATE // 2


def utterance(start: Samples, end: Samples) -> Utterance:
    return Utterance("t", start, np.zeros((end - start) // 3, dtype=np.float32))


def window(start: Samples, end: Samples) -> Window:
    return Window.of("7", (utterance(start, end),))


def line(text: str, start: Samples = 0, language: str | None = "en") -> Line:
    """Words of half a second each."""
    words = tuple(
        Word(start + at * HALF, start + (at + 1) * HALF, word) for at, word in enumerate(text.split())
    )
    return Line(line_id(start, "7"), "7", start, words[-1].end, text, words, None, language)


def growing(*texts: str, start: Samples = SECOND) -> tuple[Drafts, list[Draft]]:
    """An utterance that grows by half a second before each of these answers; the drafts that they gave."""
    drafts, told = Drafts(), []
    for number, text in enumerate(texts):
        drafts.grow("t", "7", (start, start + PAD + (number + 1) * DRAFT_EVERY))
        assert drafts.due() is not None
        told.append(drafts.hear("t", [line(text, start)] if text else []))
    return drafts, [draft for draft in told if draft is not None]


def last(drafts: Drafts, end: Samples, lines: Iterable[Line], start: Samples = SECOND) -> list[Draft]:
    drafts.end(utterance(start, end))
    return drafts.complete(window(start, end), list(lines))


def test_a_draft_is_due_for_every_half_second_of_speech() -> None:
    drafts = Drafts()
    assert drafts.due() is None
    drafts.grow("t", "7", (SECOND, SECOND + PAD + DRAFT_EVERY - 1))
    assert drafts.due() is None
    drafts.grow("t", "7", (SECOND, SECOND + PAD + DRAFT_EVERY))
    assert drafts.due() == (DRAFT_EVERY, "t")
    drafts.hear("t", [])
    assert drafts.due() is None
    drafts.grow("t", "7", (SECOND, SECOND + PAD + 2 * DRAFT_EVERY))
    assert drafts.due() == (DRAFT_EVERY, "t")


def test_whoever_has_waited_longest_is_next() -> None:
    drafts = Drafts()
    drafts.grow("t", "7", (0, 2 * SECOND))
    drafts.grow("u", "8", (SECOND, 4 * SECOND))
    assert drafts.due() == (3 * SECOND - PAD, "u")
    assert drafts.speaker("u") == "8"


def test_drafts_keep_their_id_and_their_committed_text() -> None:
    _, told = growing("good", "good mourning", "good morning sue", "good morning susan")
    assert {draft.id for draft in told} == {"1000-7"}
    assert [(draft.committed, draft.tentative) for draft in told] == [
        ("", "good"), ("good", "mourning"), ("good", "morning sue"), ("good morning", "susan"),
    ]  # fmt: skip
    assert [word.text for word in told[-1].words] == ["good", "morning"]
    assert not any(draft.ended for draft in told)


def test_what_shows_nothing_new_is_not_told() -> None:
    _, told = growing("", "good", "good", "good")
    assert [(draft.committed, draft.tentative) for draft in told] == [("", "good"), ("good", "")]


def test_the_last_draft_says_what_the_lines_say_behind_what_was_committed() -> None:
    drafts, _ = growing("good", "good morning", "good morning sue")
    lines = [line("Good morning, Susan.", SECOND), line("How are you?", SECOND + 4 * HALF)]
    [draft] = last(drafts, 6 * SECOND, lines)
    assert draft.ended
    assert draft.id == "1000-7"
    assert draft.committed == "good morning Susan. How are you?"
    assert draft.tentative == ""
    assert draft.lines == ("1000-7", "3000-7")
    assert draft.differs == 0


def test_where_the_lines_say_something_else_the_committed_words_stay_and_are_counted() -> None:
    drafts, _ = growing("good", "good mourning", "good mourning sue")
    [draft] = last(drafts, 6 * SECOND, [line("good morning susan", SECOND)])
    assert draft.committed == "good mourning susan"
    assert draft.differs == 1


def test_lines_that_leave_everything_out_take_nothing_back() -> None:
    drafts, _ = growing("good", "good morning", "good morning")
    [draft] = last(drafts, 6 * SECOND, [])
    assert draft.committed == "good morning"
    assert draft.lines == ()
    assert draft.differs == 2


def test_a_draft_of_which_nothing_was_committed_becomes_what_the_lines_say() -> None:
    drafts, _ = growing("food")
    [draft] = last(drafts, 6 * SECOND, [line("good", SECOND)])
    assert (draft.committed, draft.differs) == ("good", 0)


@pytest.mark.parametrize("texts", [(), ("",)])
def test_an_utterance_without_a_draft_that_was_shown_has_no_last_one(texts: tuple[str, ...]) -> None:
    drafts, _ = growing(*texts)
    drafts.end(utterance(SECOND, 6 * SECOND))
    assert drafts.of(window(SECOND, 6 * SECOND)) is None
    assert drafts.complete(window(SECOND, 6 * SECOND), [line("good", SECOND)]) == []


def test_an_utterance_in_parts_ends_with_its_last_part() -> None:
    drafts, _ = growing("good")
    drafts.end(utterance(SECOND, 6 * SECOND))
    one, two = window(SECOND, 4 * SECOND), window(4 * SECOND, 6 * SECOND)
    assert drafts.of(one) == drafts.of(two) == "1000-7"
    assert drafts.complete(one, [line("good", SECOND)]) == []
    [draft] = drafts.complete(two, [line("morning", 4 * SECOND)])
    assert draft.committed == "good morning"
    assert drafts.of(two) is None


def test_what_was_no_utterance_in_the_end_has_a_last_draft_without_lines() -> None:
    drafts, _ = growing("hm", "hm what")
    drafts.grow("t", "7", None)
    [draft] = drafts.vanished()
    assert (draft.id, draft.committed, draft.ended, draft.lines, draft.differs) == (
        "1000-7",
        "hm",
        True,
        (),
        1,
    )
    assert drafts.vanished() == []
    assert drafts.due() is None
    drafts, _ = growing("hm")
    drafts.grow("t", "7", (9 * SECOND, 10 * SECOND))
    assert [draft.committed for draft in drafts.vanished()] == [""]
    drafts, _ = growing("")
    drafts.grow("t", "7", None)
    assert drafts.vanished() == []  # nothing of it was shown


def test_words_behind_a_cut_begin_the_draft_of_what_follows() -> None:
    drafts, _ = growing("a b c d e f", "a b c d e f g h", "a b c d e f g h")
    cut = SECOND + 6 * HALF
    drafts.end(utterance(SECOND, cut))
    drafts.grow("t", "7", (cut, cut + 3 * HALF))
    ended, begun = drafts.complete(window(SECOND, cut), [line("a b c d e f", SECOND)])
    assert (ended.id, ended.committed, ended.ended) == ("1000-7", "a b c d e f", True)
    assert (begun.id, begun.committed, begun.ended) == ("4000-7", "g h", False)
    [draft] = last(drafts, cut + 4 * SECOND, [line("g h i", cut)], start=cut)
    assert (draft.id, draft.committed, draft.differs) == ("4000-7", "g h i", 0)


def test_words_behind_a_cut_are_not_lost_when_what_follows_has_ended_too() -> None:
    drafts, _ = growing("a b c d", "a b c d", "a b c d")
    cut = SECOND + 3 * HALF
    drafts.end(utterance(SECOND, cut))
    drafts.end(utterance(cut, cut + SECOND))
    [first] = drafts.complete(window(SECOND, cut), [line("a b c x", SECOND)])
    [second] = drafts.complete(window(cut, cut + SECOND), [])
    assert (first.committed, second.committed) == ("a b c", "d")
    assert (first.differs, second.differs) == (1, 1)


def test_languages_without_blanks_have_none_and_committed_text_keeps_its_shape() -> None:
    drafts = Drafts()
    told = []
    for number, language in enumerate(["ja", "ja", "en"]):
        drafts.grow("t", "7", (0, PAD + (number + 1) * DRAFT_EVERY))
        told.append(drafts.hear("t", [line("こ れ は"[: 2 * number + 3], language=language)]))
    texts = [draft.committed for draft in told if draft is not None]
    assert texts == ["", "これ", "これは"]


def test_the_sound_asked_for_is_cut_once_words_in_it_are_committed() -> None:
    drafts = Drafts()
    text, told = " ".join("abcdefghijklmnopqrstuvwx"), None
    for number in range(1, 24):
        drafts.grow("t", "7", (0, PAD + number * DRAFT_EVERY))
        since = drafts.since("t")
        assert PAD + number * DRAFT_EVERY - since <= 6.5 * SECOND
        told = drafts.hear("t", [line(text[2 * (since // HALF) : 2 * number], since // HALF * HALF)])
    assert told is not None
    assert told.committed + " " + told.tentative == text[: 2 * 23 - 1]


def test_what_was_never_asked_for_is_counted() -> None:
    drafts, _ = growing("good")
    assert (drafts.asked, drafts.dropped) == (1, 0)
    drafts.grow("t", "7", (SECOND, SECOND + PAD + 4 * DRAFT_EVERY))
    drafts.hear("t", [])
    assert (drafts.asked, drafts.dropped) == (2, 2)
    drafts.end(utterance(SECOND, SECOND + PAD + 6 * DRAFT_EVERY + PAD))
    assert (drafts.asked, drafts.dropped) == (2, 4)
    drafts.end(utterance(20 * SECOND, 20 * SECOND + 2 * PAD + DRAFT_EVERY))  # over before anybody looked
    assert (drafts.asked, drafts.dropped) == (2, 5)
