"""`transcriber minutes`: what somebody has to know who was not there, as Markdown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import click

from transcriber.cli.common import errors, results
from transcriber.cli.export import TRANSCRIPT_NAME
from transcriber.config import MODEL_CONTEXT, MODEL_PATIENCE_SECONDS
from transcriber.errors import InputError, SettingError
from transcriber.output import prepare_folder, write_bytes, write_text
from transcriber.pictures.charts import PICTURE_FORMATS
from transcriber.transcript.from_json import read_json
from transcriber.transcript.transcript import Transcript

if TYPE_CHECKING:
    from transcriber.minutes.language_model import LanguageModel
    from transcriber.minutes.minutes import Minutes
    from transcriber.minutes.render import Template

MINUTES_NAME = "minutes.md"


_Command = TypeVar("_Command", bound=Callable[..., Any])


def model_options(command: _Command) -> _Command:
    """--llm and what belongs to it: the language model that words the minutes."""
    for option in reversed(
        (
            click.option(
                "--llm", metavar="URL", help="An OpenAI-compatible server, or Ollama: http://127.0.0.1:11434"
            ),
            click.option("--llm-model", metavar="NAME", help="The model there."),
            click.option(
                "--llm-key-env", metavar="VAR", help="The environment variable that holds the server's key."
            ),
            click.option(
                "--llm-context",
                metavar="TOKENS",
                type=click.IntRange(min=4096),
                default=MODEL_CONTEXT,
                show_default=True,
                help="How much the model reads at a time; longer meetings go in parts.",
            ),
            click.option(
                "--llm-timeout",
                metavar="SECONDS",
                type=click.FloatRange(min=1),
                default=MODEL_PATIENCE_SECONDS,
                show_default=True,
                help="How long one answer may take.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command()
@click.argument("path", metavar="SESSION", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=f"Where the minutes go; - prints them. Without it: {MINUTES_NAME} beside the transcript.",
)
@click.option(
    "--template",
    default="meeting",
    show_default=True,
    metavar="NAME|FILE",
    help="meeting, standup, interview, game-night, digest, or a Jinja2 file of yours.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Of headings and other fixed words: en, de, fr, es, ja. Without it: what is spoken.",
)
@click.option(
    "--links",
    metavar="URL",
    default="",
    help="Where the transcript's page lies, for links from elsewhere; `none` for no links.",
)
@click.option(
    "--picture",
    "form",
    type=click.Choice([*PICTURE_FORMATS, "none"]),
    default="svg",
    show_default=True,
    help="Of the picture beside the minutes: who spoke how much and when.",
)
@model_options
def minutes(
    path: Path,
    output: Path | None,
    template: str,
    language: str | None,
    links: str,
    form: str,
    llm: str | None,
    llm_model: str | None,
    llm_key_env: str | None,
    llm_context: int,
    llm_timeout: float,
) -> None:
    """Write a meeting's minutes: topics, decisions, action items, open questions, each with its source.

    SESSION is a folder that holds a transcript.json, or that file. Without a language model nothing
    is sent anywhere, and what is found is quoted. With one, the transcript is sent to the server
    that you name.
    """
    from transcriber.minuted import circumstances, overview_of
    from transcriber.minutes.draw_up import draw_up
    from transcriber.minutes.markdown import Links
    from transcriber.minutes.render import render
    from transcriber.minutes.words import WORDS, words_in

    chosen = _template(template)
    if language is not None:
        words_in(language.lower())
    model = model_asked_for(llm, llm_model, llm_key_env, llm_context, llm_timeout)
    file, transcript = transcript_at(path)
    drawn = draw_up(transcript, model)
    spoken = language or (drawn.language if drawn.language in WORDS else "en")
    target = None if output is not None and str(output) == "-" else output or file.parent / MINUTES_NAME
    picture = None
    if target is not None and form != "none":
        picture = overview_of(transcript, form, spoken.lower())
    beside = None if target is None or picture is None else _picture_path(target, form)
    text = render(
        drawn,
        chosen,
        language=spoken.lower(),
        links=Links(None if links == "none" else links),
        around=circumstances(file.parent),
        pictures=[] if beside is None else [quote(beside.name)],
    )
    tell(drawn)
    if target is None:
        click.echo(text, nl=False)
        return
    prepare_folder(target.parent)
    write_text(target, text)
    results().print(str(target))
    if beside is not None and picture is not None:
        write_bytes(beside, picture)
        results().print(str(beside))


def _picture_path(minutes: Path, form: str) -> Path:
    """Beside minutes.md `overview.svg`; beside others, of which a folder may have many, with their name."""
    stem = "" if minutes.name == MINUTES_NAME else f"{minutes.stem}."
    return minutes.parent / f"{stem}overview.{form}"


def transcript_at(path: Path) -> tuple[Path, Transcript]:
    """The transcript at a path, and its file. Raises InputError, saying what to do."""
    file = path / TRANSCRIPT_NAME if path.is_dir() else path
    if not file.exists():
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.")
        raise InputError(
            f"{path} holds no {TRANSCRIPT_NAME}: run `transcriber transcribe {path}` first, or name the "
            "folder that its results went to."
        )
    try:
        return file, read_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise InputError(
            f"{file} is no text: name a {TRANSCRIPT_NAME}, or the folder that holds one."
        ) from None


def _template(named: str) -> Template:
    """A template of ours by name, or a file's. Raises CallerError for what is neither."""
    from transcriber.minutes.render import TEMPLATES, Template, template_named

    path = Path(named).expanduser()
    if named in TEMPLATES or not (path.exists() or os.sep in named):
        return template_named(named)
    try:
        return Template(str(path), path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"The template {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise InputError(f"The template {path} is no UTF-8 text: save it as such.") from None


def model_asked_for(
    url: str | None, name: str | None, key_variable: str | None, context: int, patience: float
) -> LanguageModel | None:
    """The language model asked for. Raises SettingError when half of it is missing."""
    if url is None:
        if name or key_variable:
            raise SettingError("--llm-model and --llm-key-env need a server: add --llm URL.")
        return None
    if not name:
        raise SettingError("--llm needs the name of a model on that server: add --llm-model NAME.")
    key = None
    if key_variable:
        key = os.environ.get(key_variable)
        if not key:
            raise SettingError(
                f"The environment variable {key_variable}, named by --llm-key-env, is not set."
            )
    from models.language_model import HttpModel

    return HttpModel(url, name, key=key, context=context, patience=patience)


def tell(drawn: Minutes) -> None:
    """What went wrong with the language model, on stderr; the minutes say it, too."""
    from transcriber.minutes.words import words_in

    english = words_in("en")
    for remark in drawn.findings.remarks:
        values = {
            key: english[value] if key == "why" and isinstance(value, str) else value
            for key, value in remark.values.items()
        }
        errors().print(f"Note: {english[remark.key].format_map(values)}")
