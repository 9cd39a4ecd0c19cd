"""The list of sessions as HTML.

In: sessions. Out: a page with a row a session, and its Content-Security-Policy: one style, no script.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import jinja2

from transcriber.page.page import policy
from transcriber.serve.library import Session
from transcriber.transcript.clock import clock
from transcriber.transcript.facts import started_text
from transcriber.transcript.plain import labels, plain

_NAMED = 8
"""At most so many participants are named in a row."""


def shelf_html(sessions: Iterable[Session]) -> str:
    """The list. Addresses are relative to it."""
    rows = []
    for session in sessions:
        names = list(labels(session.transcript).values())
        rest = len(names) - _NAMED
        rows.append(
            {
                "href": f"{session.key}/",
                "title": session.title,
                "date": plain(started_text(session.transcript.started or "")),
                "duration": clock(session.transcript.duration),
                "names": ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else ""),
                "sound": any(name.startswith("mix.") for name in session.files),
                "files": [name for name in session.files if name.startswith(("transcript.", "minutes."))],
            }
        )
    style = _asset("shelf.css")
    return _template().render(
        rows=rows, style=jinja2.filters.do_mark_safe(style), policy=policy(style, "", None)
    )


@cache
def _asset(name: str) -> str:
    return (files("transcriber.serve") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("shelf.html.jinja"))
