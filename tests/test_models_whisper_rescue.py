"""What is doubted in a reading, and which of several readings is taken. Readings are scripted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from models.whisper_reading import Reading, Segment, TimedWord
from models.whisper_rescue import faults, rescued
from transcriber.config import TEMPERATURES
from transcriber.speech.recognizer import Request
from transcriber.types import Floats

NAMES = ("Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov")
LOOP = "and so on we go " * 12


def sound(*stretches: float) -> Floats:
    """Noise that lasts so many seconds, with silences of half a second between, as windows have them."""
    noise = np.random.default_rng(0)
    parts: list[Floats] = []
    for seconds in stretches:
        parts += [noise.normal(0, 0.1, int(seconds * 16_000)).astype(np.float32), np.zeros(8_000, np.float32)]
    return np.concatenate(parts[:-1])


def asked(*stretches: float, hotwords: tuple[str, ...] = ()) -> Request:
    return Request(sound(*(stretches or (3.0,))), None, hotwords)


def reading(
    text: str,
    logprob: float = -0.3,
    no_speech: float = 0.1,
    *,
    words: tuple[tuple[float, float], ...] = ((0.1, 2.9),),
    confidence: float | None = None,
) -> Reading:
    """One that says `text`; `words`: where its words are."""
    timed = tuple(TimedWord(start, end, " w", 0.5) for start, end in words)
    segments = (Segment(0.0, 3.0, text, timed, logprob, no_speech),) if text else ()
    return Reading(segments, "en", confidence, logprob, no_speech)


class Again:
    """Gives scripted readings; remembers what was asked."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = readings
        self.requests: list[Request] = []
        self.temperatures: list[float] = []

    def __call__(self, request: Request, temperatures: Sequence[float]) -> Iterator[Reading]:
        self.requests.append(request)
        for temperature, one in zip(temperatures, self.readings, strict=False):
            self.temperatures.append(temperature)
            yield one


# --- what is doubted ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "heard", "found"),
    [
        (asked(), reading("Good morning."), ()),
        (asked(), reading("Yes."), ()),
        (asked(), reading("Good morning.", -1.01), ("unsure",)),
        (asked(), reading("", no_speech=0.59), ("unheard",)),
        (asked(), reading("", no_speech=0.61), ()),
        (asked(), reading("Thanks.", -1.2, no_speech=0.7), ()),  # the model itself takes it back
        (asked(), reading(LOOP), ("repetitive", "loop")),
        (asked(hotwords=NAMES), reading(", ".join(NAMES)), ("echo",)),
        (asked(), reading(", ".join(NAMES)), ()),
    ],
)
def test_what_speaks_against_a_reading(request_: Request, heard: Reading, found: tuple[str, ...]) -> None:
    assert faults(request_, heard) == found


def test_a_stretch_that_could_hold_words_and_has_none_is_doubted() -> None:
    three = asked(3.0, 2.5, 3.0)
    everywhere = reading("One. Two. Three.", words=((0.5, 1.0), (4.0, 4.5), (7.0, 8.0)))
    missing = reading("One. Three.", words=((0.5, 1.0), (7.0, 8.0)))
    assert faults(three, everywhere) == ()
    assert faults(three, missing) == ("unheard",)
    assert faults(asked(3.0, 1.5, 3.0), reading("One. Three.", words=((0.5, 1.0), (6.0, 7.0)))) == ()


def test_a_reading_without_times_of_words_is_not_searched_for_holes() -> None:
    assert faults(asked(3.0, 2.5), reading("One.", words=())) == ()


# --- which one is taken ---------------------------------------------------------------------------------


def test_what_is_not_doubted_is_not_read_again() -> None:
    again = Again()
    first = reading("Good morning.")
    assert rescued(asked(), first, again) == (first, ())
    assert again.requests == []


def test_reading_again_ends_with_the_first_reading_that_is_not_doubted() -> None:
    again = Again(reading(LOOP), reading("And so on we go."), reading("Never asked for."))
    best, tried = rescued(asked(), reading(LOOP), again)
    assert best.text == "And so on we go."
    assert again.temperatures == [0.2, 0.4]
    assert [(one.way, one.faults, one.taken) for one in tried] == [
        ("in a batch", ("repetitive", "loop"), False),
        ("drawn at 0.2", ("repetitive", "loop"), False),
        ("drawn at 0.4", (), True),
    ]
    assert tried[2].text == "And so on we go."
    assert tried[2].logprob == -0.3


def test_it_is_read_without_hotwords_and_in_the_language_of_before() -> None:
    again = Again(reading("Good morning."))
    request = asked(hotwords=NAMES)
    best, tried = rescued(request, reading(", ".join(NAMES), confidence=0.8), again)
    assert again.temperatures == [0.0]
    assert tried[1].way == "without hotwords"
    assert [(one.hotwords, one.language) for one in again.requests] == [((), "en")]
    assert (best.text, best.language_confidence) == ("Good morning.", 0.8)


@pytest.mark.parametrize(
    ("first", "temperatures"), [(reading(LOOP), TEMPERATURES), (reading("Hm.", -2.0), TEMPERATURES[:2])]
)
def test_only_heavy_faults_are_worth_the_higher_temperatures(
    first: Reading, temperatures: tuple[float, ...]
) -> None:
    """And without hotwords, reading by beams again would change nothing."""
    again = Again(*[first] * 9)
    rescued(asked(), first, again)
    assert tuple(again.temperatures) == temperatures
    again = Again(*[first] * 9)
    rescued(asked(hotwords=NAMES), first, again)
    assert tuple(again.temperatures) == (0.0, *temperatures)


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        (reading(LOOP, -0.1), reading("Unsure words.", -2.0), "Unsure words."),
        (reading("Unsure words.", -1.5), reading(LOOP, -0.1), "Unsure words."),
        (reading(LOOP, -0.1), reading(""), ""),
        (reading("Unsure words.", -1.5), reading("Likelier words.", -1.2), "Likelier words."),
        (reading("Unsure words.", -1.5), reading("Less likely words.", -1.6), "Unsure words."),
        (reading("Unsure words.", -1.5), reading("Just as likely.", -1.5), "Unsure words."),
        (reading("Unsure words.", -1.5), reading("", -0.1), "Unsure words."),
        (reading("", -1.9), reading("Unsure words.", -1.5), ""),
        (reading("", -0.1), reading("Sure words.", -0.9), "Sure words."),
    ],
)
def test_the_better_reading_is_taken(first: Reading, second: Reading, taken: str) -> None:
    best, tried = rescued(asked(), first, Again(second))
    assert best.text == taken
    assert [one.text for one in tried if one.taken] == [taken]
