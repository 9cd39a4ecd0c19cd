"""Minutes become Markdown, by a template.

In: minutes, a template, the language of its fixed words, links. Out: Markdown. Templates are Jinja2
in its sandbox: they see `view`'s data and nothing else, read no file, call nothing of ours. A
template with an error, or one that would run for ever, is told by file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from transcriber.config import MINUTES_CHARACTERS, TEMPLATE_CHARACTERS
from transcriber.errors import InputError, SettingError
from transcriber.minutes.markdown import Links
from transcriber.minutes.minutes import Minutes
from transcriber.minutes.view import Circumstances, view
from transcriber.minutes.words import words_in

_POWER = 9
"""No template needs more than a number to the ninth."""
_EMPTY_ROWS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Template:
    """A template's text, and its name for errors."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A template of ours: its file in `templates/`, and what it is for, in one row."""

    file: str
    description: str


TEMPLATES: dict[str, TemplateEntry] = {
    "meeting": TemplateEntry("meeting.md.jinja", "everything, in the usual order"),
    "standup": TemplateEntry("standup.md.jinja", "tasks and blockers first, grouped by person"),
    "interview": TemplateEntry("interview.md.jinja", "questions and next steps first, then who said what"),
    "digest": TemplateEntry("digest.md.jinja", "decisions, tasks and questions only, for a chat message"),
    "game-night": TemplateEntry("game-night.md.jinja", "what happened, rulings, loose ends, what to bring"),
}

DEFAULT_TEMPLATE = "meeting"


def template_named(name: str) -> Template:
    """A template of ours. Raises SettingError for a name that is not in `TEMPLATES`."""
    if name not in TEMPLATES:
        known = ", ".join(TEMPLATES)
        raise SettingError(
            f"There is no template called {name!r}, and no such file. Choose from: {known}; or name a "
            "Jinja2 file."
        )
    return Template(TEMPLATES[name].file, _packaged(TEMPLATES[name].file))


def render(
    minutes: Minutes,
    template: Template,
    *,
    language: str,
    links: Links | None = None,
    around: Circumstances | None = None,
    pictures: Sequence[str] = (),
) -> str:
    """The minutes as Markdown.

    `language`: of the fixed words. `pictures`: where they lie, as the document links to them. Raises
    SettingError for a language without words, InputError for a template that is not Jinja2, asks for
    what is not there, or writes more than `MINUTES_CHARACTERS` beyond the transcript.
    """
    data = view(minutes, words_in(language), links or Links(), around or Circumstances(), pictures=pictures)
    room = MINUTES_CHARACTERS + 8 * sum(len(row["text"]) + 100 for row in data["lines"])
    try:
        compiled = _environment().from_string(_checked(template))
        compiled.filename = template.name
        text = _limited(compiled.generate(data), room, template)
    except jinja2.TemplateSyntaxError as error:
        where = error.name or template.name
        raise InputError(f"The template {where} is wrong in line {error.lineno}: {error.message}.") from error
    except jinja2.TemplateNotFound as error:
        raise InputError(
            f"The template {template.name} asks for {error.name}: templates can import parts.md.jinja, and "
            "nothing else."
        ) from error
    except (
        jinja2.TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        what = str(error).rstrip(".") or type(error).__name__
        raise InputError(f"The template {template.name} fails in line {_line(error)}: {what}.") from error
    except (RecursionError, MemoryError) as error:
        raise InputError(f"The template {template.name} goes on without an end: it calls itself.") from error
    return _EMPTY_ROWS.sub("\n\n", text.strip()) + "\n"


def _checked(template: Template) -> str:
    if len(template.text) > TEMPLATE_CHARACTERS:
        raise InputError(
            f"The template {template.name} is longer than {TEMPLATE_CHARACTERS} characters: is it a template?"
        )
    return template.text


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, in which nothing can be made huge by one operator."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if not all(isinstance(each, int | float) and abs(each) < 1e6 for each in (left, right)):
            raise SecurityError(f"{operator} is for small numbers only")
        if operator == "**" and abs(right) > _POWER:
            raise SecurityError(f"{operator} is for small numbers only")
        return super().call_binop(context, operator, left, right)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = _Sandbox(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        loader=jinja2.FunctionLoader(_packaged_parts),
        keep_trailing_newline=False,
    )
    environment.globals.clear()  # no range, lipsum, cycler …: loops run over what is there
    return environment


def _packaged_parts(name: str) -> str | None:
    """What templates may include: parts of ours, by name, and nothing from the disk."""
    return _packaged(name) if name == "parts.md.jinja" else None


def _packaged(file: str) -> str:
    return (files("transcriber.minutes") / "templates" / file).read_text(encoding="utf-8")


def _limited(pieces: Iterator[str], room: int, template: Template) -> str:
    written: list[str] = []
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise InputError(
                f"The template {template.name} writes far more than there is to tell: look for loops in "
                "loops."
            )
        written.append(piece)
    return "".join(written)


def _line(error: BaseException) -> int | str:
    """The template's line that an error comes from: Jinja2 rewrites tracebacks to its lines."""
    trace: Any = error.__traceback__
    found: int | str = "?"
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(("<template>", ".jinja")):
            found = trace.tb_lineno
        trace = trace.tb_next
    return found
