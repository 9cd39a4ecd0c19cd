"""Reads pictures as those who show them would: SVG as XML, PNG as pixels."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

import av
import numpy as np
import numpy.typing as npt

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class ReadSvg:
    """An SVG's elements in order."""

    root: ElementTree.Element

    def all(self, name: str, kind: str = "") -> list[ElementTree.Element]:
        """Elements of this name, of this class when one is given."""
        found = self.root.iter(_SVG + name)
        return [each for each in found if not kind or kind in (each.get("class") or "").split()]

    def texts(self, kind: str = "") -> list[str]:
        """What is written, without the marks that isolate names."""
        return [(each.text or "").strip("\u2068\u2069") for each in self.all("text", kind)]

    def rectangles(self, kind: str) -> list[tuple[int, int, int, int]]:
        """Left, top, width, height of the rectangles of a class."""
        return [
            tuple(int(each.get(name) or 0) for name in ("x", "y", "width", "height"))  # type: ignore[misc]
            for each in self.all("rect", kind)
        ]

    @property
    def size(self) -> tuple[int, int]:
        return int(self.root.get("width") or 0), int(self.root.get("height") or 0)

    def colors(self, scheme: str = "light") -> dict[str, str]:
        """Class → fill, in light or in dark."""
        [style] = [each.text or "" for each in self.all("style")]
        light, _, dark = style.partition("@media (prefers-color-scheme:dark)")
        rules = re.findall(r"([^{}]+)\{fill:(#\w+)\}", dark if scheme == "dark" else light)
        return {name.strip("{}."): fill for names, fill in rules for name in names.split(",")}


def read_svg(text: str) -> ReadSvg:
    """Raises ParseError for what is no XML."""
    root = ElementTree.fromstring(text)
    assert root.tag == f"{_SVG}svg"
    return ReadSvg(root)


def read_png(data: bytes) -> npt.NDArray[np.uint8]:
    """Rows of pixels of red, green, blue, as ffmpeg reads them."""
    with av.open(io.BytesIO(data), mode="r", format="png_pipe") as file:
        [frame] = file.decode(video=0)
    return frame.to_ndarray(format="rgb24").astype(np.uint8)
