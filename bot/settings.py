"""What the bot is told: settings from the environment and a TOML file.

In: environment variables and, if there is one, a file with the same settings (lower case, without
`TRANSCRIBER_`). The environment wins. Out: a checked `Settings`, or a SettingError that names the
setting. It never opens a connection, and never prints the token.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from transcriber.errors import SettingError
from transcriber.speech.wishes import languages_of

CONFIG_NAME = "transcriber.toml"
"""Read from the working folder when no other file is named."""

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Known:
    """One setting: how it is called in the environment, and what it is for."""

    variable: str
    about: str


SETTINGS: dict[str, Known] = {
    "token": Known("DISCORD_TOKEN", "the bot's token, from Discord's developer portal; needed"),
    "data": Known("TRANSCRIBER_DATA", "folder of the sessions; `sessions` in the working folder"),
    "model": Known("TRANSCRIBER_MODEL", "recognizer, as `transcriber transcribe --model`; `auto`"),
    "device": Known("TRANSCRIBER_DEVICE", "where Whisper computes: `auto`, `cpu`, `cuda`"),
    "compute_type": Known("TRANSCRIBER_COMPUTE_TYPE", "how Whisper computes: `auto`, `int8`, `float16` …"),
    "short_windows": Known(
        "TRANSCRIBER_SHORT_WINDOWS", "`yes`: Whisper hears each utterance by itself; faster on a CPU"
    ),
    "language": Known(
        "TRANSCRIBER_LANGUAGE",
        "what is spoken (`en`; `en,de`: either), where a command does not say; detected",
    ),
    "names": Known("TRANSCRIBER_NAMES", "`no`: people's names are not listened for, nor corrected"),
    "guild": Known("TRANSCRIBER_GUILD", "id of one server: its commands are there at once"),
    "proxy": Known("TRANSCRIBER_PROXY", "URL of an HTTP proxy for everything but the voices (UDP)"),
    "offline": Known("TRANSCRIBER_OFFLINE", "`yes`: never fetch a model's weights"),
    "captions": Known("TRANSCRIBER_CAPTIONS", "`no`: no lines while people talk, only the transcript"),
    "drafts": Known(
        "TRANSCRIBER_DRAFTS", "`no`: lines only when a sentence is over, not while it is said; less computing"
    ),
}
"""Every setting by its name in the TOML file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, checked. `repr` leaves the token out."""

    token: str
    data: Path = Path("sessions")
    model: str = "auto"
    device: str = "auto"
    compute_type: str = "auto"
    short_windows: bool = False
    language: str | None = None
    names: bool = True
    guild: int | None = None
    proxy: str | None = None
    offline: bool = False
    captions: bool = True
    drafts: bool = True
    """On: the worker makes them in time that lines leave, and none where one takes longer than a second."""

    def __repr__(self) -> str:
        return f"Settings(data={str(self.data)!r}, model={self.model!r}, guild={self.guild})"

    @classmethod
    def read(cls, environment: Mapping[str, str], config: Path | None = None) -> Settings:
        """Raises SettingError for a file that cannot be read, an unknown or senseless setting, and a
        missing token."""
        values: dict[str, Any] = _from_file(config)
        for name, known in SETTINGS.items():
            if known.variable in environment:
                values[name] = environment[known.variable]
        settings = {name: _checked(name, value) for name, value in values.items()}
        if not settings.get("token"):
            raise SettingError(
                "The bot has no token: set DISCORD_TOKEN, or `token` in a transcriber.toml, to the one that "
                "Discord's developer portal shows under Bot."
            )
        return cls(**{name: value for name, value in settings.items() if value is not None})


def _from_file(config: Path | None) -> dict[str, Any]:
    path = config or Path(CONFIG_NAME)
    if config is None and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"The settings {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"The settings {path} are no valid TOML: {error}.") from error
    unknown = sorted(values.keys() - SETTINGS.keys())
    if unknown:
        raise SettingError(
            f"{path} has a setting {unknown[0]!r}, which does not exist; there are {', '.join(SETTINGS)}."
        )
    return values


def _checked(name: str, value: Any) -> Any:
    """A setting's value as `Settings` holds it."""
    known = SETTINGS[name]
    if isinstance(value, (dict, list)):
        raise SettingError(f"The setting {name} must be a single value.")
    text = str(value).strip()
    if name in ("offline", "captions", "drafts", "names", "short_windows"):
        if not text:
            return None
        if text.lower() not in YES + NO:
            raise SettingError(f"{known.variable} must be yes or no, not {text!r}.")
        return text.lower() in YES
    if name == "guild":
        if text and not text.isdigit():
            raise SettingError(f"{known.variable} must be a server's id, a number of 17 to 20 digits.")
        return int(text) if text else None
    if name == "data":
        return Path(text).expanduser() if text else None
    if name == "proxy" and text and not text.startswith(("http://", "https://")):
        raise SettingError(f"{known.variable} must be a URL that begins with http://, not {text!r}.")
    if name == "language":
        return ",".join(languages_of(text)) or None
    return text or None


assert {field.name for field in fields(Settings)} == SETTINGS.keys()
