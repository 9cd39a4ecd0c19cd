"""`transcriber-bot --check`: whether the bot could run here, without connecting to anything.

In: settings. Out: findings, one a line. The rest is what `transcriber doctor` looks at.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Final

import discord

from bot.settings import Settings
from transcriber.cli.doctor import Finding, findings
from transcriber.errors import MissingPart, TranscriberError
from transcriber.output import prepare_folder

TESTED: Final = ((2, 7), (2, 8))
"""discord.py from … to before …: the voice client reaches into parts of it that are nobody's promise."""

_TOKEN = re.compile(r"([A-Za-z0-9_-]{18,})\.([A-Za-z0-9_-]{5,})\.([A-Za-z0-9_-]{20,})")


def check_discord() -> None:
    """Raises MissingPart for a discord.py that was not tested."""
    version = discord.version_info[:2]
    if not TESTED[0] <= version < TESTED[1]:
        raise MissingPart(
            f"discord.py {discord.__version__} was not tested with this bot: install 2.7, "
            "`pip install 'discord.py[voice]>=2.7.1,<2.8'`."
        )


def check_davey() -> None:
    """Raises MissingPart where what Discord's end-to-end encryption takes is not installed."""
    try:
        import_module("davey")
    except ImportError as error:
        raise MissingPart(
            "davey cannot be loaded, and Discord lets nobody into a voice channel without end-to-end "
            "encryption: `pip install 'davey>=0.1.7'`."
        ) from error


def checked(settings: Settings) -> Iterator[Finding]:
    """Everything that can be known without a network."""
    yield _token(settings.token)
    yield Finding("ok", "Intents", "guilds and voice states; nothing privileged is asked for")
    for name, check in (("discord.py", check_discord), ("davey", check_davey)):
        try:
            check()
        except MissingPart as error:
            yield Finding("fails", name, str(error))
    try:
        prepare_folder(settings.data)
        yield Finding("ok", "Data folder", str(settings.data.resolve()))
    except TranscriberError as error:
        yield Finding("fails", "Data folder", str(error))
    yield _model(settings)
    yield from findings()


def _token(token: str) -> Finding:
    """Whether the token looks like one: its first part is the bot's id, in base 64."""
    match = _TOKEN.fullmatch(token)
    if match:
        part = match[1]
        try:
            number = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("ascii")
            if number.isdigit():
                return Finding("ok", "Token", f"looks like one, of the bot {number}")
        except (binascii.Error, ValueError):
            pass
    return Finding("fails", "Token", "is none: it has three parts with dots between, as Discord shows it")


def _model(settings: Settings) -> Finding:
    from models.registry import resolve

    try:
        choice = resolve(
            settings.model,
            device=settings.device,
            compute_type=settings.compute_type,
            jobs=1,
            offline=True,
            short_windows=settings.short_windows,
            announce=lambda _: None,
        )
    except TranscriberError as error:
        return Finding("fails", "Recognizer", str(error))
    return Finding("ok", "Recognizer", f"{settings.model}: {choice.name}")
