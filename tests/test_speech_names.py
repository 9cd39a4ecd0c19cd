"""Display names as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.config import NAME_WORDS
from transcriber.speech.names import spoken_name, unique


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Anna", "Anna"),
        ("anna", "Anna"),
        ("ANNA", "Anna"),
        ("Anna (GM)", "Anna"),
        ("✨ Anna ✨", "Anna"),
        ("[TAG] Anna", "Anna"),
        ("Anna | EU Raid", "Anna"),
        ("Ben - away", "Ben"),
        ("ben#1234", "Ben"),
        ("anna.schmidt", "Anna Schmidt"),
        ("Anna92", "Anna"),
        ("Annaaaaaa", "Anna"),
        ("1-anna_0", "Anna"),
        ("(Anna)", "Anna"),
        ("Jean-Luc O’Neil", "Jean-Luc O'Neil"),
        ("McKay", "McKay"),
        ("AJ", "AJ"),
        ("ℜ𝔬𝔩𝔣", "Rolf"),
        ("Łukasz Żak", "Łukasz Żak"),
        ("Иван", "Иван"),
        ("李明", "李明"),
        ("田中さん (dev)", "田中さん"),
    ],
)
def test_what_is_said_of_a_name(name: str, said: str) -> None:
    assert spoken_name(name) == said


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "🎮",
        "xX_D4rk_Xx",
        "D4rk",
        "Xx",
        "GM",
        "J.R.",
        "a",
        "¯\\_(ツ)_/¯",
        "SPEAKER_00",
        "track1",
        "the real slim shady one",
    ],
)
def test_what_nobody_says_is_no_name(name: str) -> None:
    assert spoken_name(name) is None


@given(st.text(max_size=40))
def test_whatever_somebody_is_called_a_name_is_a_few_words_of_letters(name: str) -> None:
    said = spoken_name(name)
    if said is not None:
        assert said == said.strip()
        assert 1 <= len(said.split(" ")) <= NAME_WORDS
        assert not any(char.isdigit() or char in ",()[]|@#" for char in said)


def test_terms_are_unique_however_they_are_written_and_keep_their_order() -> None:
    assert unique(["Strix", "anna", "strix", "Anna", "Ben"]) == ["Strix", "anna", "Ben"]
