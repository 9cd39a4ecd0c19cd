"""Minutes are drawn up from a transcript: by cues, and with a language model where there is one.

In: a transcript, perhaps a language model. Out: `Minutes`. A language model that does not answer, or
answers nonsense, costs its part and a remark, never the minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from transcriber.minutes.candidates import candidates
from transcriber.minutes.language import language_of
from transcriber.minutes.language_model import LanguageModel, ModelFault
from transcriber.minutes.minutes import Findings, Item, Minutes, Remark
from transcriber.transcript.plain import is_visible
from transcriber.transcript.transcript import Transcript


def draw_up(transcript: Transcript, model: LanguageModel | None = None) -> Minutes:
    """The minutes of a transcript. Nothing that a language model does makes this fail."""
    language = language_of(transcript.lines)
    if model is None or not any(is_visible(line.text) for line in transcript.lines):
        return Minutes(transcript, candidates(transcript, language), language)
    from transcriber.minutes.asking import ask_about

    try:
        told = ask_about(transcript, model, language)
    except ModelFault as fault:
        remark = Remark("model_failed", {"model": model.name, "why": fault.reason})
        return Minutes(transcript, replace(candidates(transcript, language), remarks=(remark,)), language)
    if not told.unread:
        return Minutes(transcript, told.findings, language)
    rest = candidates(replace(transcript, lines=told.unread), language)
    return Minutes(transcript, _together(told.findings, rest), language)


def _together(told: Findings, quoted: Findings) -> Findings:
    """What a model told, and for the lines that it gave no account of, what cues found."""
    return replace(
        told,
        topics=tuple(sorted([*told.topics, *quoted.topics], key=lambda topic: topic.start)),
        decisions=_in_time([*told.decisions, *quoted.decisions]),
        actions=_in_time([*told.actions, *quoted.actions]),
        questions=_in_time([*told.questions, *quoted.questions]),
    )


def _in_time(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.quotes[0].at))
