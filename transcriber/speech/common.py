"""The words of a language that everybody uses: never corrected into a name.

In: a language. Out: its words, lower-case, as frequent as COMMON_ZIPF or more in wordfreq's lists (books,
subtitles, news, the web; Apache licence, data CC BY-SA), and the English ones, which are used in every
language; None for a language without a list. A list is read when it is first asked for.
"""

from __future__ import annotations

from functools import cache

from transcriber.config import COMMON_ZIPF

_CENTIBELS = round(100 * (9.0 - COMMON_ZIPF))
"""The same bound as wordfreq's lists are sorted by: a word in bucket i has the frequency 10 ** -(i / 100),
and the Zipf scale counts from one word in a billion."""


@cache
def common_words(language: str) -> frozenset[str] | None:
    """The common words of a language that has a list."""
    words = _listed(language)
    return words if words is None or language == "en" else words | (_listed("en") or frozenset())


@cache
def _listed(language: str) -> frozenset[str] | None:
    import wordfreq  # takes half a second, which most sessions need not spend

    if language not in wordfreq.available_languages("best"):
        return None
    buckets = wordfreq.get_frequency_list(language, "best")
    return frozenset(word for bucket in buckets[: _CENTIBELS + 1] for word in bucket)
