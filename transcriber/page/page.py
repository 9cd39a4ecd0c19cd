"""The page: a transcript, its minutes and its sound as one HTML file that needs nothing else.

In: minutes (which hold their transcript), perhaps a sound. Out: HTML. It asks no network for anything:
style and script stand in it, and its Content-Security-Policy lets nothing else run, by their hashes, so
that names and texts stay text even if an escape were forgotten. It never reads or writes a file.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

from transcriber.minutes.markdown import Links, anchor
from transcriber.minutes.minutes import Item, Minutes, Summarized
from transcriber.minutes.view import Circumstances, view
from transcriber.minutes.words import words_in
from transcriber.page.data import page_data
from transcriber.page.sound import Beside, Embedded, Sound
from transcriber.pictures.charts import in_page
from transcriber.pictures.colors import speaker_color
from transcriber.pictures.lanes import WIDTH, draw_lanes
from transcriber.pictures.people import anybody_spoke, speakers
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import plain
from transcriber.transcript.transcript import Transcript

_SCRIPTS = ("clock.js", "rows.js", "sound.js", "list.js", "search.js", "controls.js", "main.js")
"""In this order they are one script."""


def page_html(
    minutes: Minutes,
    *,
    language: str,
    around: Circumstances | None = None,
    sound: Sound | None = None,
) -> str:
    """The page of a session.

    `language`: of the minutes' fixed words; raises SettingError for one without them. `around`: what
    the capture knows beyond the transcript. Without `sound` the page says that it has none.
    """
    transcript, words = minutes.transcript, words_in(language)
    names = speakers(transcript)
    seen = view(minutes, words, Links(None), around or Circumstances(), shown=plain)
    style = _asset("page.css") + _colors(len(names))
    script = _script()
    lanes = draw_lanes(transcript, names)
    return _template().render(
        {
            **seen,
            **{kind: _cited(seen[kind], getattr(minutes.findings, kind), names) for kind in _KINDS},
            "summary": _cited(seen["summary"], minutes.findings.summary, names),
            "topics": [
                {**shown, "anchor": anchor(topic.line)}
                for shown, topic in zip(seen["topics"], minutes.findings.topics, strict=True)
            ],
            "charts": _charts(transcript, language),
            "language": language,
            "spoken": minutes.language,
            "policy": policy(style, script, sound),
            "style": jinja2.filters.do_mark_safe(style),
            "script": jinja2.filters.do_mark_safe(script),
            "data": jinja2.filters.do_mark_safe(page_data(transcript, names, sound)),
            "base64": base64.b64encode(sound.data).decode("ascii") if isinstance(sound, Embedded) else "",
            "sound": sound,
            "width": WIDTH,
            "lanes": lanes,
            "names": list(names.values()),
        }
    )


def _charts(transcript: Transcript, language: str) -> dict[str, Any]:
    """The pictures of the minutes as elements; none when nobody spoke."""
    if not anybody_spoke(transcript):
        return {}
    drawn = {name: in_page(transcript, name, language) for name in ("talk-time", "timeline")}
    return {name.replace("-", "_"): jinja2.filters.do_mark_safe(text) for name, text in drawn.items()}


_KINDS = ("decisions", "actions", "questions")


def policy(style: str, script: str, sound: Sound | None) -> str:
    """The Content-Security-Policy (CSP level 3): this style, this script, this sound, nothing else."""
    media = {Embedded: "blob:", Beside: "'self' file:"}.get(type(sound), "'none'")
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_source(script)}",
            f"style-src {_source(style)}",
            f"media-src {media}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _cited(
    shown: list[dict[str, Any]], items: tuple[Item | Summarized, ...], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The items, each with the lines that it rests on."""
    return [
        {
            **each,
            "cites": [
                {"anchor": anchor(quote.line), "time": clock(quote.at), "name": names[quote.speaker]}
                for quote in item.quotes
            ],
        }
        for each, item in zip(shown, items, strict=True)
    ]


def _colors(count: int) -> str:
    """A class a speaker that sets `--speaker`."""
    rows = []
    for number in range(count):
        light, dark = speaker_color(number)
        rows.append(f".s{number}{{--speaker:light-dark({light},{dark})}}\n")
    return "".join(rows)


@cache
def _script() -> str:
    return '(() => {\n"use strict";\n' + "\n".join(_asset(name) for name in _SCRIPTS) + "})();\n"


@cache
def _asset(name: str) -> str:
    return (files("transcriber.page") / "assets" / name).read_text(encoding="utf-8")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("page.html.jinja"))
