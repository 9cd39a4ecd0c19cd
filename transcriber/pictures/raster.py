"""A picture in pixels: our SVG through resvg, which draws it as browsers do.

In: an SVG of ours. Out: a PNG. Letters come from the font that lies in `font/` (DejaVu Sans: Latin, Greek,
Cyrillic, Arabic, Hebrew and more), others from the fonts of the machine; what no font has becomes a box,
but emoji are left out there. Nothing is fetched, and no program is started.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from typing import Final

from transcriber.config import PICTURE_ZOOM
from transcriber.errors import MissingPart
from transcriber.transcript.plain import is_visible

FONT: Final = "DejaVuSans.ttf"

_NAME = re.compile("\u2068([^\u2069]*)\u2069")
"""What people called themselves, as `drawing` isolates it."""
_EMOJI = re.compile("\u200d?[\U0001f000-\U0001fbff\ufe0f\u20e3\U000e0020-\U000e007f]+\u200d?")
"""With their selectors, tags and joiners (UTS 51). Older symbols (U+2600 …) are in the font."""


def png(svg: str) -> bytes:
    """The picture with `PICTURE_ZOOM` pixels for one of the SVG's.

    Raises MissingPart when it cannot be drawn on this machine."""
    return _drawn(svg if _has_emoji() else _NAME.sub(_without_emoji, svg), PICTURE_ZOOM)


def _without_emoji(name: re.Match[str]) -> str:
    """The name in words; as it is when it has none: a box is more than nothing."""
    words = _EMOJI.sub("", name[1]).strip()
    return name[0].replace(name[1], words) if is_visible(words) else name[0]


@cache
def _has_emoji() -> bool:
    """Whether a font of this machine has them: then a smile does not look like what no font can have."""
    begin = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15">'
    pictures = [_drawn(f"{begin}{each}</text></svg>", 1) for each in ("\U0001f600", "\U0010fffd")]
    return pictures[0] != pictures[1]


def _drawn(svg: str, zoom: int) -> bytes:
    try:
        import resvg_py
    except ImportError as error:
        raise MissingPart(
            f"PNG needs resvg, which cannot be loaded here ({error}): install resvg-py, or choose SVG."
        ) from error
    with as_file(files("transcriber.pictures") / "font" / FONT) as font:
        try:
            return resvg_py.svg_to_bytes(
                svg_string=svg, zoom=zoom, font_files=[str(font)], sans_serif_family="DejaVu Sans"
            )
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of Rust is no Exception, and no reason to end a worker
            raise MissingPart(f"resvg cannot draw this picture ({error}): choose SVG.") from error
