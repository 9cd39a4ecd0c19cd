"""Languages by name: Whisper's codes all have one, and codes are taken as they are."""

from __future__ import annotations

import faster_whisper.tokenizer
import pytest

from models.language_names import LANGUAGE_CODES, language_code


def test_every_language_of_whisper_has_a_name() -> None:
    known = set(faster_whisper.tokenizer._LANGUAGE_CODES)
    assert set(LANGUAGE_CODES.values()) == known


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("english", "en"),
        ("English ", "en"),
        ("en", "en"),
        ("EN-us", "en"),
        ("pt_BR", "pt"),
        ("haitian creole", "ht"),
        ("cantonese", "yue"),
        ("klingon", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_name_or_a_code_becomes_a_code(said: object, code: str | None) -> None:
    assert language_code(said) == code
