"""What the classes of a drawing mean in a file of its own: colors in light and dark, the font.

In: a scheme, the speakers' numbers. Out: CSS that stands in the SVG. The page has the same meanings in its
own style, with its own variables; the colors of speakers are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from transcriber.errors import SettingError
from transcriber.pictures.colors import speaker_color

SCHEMES: dict[str, str] = {
    "auto": "light, or dark where the reader's system is (a PNG: light)",
    "light": "dark on light",
    "dark": "light on dark",
}

_FONT: Final = '"DejaVu Sans",system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif'
_SURFACES: dict[str, tuple[str, str]] = {
    ".paper": ("#ffffff", "#22262e"),
    ".ink,.head": ("#1b1f27", "#e6e9ef"),
    ".soft": ("#555c69", "#a3abba"),
    ".rule": ("#dde0e6", "#444b59"),
    ".gap": ("#a33b12", "#ff9d76"),
}
"""Light, dark: those of the page (`page/assets/page.css`)."""


def style(scheme: str, numbers: Iterable[int]) -> str:
    """CSS for a file. Raises SettingError for a scheme that is not in `SCHEMES`."""
    if scheme not in SCHEMES:
        raise SettingError(f"There is no color scheme {scheme!r}. Choose from: {', '.join(SCHEMES)}.")
    colors = {**_SURFACES, **{f".s{number}": speaker_color(number) for number in numbers}}
    light, dark = (_rules(colors, number) for number in (0, 1))
    common = f".picture{{font-family:{_FONT}}}.head{{font-weight:bold}}.veil{{opacity:.25}}"
    if scheme == "auto":
        return f"{common}{light}@media (prefers-color-scheme:dark){{{dark}}}"
    return common + (dark if scheme == "dark" else light)


def _rules(colors: dict[str, tuple[str, str]], number: int) -> str:
    return "".join(f"{names}{{fill:{each[number]}}}" for names, each in colors.items())
