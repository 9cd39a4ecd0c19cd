"""A session's minutes: its transcript, and what its capture knows besides.

In: a session's folder and transcript. Out: minutes without a language model, as Markdown: the whole,
and a digest for a chat; and their picture. Nothing is sent anywhere.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from transcriber.capture.reader import CaptureReader
from transcriber.capture.session import CAPTURE_NAME
from transcriber.errors import CallerError, MissingPart
from transcriber.minutes.draw_up import draw_up
from transcriber.minutes.markdown import DIGEST_BASE, Links
from transcriber.minutes.render import render, template_named
from transcriber.minutes.view import Circumstances
from transcriber.minutes.words import WORDS
from transcriber.pictures.charts import OVERVIEW, picture
from transcriber.pictures.people import anybody_spoke
from transcriber.transcript.transcript import Transcript
from transcriber.types import Consent, Encryption, Speaker

MINUTES_NAME = "minutes.md"
PICTURE_NAME = f"{OVERVIEW}.png"
"""Discord shows no SVG, and is dark for most."""


class Minuted(NamedTuple):
    """Minutes in Markdown."""

    whole: str
    digest: str
    """Decisions, tasks and open questions only, with links to lines behind `DIGEST_BASE`; empty when none
    were found."""
    picture: bytes | None
    """The overview in PNG, to lie beside the minutes as `PICTURE_NAME`; None when there is nothing to draw,
    or this machine cannot."""


def minuted(folder: Path, transcript: Transcript) -> Minuted:
    """The minutes of a session, in the language that was spoken where that is one of ours."""
    drawn = draw_up(transcript, None)
    language = drawn.language if drawn.language in WORDS else "en"
    overview = None
    with suppress(MissingPart):  # a picture is not worth the minutes
        overview = overview_of(transcript, "png", language, "dark")
    whole = render(
        drawn,
        template_named("meeting"),
        language=language,
        links=Links(""),
        around=circumstances(folder),
        pictures=[] if overview is None else [PICTURE_NAME],
    )
    found = drawn.findings
    if not (found.decisions or found.actions or found.questions):
        return Minuted(whole, "", overview)
    digest = render(drawn, template_named("digest"), language=language, links=Links(DIGEST_BASE))
    return Minuted(whole, digest, overview)


def overview_of(transcript: Transcript, form: str, language: str, scheme: str = "auto") -> bytes | None:
    """The picture of minutes; None when nobody spoke. Raises as `picture` does."""
    if not anybody_spoke(transcript):
        return None
    return picture(transcript, OVERVIEW, form, language=language, scheme=scheme)


def circumstances(folder: Path) -> Circumstances:
    """What the capture beside a transcript knows besides; nothing when there is none that can be read."""
    if not (folder / CAPTURE_NAME).is_file():
        return Circumstances()
    encryption: str | None = None
    out: dict[str, bool] = {}
    names: dict[str, str] = {}
    try:
        with CaptureReader(folder / CAPTURE_NAME) as reader:
            for batch in reader.batches():
                for _, fact in batch.facts:
                    if isinstance(fact, Encryption):
                        encryption = fact.code if fact.protocol else ""
                    elif isinstance(fact, Consent):
                        out[fact.user] = fact.choice == "out"
                    elif isinstance(fact, Speaker):
                        names[fact.user] = fact.name
    except CallerError:
        return Circumstances()
    return Circumstances(encryption, tuple(names.get(user, user) for user, chose in out.items() if chose))
