"""Sounds: spellings that are confused are the same, sounds that are mistaken are near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.speech.sounds import NEAR, distance, near, sounds

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßéłø", max_size=14)
FAR = float("inf")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stephan", "Stefan"),
        ("Kasimir", "Casimir"),
        ("Müller", "Mueller"),
        ("Müller", "Muller"),
        ("Jäger", "Jaeger"),
        ("Schmidt", "Schmitt"),
        ("Christina", "Kristina"),
        ("Grafana", "Graphana"),
        ("Żak", "Zak"),
        ("Terraform", "Teraform"),
    ],
)
def test_spellings_of_one_sound(one: str, other: str) -> None:
    assert sounds(one) == sounds(other) != ""


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("Marina", "Marino", NEAR), ("Marina", "Martina", 1.0), ("Bader", "Pader", NEAR), ("Anna", "Ben", 1.0)],
)
def test_how_far_words_are_apart(one: str, other: str, apart: float) -> None:
    assert distance(sounds(one), sounds(other), 5.0) == (apart if one != "Anna" else 2.0)
    assert distance(sounds(one), sounds(other), apart - NEAR) == FAR


@pytest.mark.parametrize("word", ["", "李明", "Иван", "مريم"])
def test_other_scripts_have_no_sound_here(word: str) -> None:
    assert sounds(word) == ""


@given(WORDS, WORDS)
def test_distance_is_one_of_a_kind(one: str, other: str) -> None:
    first, second = sounds(one), sounds(other)
    there, back = distance(first, second, 99.0), distance(second, first, 99.0)
    assert there == back
    assert (there == 0.0) == (first == second)
    assert distance(first, second, there) == there


@given(WORDS, WORDS, WORDS)
def test_a_way_round_is_never_shorter(one: str, other: str, third: str) -> None:
    first, second, last = sounds(one), sounds(other), sounds(third)
    assert distance(first, last, 99.0) <= distance(first, second, 99.0) + distance(second, last, 99.0)


def test_near_goes_both_ways() -> None:
    for sound in "abcdefghijklmnopqrstuvwxyzCSEO":
        assert sound in near(sound)
        assert all(sound in near(other) for other in near(sound))
