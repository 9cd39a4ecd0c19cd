"""`transcriber page`: a session as one HTML file, to read, search and listen along."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from transcriber.cli.common import errors, results
from transcriber.cli.minutes import model_asked_for, model_options, tell, transcript_at
from transcriber.config import PAGE_SOUND_MEGABYTES
from transcriber.errors import InputError
from transcriber.output import prepare_folder, write_text
from transcriber.types import SAMPLE_RATE, Samples

if TYPE_CHECKING:
    from transcriber.page.sound import Sound

PAGE_NAME = "page.html"


@click.command()
@click.argument("path", metavar="SESSION", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=f"Where the page goes. Without it: {PAGE_NAME} beside the transcript.",
)
@click.option(
    "--embed",
    metavar="MB",
    type=click.FloatRange(min=0),
    default=PAGE_SOUND_MEGABYTES,
    show_default=True,
    help="The most sound (10^6 bytes of Opus) that the page may hold. Where the mix does not fit, the page "
    "plays the file beside it; 0: always.",
)
@click.option(
    "--language",
    metavar="CODE",
    help="Of the minutes' headings: en, de, fr, es, ja. Without it: what is spoken.",
)
@model_options
def page(
    path: Path,
    output: Path | None,
    embed: float,
    language: str | None,
    llm: str | None,
    llm_model: str | None,
    llm_key_env: str | None,
    llm_context: int,
    llm_timeout: float,
) -> None:
    """Make one HTML file of a session: transcript, minutes and sound, to read, search and listen along.

    SESSION is a folder that holds a transcript.json, or that file. The sound is the mix beside it. The
    page needs no network and no other program than a browser. With --llm, the transcript is sent to the
    server that you name, as by `transcriber minutes`.
    """
    from transcriber.minuted import circumstances
    from transcriber.minutes.draw_up import draw_up
    from transcriber.minutes.words import WORDS, words_in
    from transcriber.page.page import page_html

    if language is not None:
        words_in(language.lower())
    model = model_asked_for(llm, llm_model, llm_key_env, llm_context, llm_timeout)
    file, transcript = transcript_at(path)
    target = output or file.parent / PAGE_NAME
    prepare_folder(target.parent)
    drawn = draw_up(transcript, model)
    spoken = drawn.language if drawn.language in WORDS else "en"
    sound = _sound(file.parent, target.parent, round(embed * 1_000_000))
    text = page_html(
        drawn, language=(language or spoken).lower(), around=circumstances(file.parent), sound=sound
    )
    tell(drawn)
    write_text(target, text)
    if sound is None:
        errors().print(
            f"Note: the page has no sound, since no mix lies beside {file}: make it with `transcriber mix`."
        )
    results().print(str(target))


def _sound(folder: Path, page_folder: Path, limit: int) -> Sound | None:
    """The mix in `folder`: inside the page when `limit` bytes can hold it, else as the page's folder sees it.

    Raises InputError for a mix that cannot be read."""
    from transcriber.page.sound import MEDIA_TYPES, MIX_NAMES, Beside, Embedded

    mix = next((folder / name for name in MIX_NAMES if (folder / name).is_file()), None)
    if mix is None:
        return None
    if mix.suffix == ".opus" and mix.stat().st_size <= limit:
        return Embedded(MEDIA_TYPES["opus"], _read(mix))
    if _length(mix) * _bytes_a_second() <= limit * SAMPLE_RATE:
        from transcriber.audio.shrink import shrunk

        with tempfile.TemporaryDirectory() as scratch:
            parts = shrunk(mix, Path(scratch), limit)
            if len(parts) == 1:
                return Embedded(MEDIA_TYPES["opus"], _read(parts[0]))
    return Beside(quote(os.path.relpath(mix.resolve(), page_folder.resolve())))


def _bytes_a_second() -> float:
    """What the smallest sound takes that is still good to listen to, with room for headers."""
    from transcriber.audio.shrink import WORST

    return WORST / 8 / 0.9


def _length(mix: Path) -> Samples:
    import soundfile

    try:
        with soundfile.SoundFile(str(mix)) as file:
            return int(file.frames * SAMPLE_RATE / file.samplerate)
    except (OSError, soundfile.LibsndfileError) as error:
        raise InputError(
            f"{mix} cannot be read as a sound file: make it again with `transcriber mix`."
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
