"""What a user wishes of the recognition: the options of `transcribe` and `follow`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from transcriber.errors import InputError, SettingError
from transcriber.speech.recognizer import Recognizer
from transcriber.speech.wishes import Wishes, languages_of
from transcriber.transcript.plain import plain


def wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--language, --glossary, --names and --correct, for `wishes_of`."""
    for option in (
        click.option(
            "--correct/--no-correct",
            default=True,
            show_default=True,
            help="Correct misheard names and terms of the glossary; the JSON keeps what was heard.",
        ),
        click.option(
            "--names/--no-names", default=True, show_default=True, help="Listen for the participants' names."
        ),
        click.option(
            "--glossary",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Names and terms to listen for, one a line, the most important first; what follows a # is "
            "a remark.",
        ),
        click.option(
            "--language",
            metavar="CODES",
            help="What is spoken: en, de, fr … Several (en,de): each speaker's is detected among them. "
            "Without it: detected.",
        ),
    ):
        command = option(command)
    return command


def wishes_of(language: str | None, glossary: Path | None, names: bool, correct: bool) -> Wishes:
    """Raises SettingError for a language that is none, InputError for a glossary that cannot be read."""
    languages = languages_of(language or "")
    if language is not None and not languages:
        raise SettingError("--language names no language: give a code such as en, or several (en,de).")
    terms = read_glossary(glossary) if glossary else ()
    return Wishes(languages, terms, names=names, correct=correct)


def read_glossary(path: Path) -> tuple[str, ...]:
    """The terms in a glossary file, each once. Raises InputError when it cannot be read."""
    try:
        rows = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(f"The glossary {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise InputError(f"The glossary {path} is no UTF-8 text: save it as such, one term a line.") from None
    terms = (plain(row.split("#", 1)[0]) for row in rows)
    return tuple(dict.fromkeys(term for term in terms if term))


def check_wishes(wishes: Wishes, recognizer: Recognizer, console: Console) -> None:
    """What the recognizer cannot do is told before the work, not in the middle of it.

    Raises SettingError for a language that it does not know, or cannot tell from another."""
    wishes.check(recognizer)
    if wishes.glossary and not recognizer.capabilities.hotwords:
        use = "only corrects what it wrote" if wishes.correct else "is not used"
        console.print(f"Note: {recognizer.name} cannot be told terms to listen for; the glossary {use}.")
