"""What a session is wished to be heard as, checked before the work."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_speech import CountingRecognizer, PolyglotRecognizer

from transcriber.errors import SettingError
from transcriber.speech.recognizer import Capabilities
from transcriber.speech.wishes import Wishes, languages_of


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ()),
        (" , ", ()),
        ("de", ("de",)),
        ("EN,de", ("en", "de")),
        ("en, de; fr en", ("en", "de", "fr")),
    ],
)
def test_codes_are_parted_by_commas(text: str, codes: tuple[str, ...]) -> None:
    assert languages_of(text) == codes


def test_every_language_must_be_known() -> None:
    Wishes(("en", "de")).check(PolyglotRecognizer())
    Wishes(("en",)).check(CountingRecognizer())
    Wishes().check(CountingRecognizer())
    with pytest.raises(SettingError, match="does not know the language 'xx': it knows de, en, nl"):
        Wishes(("en", "xx")).check(PolyglotRecognizer())


class Told(PolyglotRecognizer):
    """Knows languages, and must be told which."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, detects_language=False)


def test_several_languages_need_somebody_who_can_tell_them_apart() -> None:
    Wishes(("de",)).check(Told())
    with pytest.raises(SettingError, match="polyglot cannot detect which of the languages en, de is spoken"):
        Wishes(("en", "de")).check(Told())
