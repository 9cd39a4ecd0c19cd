"""Who speaks what: a vote over windows that tell it, and windows asked again where it was guessed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transcriber.config import LANGUAGE_HELD_SECONDS, LANGUAGE_HELD_WINDOWS
from transcriber.speech.languages import Languages, Vote
from transcriber.speech.recognizer import RECOGNIZER_RATE, Heard, Phrase
from transcriber.speech.utterance import Utterance
from transcriber.speech.window import Window


@dataclass
class Session:
    """A session whose windows were answered so: `ask(seconds, language, confidence)`."""

    allowed: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict)
    wait: bool = True
    again: list[tuple[int, str]] = field(default_factory=list)
    asked: int = 0
    out: list[tuple[int, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.languages = Languages(self._again, self.allowed, self.known, wait=self.wait)

    def _again(self, window: Window, language: str) -> Heard:
        self.again.append((window.utterances[0].start, language))
        return Heard((Phrase(0, 1, "again"),), language)

    def ask(
        self, seconds: float, language: str | None, confidence: float | None, speaker: str = "ann"
    ) -> list[tuple[int, str | None]]:
        pcm = np.zeros(round(seconds * RECOGNIZER_RATE), dtype=np.float32)
        window = Window.of(speaker, (Utterance("t", self.asked, pcm),))
        self.asked += 1
        heard = Heard((Phrase(0, seconds, "words"),), language, confidence)
        settled = [(w.utterances[0].start, h.language) for w, h in self.languages.settle(window, heard)]
        self.out += settled
        return settled

    def rest(self) -> list[tuple[int, str | None]]:
        left = [(w.utterances[0].start, h.language) for w, h in self.languages.rest()]
        self.out += left
        return left


def test_a_language_is_known_after_enough_clear_speech() -> None:
    vote = Vote()
    vote.add("de", 3.0, 0.95)
    assert (vote.language, vote.leading) == (None, "de")
    vote.add("de", 3.0, 0.95)
    assert vote.language == "de"


def test_one_wrong_window_turns_no_vote_and_a_switch_does() -> None:
    vote = Vote()
    for _ in range(10):
        vote.add("de", 4.0, 0.95)
    vote.add("en", 3.0, 0.95)
    assert vote.language == "de"
    vote.add("de", 4.0, 0.95)
    switched = 0.0
    while vote.language == "de":
        vote.add("en", 2.5, 0.95)
        switched += 2.5
    assert vote.language == "en"
    assert 5.0 <= switched <= 13.0


def test_what_is_remembered_holds_until_others_are_told() -> None:
    vote = Vote("fr")
    assert vote.language == "fr"
    vote.add("de", 3.0, 0.95)
    assert vote.language == "fr"
    vote.add("de", 4.0, 0.95)
    assert vote.language == "de"


def test_a_guess_waits_and_is_asked_again_once_the_language_is_known() -> None:
    session = Session()
    assert session.ask(1.0, "nl", 0.4) == []
    assert session.ask(1.0, "de", 0.5) == []
    assert session.ask(3.0, "de", 0.95) == [(2, "de")]  # clear, but not yet enough
    assert session.ask(3.0, "de", 0.95) == [(0, "de"), (1, "de"), (3, "de")]
    assert session.again == [(0, "de")]
    assert session.ask(1.0, "nl", 0.6) == [(4, "de")]
    assert session.again == [(0, "de"), (4, "de")]
    assert session.rest() == []


def test_without_waiting_every_answer_is_given_at_once() -> None:
    session = Session(wait=False)
    assert session.ask(1.0, "nl", 0.4) == [(0, "nl")]
    assert session.ask(5.0, "de", 0.95) == [(1, "de")]
    assert session.ask(1.0, "nl", 0.4) == [(2, "de")]
    assert session.again == [(2, "de")]


def test_a_clear_other_language_stays_and_an_unclear_one_does_not() -> None:
    session = Session(known={"ann": "de"})
    assert session.ask(3.0, "en", 0.95) == [(0, "en")]
    assert session.ask(3.0, "en", 0.89) == [(1, "en")]  # by now the vote has turned
    session = Session(known={"ann": "de"})
    assert session.ask(2.5, "en", 0.89) == [(0, "de")]
    assert session.ask(1.9, "en", 0.99) == [(1, "de")]  # too short to be clear
    assert session.again == [(0, "de"), (1, "de")]


def test_languages_that_are_not_allowed_never_count() -> None:
    session = Session(allowed=("en", "de"))
    assert session.ask(5.0, "nl", 0.99) == []
    assert session.again == [(0, "en")]  # the likeliest, while nothing is known
    assert session.ask(5.0, "de", 0.95) == [(0, "de"), (1, "de")]
    assert session.again == [(0, "en"), (0, "de")]
    assert session.languages.spoken == {"ann": "de"}


def test_what_is_remembered_must_be_allowed() -> None:
    session = Session(allowed=("en", "de"), known={"ann": "fr", "bob": "de"})
    session.ask(1.0, "nl", 0.5, "ann")
    session.ask(1.0, "nl", 0.5, "bob")
    assert session.again == [(0, "en"), (1, "de")]


def test_nothing_said_and_nothing_detected_pass_as_they_are() -> None:
    session = Session(known={"ann": "de"})
    window = Window.of("ann", (Utterance("t", 0, np.zeros(40_000, dtype=np.float32)),))
    assert session.languages.settle(window, Heard((), "nl", 0.9)) == [(window, Heard((), "nl", 0.9))]
    assert session.ask(3.0, None, None) == [(0, None)]
    assert session.again == []


def test_a_language_without_confidence_counts_but_never_stands_against_the_vote() -> None:
    session = Session()
    session.ask(6.0, "de", None)
    assert session.languages.spoken == {"ann": "de"}
    session.ask(3.0, "en", None)
    assert session.again == [(1, "de")]


def test_only_so_many_wait() -> None:
    session = Session()
    for _ in range(LANGUAGE_HELD_WINDOWS):
        assert session.ask(1.0, "nl", 0.4) == []
    assert session.ask(1.0, "nl", 0.4) == [(0, "nl")]
    assert len(session.rest()) == LANGUAGE_HELD_WINDOWS
    session = Session()
    held = 0
    while not session.ask(25.0, "nl", 0.4):
        held += 1
    assert held == LANGUAGE_HELD_SECONDS // 25


ASKED = st.lists(
    st.tuples(
        st.sampled_from([0.5, 1.5, 2.5, 6.0, 25.0]),
        st.sampled_from(["en", "de", "nl", None]),
        st.sampled_from([None, 0.3, 0.8, 0.95, 0.99]),
        st.sampled_from(["ann", "bob"]),
    ),
    max_size=40,
)
ALLOWED = st.sampled_from([(), ("en", "de"), ("de", "fr", "en")])


@given(ASKED, ALLOWED)
def test_every_window_comes_out_once_in_an_allowed_language(
    asked: list[tuple[float, str | None, float | None, str]], allowed: tuple[str, ...]
) -> None:
    session = Session(allowed)
    for one in asked:
        session.ask(*one)
    session.rest()
    assert sorted(number for number, _ in session.out) == list(range(len(asked)))
    if allowed:
        assert {language for _, language in session.out} <= {*allowed, None}
    assert session.rest() == []


@given(ASKED, ALLOWED)
def test_speakers_do_not_bear_on_each_other(
    asked: list[tuple[float, str | None, float | None, str]], allowed: tuple[str, ...]
) -> None:
    """So the order in which several speakers' windows are answered does not matter."""

    def languages(order: list[tuple[float, str | None, float | None, str]]) -> dict[str, Counter[str]]:
        session = Session(allowed)
        found: dict[str, Counter[str]] = {"ann": Counter(), "bob": Counter()}
        speakers = [one[3] for one in order]
        for one in order:
            session.ask(*one)
        session.rest()
        for number, language in session.out:
            found[speakers[number]][str(language)] += 1
        return found

    assert languages(asked) == languages(sorted(asked, key=lambda one: one[3]))


@given(ASKED, ALLOWED)
def test_what_is_asked_again_at_once_is_asked_again_later_and_little_else(
    asked: list[tuple[float, str | None, float | None, str]], allowed: tuple[str, ...]
) -> None:
    """The results of a session that was followed cost at most the windows that wait."""
    live, whole = Session(allowed, wait=False), Session(allowed)
    for one in asked:
        live.ask(*one)
        whole.ask(*one)
    whole.rest()
    assert set(live.again) <= set(whole.again)
    assert len(set(whole.again) - set(live.again)) <= 2 * LANGUAGE_HELD_WINDOWS
    assert live.languages.spoken == whole.languages.spoken
