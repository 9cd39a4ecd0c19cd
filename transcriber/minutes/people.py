"""Who is meant by a name that is said.

In: a transcript. Out: the participants' labels by the words that may stand for them. A word that may
stand for two people stands for none. It never guesses at sounds: what a recognizer misheard is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from transcriber.minutes.cues.cues import alternatives
from transcriber.minutes.cues.tables import CUES
from transcriber.minutes.sentence import Sentence, heard
from transcriber.transcript.plain import labels
from transcriber.transcript.transcript import Transcript

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "m",
        "mme",
        "sr",
        "sra",
        "frau",
        "herr",
        "the",
        "der",
        "die",
        "le",
        "la",
        "el",
        "prof",
    ]
)
_CAPITAL = re.compile(r"(?<=[a-zà-ÿ,] )([A-ZÀ-Þ][a-zà-ÿ]{2,})\b")


@dataclass(slots=True)
class People:
    """The names of a transcript, as they are heard."""

    labels: dict[str, str]
    """Label by participant id."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Label by the words that stand for it."""
    _assigns: dict[str, re.Pattern[str] | None] = field(default_factory=dict)
    _names: re.Pattern[str] | None = None

    def named(self, sentence: Sentence) -> list[str]:
        """Labels of those named in a sentence, its speaker left out."""
        if self._names is None:
            return []
        found = (self.aliases[name] for name in self._names.findall(sentence.heard))
        return list(dict.fromkeys(name for name in found if name != self.labels.get(sentence.speaker)))

    def assigned(self, sentence: Sentence) -> str | None:
        """The label of whoever is given a task by a sentence's cues."""
        if sentence.language not in self._assigns:
            self._assigns[sentence.language] = self._pattern(sentence.language)
        pattern = self._assigns[sentence.language]
        found = pattern.search(sentence.heard) if pattern else None
        if found is None or self._names is None:
            return None
        name = self._names.search(found.group())
        return self.aliases[name.group()] if name else None

    def _pattern(self, language: str) -> re.Pattern[str] | None:
        if self._names is None:
            return None
        rows = CUES[language].assigns.replace("{name}", self._names.pattern)
        return re.compile(rows if language == "ja" else rf"(?<!\w)(?:{rows})(?![\w'])")


def people(transcript: Transcript, spoken: Iterable[Sentence]) -> People:
    """Those who are present, and those who are named with a capital letter in the middle of a sentence."""
    known = People(labels(transcript))
    ambiguous: set[str] = set()
    for label in known.labels.values():
        words = heard(label).split()
        for alias in {" ".join(words), *words[:1], *words[-1:]} - _TITLES - {""}:
            if (len(alias) < 2 and alias.isascii()) or alias.isdigit():
                continue
            if known.aliases.setdefault(alias, label) != label:
                ambiguous.add(alias)
    for alias in ambiguous:
        del known.aliases[alias]
    for sentence in spoken:
        if sentence.language != "de":  # German nouns are capital, too
            for name in _CAPITAL.findall(sentence.text):
                if name.lower() not in CUES[sentence.language].stopwords:
                    known.aliases.setdefault(name.lower(), name)
    names = sorted(known.aliases, key=len, reverse=True)
    if names:
        spaced = [name for name in names if name.isascii() or not _is_japanese(name)]
        joined = [name for name in names if name not in spaced]
        rows = [rf"(?<!\w)(?:{'|'.join(map(re.escape, spaced))})(?!\w)"] if spaced else []
        rows += [f"(?:{'|'.join(map(re.escape, joined))})(?=さん|くん|君|ちゃん|様|氏)"] if joined else []
        known._names = re.compile(alternatives("\n".join(rows)))
    return known


def _is_japanese(name: str) -> bool:
    return any("\u3040" <= c <= "\u9fff" for c in name)
