"""Citations in a digest lead to the messages that showed their lines.

In: a digest as the worker writes it, and where lines were shown while people talked. Out: Markdown for
Discord: a citation of what was shown is a link to its message; one of what was not (no captions, a bot that
ran before) is time and speaker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from transcriber.minutes.markdown import DIGEST_BASE, anchor

LONGEST = 3000
"""Characters of the digest that are read; its addresses, which are not, may take more."""

_CITATION = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(" + re.escape(DIGEST_BASE) + r"#([^)\s]+)\)")
"""Shown, anchor. Names hold no bracket that is not escaped (`markdown.inert`)."""


def linked(digest: str, messages: Mapping[str, str], room: int) -> str:
    """The digest for an embed: whole rows, at most `LONGEST` characters of them, and as many links as `room`
    characters hold (at least `LONGEST`). `messages`: addresses by line id."""
    rows, left = _kept(digest), room
    plain = [_CITATION.sub(r"\1", row) for row in rows]
    left -= sum(len(row) + 1 for row in plain)
    known = {anchor(line): url for line, url in messages.items()}
    for at, row in enumerate(rows):
        with_links = _CITATION.sub(lambda found: _link(found, known), row)
        left -= len(with_links) - len(plain[at])
        if left < 0:
            break
        plain[at] = with_links
    return "\n".join(plain)


def _link(found: re.Match[str], known: Mapping[str, str]) -> str:
    shown, line = found.groups()
    return f"[{shown}]({known[line]})" if line in known else shown


def _kept(digest: str) -> list[str]:
    """The first rows, as many as may be read; a mark where some are left out."""
    room = LONGEST - 2
    kept: list[str] = []
    for row in digest.split("\n"):
        room -= len(_CITATION.sub(r"\1", row)) + 1
        if room < 0:
            return [*kept, "…"]
        kept.append(row)
    return kept
