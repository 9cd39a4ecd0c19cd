"""A color a speaker: as many as there are, told apart as well as can be, readable in light and dark.

In: a number. Out: two sRGB colors. All colors of one scheme are equally light (OKLCH, Ottosson 2020),
so that every one has the contrast that text needs (WCAG 2.2, 1.4.3: 4.5 to 1), and differ in hue.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

Color: TypeAlias = tuple[int, int, int]
"""Red, green, blue: 0 to 255."""

LIGHT_PAPER: Final[Color] = (244, 245, 247)
"""The darkest surface of the light scheme …"""

DARK_PAPER: Final[Color] = (34, 38, 46)
"""… and the lightest of the dark one: whatever can be read on these can be read on the others."""

_HUES = (255, 35, 150, 325, 75, 200, 295, 115)
"""Degrees: the first eight speakers, each far from those before."""

_GOLDEN_ANGLE = 137.508
"""Degrees by which each further one is turned: they spread evenly, however many there are."""


def speaker_color(number: int) -> tuple[str, str]:
    """The color of the speaker with this number, from 0 on, on light and on dark: `#rrggbb`."""
    hue = _HUES[number] if number < len(_HUES) else (71 + number * _GOLDEN_ANGLE) % 360
    return _hex(oklch(0.5, 0.15, hue)), _hex(oklch(0.8, 0.12, hue))


def oklch(lightness: float, chroma: float, hue: float) -> Color:
    """OKLCH as sRGB; with less chroma where the screen has no such color."""
    while True:
        linear = _linear(lightness, chroma, math.radians(hue))
        if chroma <= 0 or all(-1e-4 <= part <= 1 + 1e-4 for part in linear):
            red, green, blue = (_encoded(min(max(part, 0.0), 1.0)) for part in linear)
            return red, green, blue
        chroma -= 0.005


def contrast(one: Color, other: Color) -> float:
    """Contrast of two colors, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def parsed(text: str) -> Color:
    """`#rrggbb` as a color."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Ottosson's matrices, from OKLab to linear sRGB."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(part: float) -> int:
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(color: Color) -> str:
    return "#" + bytes(color).hex()
