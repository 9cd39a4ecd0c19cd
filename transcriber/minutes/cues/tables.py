"""The languages in which decisions, tasks and questions can be found: one table, `CUES`.

A further language is a file with one `Cues` and a row here.
"""

from __future__ import annotations

from transcriber.minutes.cues.cues import Cues
from transcriber.minutes.cues.english import ENGLISH
from transcriber.minutes.cues.french import FRENCH
from transcriber.minutes.cues.german import GERMAN
from transcriber.minutes.cues.japanese import JAPANESE
from transcriber.minutes.cues.spanish import SPANISH

CUES: dict[str, Cues] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "ja": JAPANESE}
