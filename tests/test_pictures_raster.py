"""Pictures in pixels, as ffmpeg reads them."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from picture_reader import read_png
from transcript_cases import TEXT

from transcriber.errors import MissingPart
from transcriber.pictures import raster
from transcriber.pictures.colors import parsed
from transcriber.pictures.drawing import Drawing, in_column, on_paper, svg
from transcriber.pictures.raster import png
from transcriber.pictures.style import style


def named(name: str, scheme: str = "light") -> str:
    return svg(on_paper(Drawing("", 200, 22, in_column(0, 200, name)), 4), style(scheme, []))


def inked(name: str) -> int:
    """How many pixels of a name are not paper."""
    pixels = read_png(png(named(name)))
    return int(np.any(pixels != parsed("#ffffff"), axis=2).sum())


def test_two_pixels_for_one_and_the_colors_asked_for() -> None:
    pixels = read_png(png(named("", "dark")))
    assert pixels.shape == (2 * 30, 2 * 208, 3)
    assert np.all(pixels == parsed("#22262e"))


@pytest.mark.parametrize("name", ["Ann", "Çelik", "Дмитрий", "Ελένη", "דנה", "أحمد"])
def test_names_are_written_on_a_machine_without_fonts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter is one of its own, and not the box that stands for letters that no font has."""
    import resvg_py

    real = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **more: real(**more, skip_system_fonts=True))
    assert inked(name) > 100
    shapes = {read_png(png(named(letter))).tobytes() for letter in set(name)}
    box = read_png(png(named("\U0010fffd"))).tobytes()
    assert len(shapes) == len(set(name))
    assert box not in shapes


def test_letters_of_arabic_join() -> None:
    alone = [inked(letter) for letter in "حمد"]
    assert inked("حمد") < sum(alone)


def test_a_name_stands_at_the_right_of_its_column_whatever_its_script() -> None:
    for name in ("Ann", "דנה", "أحمد (ops)"):
        pixels = read_png(png(named(name)))
        columns = np.flatnonzero(np.any(pixels != 255, axis=(0, 2)))
        assert 2 * 200 <= columns[-1] <= 2 * 204 + 1
        assert columns[0] > 2 * 100


def test_emoji_that_no_font_has_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "_has_emoji", lambda: False)
    plain = png(named("Hanako"))
    for name in ("Hanako👩🏽\u200d🚀", "🇩🇪Hanako", "Hanako \U0001f980\ufe0f"):
        assert png(named(name)) == plain
    assert inked("🚀") > 50  # a box, but not nothing
    monkeypatch.setattr(raster, "_has_emoji", lambda: True)
    assert png(named("Hanako🚀")) != plain


@given(TEXT)
@settings(max_examples=40, deadline=None)
def test_no_name_breaks_it(name: str) -> None:
    assert read_png(png(named(name))).shape == (60, 416, 3)


def test_without_resvg_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingPart, match=r"^PNG needs resvg, .*: install resvg-py, or choose SVG\.$"):
        png(named("Ann"))


def test_what_resvg_refuses_is_told() -> None:
    with pytest.raises(MissingPart, match=r"^resvg cannot draw this picture \(.*\): choose SVG\.$"):
        png("<svg")


class Panic(BaseException):
    """As Rust's comes to Python."""


@pytest.mark.parametrize(("fault", "told"), [(Panic, MissingPart), (KeyboardInterrupt, KeyboardInterrupt)])
def test_a_panic_is_told_and_an_interrupt_is_one(
    monkeypatch: pytest.MonkeyPatch, fault: type[BaseException], told: type[BaseException]
) -> None:
    def falls(**more: object) -> bytes:
        raise fault("index out of bounds")

    monkeypatch.setattr("resvg_py.svg_to_bytes", falls)
    monkeypatch.setattr(raster, "_has_emoji", lambda: True)
    with pytest.raises(told):
        png(named("Ann"))
