"""Who is there when, and which names and terms are expected in a window."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transcriber.config import GONE_SECONDS, HOTWORD_NAMES, HOTWORD_TERMS
from transcriber.speech.expected import Expected
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window
from transcriber.speech.wishes import Wishes
from transcriber.types import SAMPLE_RATE, Presence

S = SAMPLE_RATE
PRESENCES = (
    Presence("1", "Anna (GM)", 0, 100 * S),
    Presence("2", "xX_D4rk_Xx", 0),
    Presence("3", "ben", 50 * S),
    Presence("1", "Anna-Lena", 100 * S),
)


def window(*starts: float) -> Window:
    pcm = np.zeros(16_000, dtype=np.float32)
    return Window.of("1", tuple(Utterance("t", round(start * S), pcm) for start in starts))


def hotwords(wishes: Wishes, *starts: float) -> tuple[str, ...]:
    return Expected(wishes, lambda: PRESENCES).hotwords(window(*starts))


def test_names_of_those_who_are_there_then_the_roster_then_the_glossary() -> None:
    wishes = Wishes(glossary=("Strix", "anna", "Barovia"), roster=("CLEO", "ben"))
    assert hotwords(wishes, 10) == ("Anna", "Cleo", "Ben", "Strix", "Barovia")
    assert hotwords(wishes, 60) == ("Anna", "Ben", "Cleo", "Strix", "Barovia")


def test_who_comes_within_a_packed_window_is_there_and_who_left_long_ago_is_not() -> None:
    assert hotwords(Wishes(), 10, 55) == ("Anna", "Ben")
    assert hotwords(Wishes(), 101) == ("Anna", "Ben", "Anna-Lena")
    assert hotwords(Wishes(), 101 + GONE_SECONDS) == ("Ben", "Anna-Lena")


def test_without_names_the_glossary_is_all() -> None:
    assert hotwords(Wishes(glossary=("Strix",), roster=("Cleo",), names=False), 60) == ("Strix",)


def test_what_comes_later_bears_on_nothing() -> None:
    """A session that is followed knows less of the future, and asks the same."""
    known: list[Presence] = [PRESENCES[0], PRESENCES[1]]
    followed = Expected(Wishes(), lambda: known)
    assert followed.hotwords(window(10)) == hotwords(Wishes(), 10)


def test_names_leave_half_of_the_terms_to_the_glossary_and_fill_what_it_leaves() -> None:
    crowd = tuple(Presence(str(n), f"Anna{chr(97 + n // 26)}{chr(97 + n % 26)}", 0) for n in range(80))
    glossary = tuple(f"Term{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(80))
    full = Expected(Wishes(glossary=glossary), lambda: crowd).hotwords(window(1))
    assert len(full) == HOTWORD_TERMS
    assert full[HOTWORD_NAMES:] == glossary[: HOTWORD_TERMS - HOTWORD_NAMES]
    few = Expected(Wishes(glossary=glossary[:5]), lambda: crowd).hotwords(window(1))
    assert len(few) == HOTWORD_TERMS
    assert set(glossary[:5]) < set(few)


@given(
    st.lists(st.text(max_size=8), max_size=90), st.lists(st.text(max_size=8), max_size=90), st.floats(0, 500)
)
def test_terms_are_few_and_each_once(names: list[str], glossary: list[str], at: float) -> None:
    presences = [Presence(str(n), name, n * S) for n, name in enumerate(names)]
    wishes = Wishes(glossary=tuple(glossary))
    told = Expected(wishes, lambda: presences).hotwords(window(at))
    assert len(told) <= HOTWORD_TERMS
    assert len({term.casefold() for term in told}) == len(told)


def test_answers_are_corrected_by_the_names_that_are_there() -> None:
    expected = Expected(Wishes(glossary=("Barovia",)), lambda: (Presence("1", "Kasimir", 50 * S),))
    early, late = expected.corrector(window(10)), expected.corrector(window(60))
    assert [edit.text for edit in early.edits("Cassimir of Barowia", frozenset())] == ["Barovia"]
    assert [edit.text for edit in late.edits("Cassimir", frozenset())] == ["Kasimir"]
    assert expected.corrector(window(70)) is late
