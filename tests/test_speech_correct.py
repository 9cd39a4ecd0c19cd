"""Misheard names and terms are put right, and nothing else is touched."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from glossary_cases import NAMES, TERMS
from hypothesis import given
from hypothesis import strategies as st

from transcriber.speech.common import common_words
from transcriber.speech.correct import Corrector
from transcriber.types import Line, Word

ENGLISH = common_words("en") or frozenset()

CORRECTOR = Corrector(
    ["Kasimir Novak", "Anna", "Siobhan O'Neil"],
    ["Kubernetes", "PostgreSQL", "Grafana Loki", "kubectl", "GPT-4", "Visual Studio", "Strix"],
)


def edited(text: str, corrector: Corrector = CORRECTOR) -> str:
    for edit in reversed(corrector.edits(text, ENGLISH)):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Ask Cassimir, please.", "Ask Kasimir, please."),
        ("ask kasimir please", "ask Kasimir please"),  # a recognizer without capitals
        ("Cassimir's plan, the Cazimirs' house", "Kasimir's plan, the Kasimirs' house"),
        ("on kubernetis or Cubernetes", "on Kubernetes or Kubernetes"),
        ("Kuber netes is down", "Kubernetes is down"),
        ("the Graphana Loki panel", "the Grafana Loki panel"),
        ("the grafanaloki panel", "the Grafana Loki panel"),
        ("Kubectel is there, and cubectel", "Kubectl is there, and kubectl"),
        ("Sioban O'Neal said so", "Siobhan O'Neal said so"),  # `Neal` is a common word
        ("the Cassimir-Novak plan", "the Kasimir-Novak plan"),
    ],
)
def test_what_was_misheard_is_put_right(heard: str, meant: str) -> None:
    assert edited(heard) == meant


@pytest.mark.parametrize(
    "text",
    [
        "They read Qur'anic verses.",
        "Casimir is in the dictionary himself.",
        "It strikes me as a strict rule.",  # common words, however near
        "Anne and Hannah met Ana.",
        "Kasimir, Kubernetes and PostgreSQL are as they should be.",
        "visual studios are common words",
        "the Graphana lucky panel",  # `lucky` is none of the panel's names, though near
        "cassimir@example.com and cassimir.example.com and /cassimir and cassimir2",
        "Annas Kasimirs Kubernetesse",  # inflected, not misheard
        "Cas Kas Kub",  # too short to tell
        "李明 и Казимир",
        "",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert edited(text) == text


def test_of_two_names_as_near_neither_is_taken() -> None:
    assert edited("Marzena", Corrector(["Marsena"], [])) == "Marsena"
    both = Corrector(["Kalsina", "Kalsino"], [])
    assert edited("Kalsine", both) == "Kalsine"


def test_one_name_never_becomes_another() -> None:
    both = Corrector(["Kasimir", "Kasimira"], [])
    assert edited("Kasimira met Kasimir", both) == "Kasimira met Kasimir"
    alike = Corrector(["Marzena", "Marsena"], [])
    assert edited("marzena met marsena", alike) == "Marzena met Marsena"


def line(text: str, confidence: float | None = None, language: str | None = "en") -> Line:
    words = tuple(Word(1000 * n, 1000 * n + 900, word, confidence) for n, word in enumerate(text.split(" ")))
    return Line("0-1", "1", 0, 1000 * len(words), text, words, 0.5, language)


def test_a_line_keeps_what_was_heard_and_its_words_are_its_text() -> None:
    was = line("So, Cassimir's Kuber netes, again.", 0.4)
    corrected = CORRECTOR.line(was)
    assert corrected.text == "So, Kasimir's Kubernetes, again."
    assert corrected.heard == was.text
    assert [(word.text, word.heard) for word in corrected.words] == [
        ("So,", None),
        ("Kasimir's", "Cassimir's"),
        ("Kubernetes,", "Kuber netes,"),
        ("again.", None),
    ]
    assert (corrected.words[2].start, corrected.words[2].end) == (was.words[2].start, was.words[3].end)
    assert CORRECTOR.line(line("Nothing to do.")) == line("Nothing to do.")


def test_a_line_without_words_is_corrected_too() -> None:
    bare = Line("0-1", "1", 0, 9, "Ask Cassimir.", language="en")
    assert CORRECTOR.line(bare).text == "Ask Kasimir."


def test_what_the_recognizer_is_sure_of_must_sound_the_same() -> None:
    assert CORRECTOR.line(line("kubernetis", 0.95)).text == "kubernetis"
    assert CORRECTOR.line(line("cubernetes", 0.95)).text == "Kubernetes"
    assert CORRECTOR.line(line("kubernetis", 0.7)).text == "Kubernetes"
    assert CORRECTOR.line(line("stregs", 0.7)).text == "stregs"
    assert CORRECTOR.line(line("stregs", 0.3)).text == "Strix"


@pytest.mark.parametrize("language", [None, "xx"])
def test_in_a_language_whose_words_are_unknown_nothing_is_changed(language: str | None) -> None:
    assert CORRECTOR.line(line("Ask Cassimir.", None, language)).text == "Ask Cassimir."


def test_words_that_are_not_in_their_text_leave_the_line_alone() -> None:
    strange = Line("0-1", "1", 0, 9, "Ask Cassimir.", (Word(0, 9, "else"),), language="en")
    assert CORRECTOR.line(strange) == strange


def test_no_common_word_is_ever_changed() -> None:
    """Every word of the English list, alone, against the whole glossary."""
    corrector = Corrector(NAMES, TERMS)
    assert [word for word in sorted(ENGLISH)[::7] if corrector.edits(word, ENGLISH)] == []


SPELT = {
    "k": "c",
    "f": "ph",
    "c": "k",
    "ph": "f",
    "ie": "y",
    "z": "s",
    "w": "v",
    "i": "e",
    "o": "a",
    "y": "i",
}


def misspelt(term: str) -> list[str]:
    """The term with one sound spelt as a listener might, in each way that changes it."""
    low = term.lower()
    return [low.replace(was, now, 1) for was, now in SPELT.items() if was in low[1:]]


def test_most_of_what_is_misspelt_by_a_sound_is_put_right_and_nothing_wrongly() -> None:
    corrector = Corrector(NAMES, TERMS)
    cases = [(term, heard) for term in NAMES + TERMS for heard in misspelt(term)]
    cases = [(term, heard) for term, heard in cases if heard not in ENGLISH and heard != term.lower()]
    outcomes = [(term, edited(heard, corrector), heard) for term, heard in cases]
    right = sum(got.casefold() == term.casefold() for term, got, _ in outcomes)
    wrong = [got for term, got, was in outcomes if got.casefold() not in (was, term.casefold())]
    assert len(cases) > 200
    assert right >= 0.6 * len(cases)
    assert wrong == []


@given(st.text(max_size=60), st.sampled_from(["en", "de", None]))
def test_whatever_is_said_the_words_stay_in_order(text: str, language: str | None) -> None:
    was = Line("0-1", "1", 0, 9, text, language=language)
    assert CORRECTOR.line(was).end == 9


@given(
    st.lists(st.sampled_from(["cassimir,", "Kuber", "netes", "the", "(Graphana", "Loki)", "Sioban", "at."]))
)
def test_words_and_text_stay_together(said: list[str]) -> None:
    was = line(" ".join(said), 0.6)
    corrected = CORRECTOR.line(was)
    assert " ".join(word.text for word in corrected.words) == corrected.text
    assert " ".join(word.heard or word.text for word in corrected.words) == was.text
    assert CORRECTOR.line(corrected).text == corrected.text


REFERENCES = Path(__file__).parents[2] / "shared" / "speech" / "manifest.json"


@pytest.mark.skipif(not REFERENCES.exists(), reason="the recordings for measuring are not here")
def test_nothing_is_changed_in_real_speech_that_was_recognized_rightly() -> None:
    entries = [(one["lang"], one["text"]) for one in json.loads(REFERENCES.read_text(encoding="utf-8"))]
    chance = random.Random(1)
    for _ in range(10):
        corrector = Corrector(chance.sample(NAMES, 40), chance.sample(TERMS, 20))
        for language, text in entries:
            if language != "ja":
                assert corrector.edits(text, common_words(language) or frozenset()) == []
