"""What a picture's classes look like in a file of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from picture_reader import read_svg

from transcriber.errors import SettingError
from transcriber.pictures.colors import contrast, parsed, speaker_color
from transcriber.pictures.drawing import Drawing, svg
from transcriber.pictures.style import style

PAGE = (Path(__file__).parents[1] / "transcriber/page/assets/page.css").read_text(encoding="utf-8")


def colors(scheme: str, reader: str) -> dict[str, str]:
    return read_svg(svg(Drawing("", 1, 1, ""), style(scheme, [0, 7]))).colors(reader)


@pytest.mark.parametrize("number", [0, 7])
def test_a_speaker_has_the_color_of_the_page(number: int) -> None:
    light, dark = speaker_color(number)
    assert colors("auto", "light")[f"s{number}"] == light
    assert colors("auto", "dark")[f"s{number}"] == dark
    assert colors("dark", "light")[f"s{number}"] == dark


@pytest.mark.parametrize("reader", ["light", "dark"])
def test_texts_can_be_read_on_the_paper(reader: str) -> None:
    found = {name: parsed(color) for name, color in colors("auto", reader).items()}
    for name in ("ink", "head", "soft", "s0", "s7"):
        assert contrast(found[name], found["paper"]) >= 4.5


def test_what_is_not_a_speaker_looks_as_in_the_page() -> None:
    variables = dict(re.findall(r"--([\w-]+): light-dark\((#\w+), #\w+\)", PAGE))
    found = colors("light", "light")
    for name, variable in (
        ("ink", "ink"),
        ("soft", "soft"),
        ("gap", "gap"),
        ("rule", "rule"),
        ("paper", "paper"),
    ):
        assert found[name] == variables[variable]


def test_the_page_has_a_meaning_for_every_class_but_paper() -> None:
    named = set(re.findall(r"\.([a-z]+)", re.sub(r"\{.*?\}", "", style("light", [])))) - {"picture", "paper"}
    block = "".join(row for row in PAGE.splitlines() if row.startswith(".picture"))
    assert all(f".{name}" in block for name in named | {"said"})


def test_a_fixed_scheme_does_not_follow_the_reader() -> None:
    assert "@media" not in style("light", [0]) + style("dark", [0])
    assert "@media" in style("auto", [0])


def test_an_unknown_scheme_is_told() -> None:
    with pytest.raises(SettingError) as told:
        style("sepia", [])
    assert str(told.value) == "There is no color scheme 'sepia'. Choose from: auto, light, dark."
