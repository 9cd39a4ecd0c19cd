"""Colors can be read on every surface of their scheme, and speakers told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from transcriber.pictures.colors import DARK_PAPER, LIGHT_PAPER, contrast, oklch, parsed, speaker_color

STYLE = (Path(__file__).parents[1] / "transcriber/page/assets/page.css").read_text(encoding="utf-8")
VARIABLES = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", STYLE)
}


def test_contrast_is_as_wcag_has_it() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.005)


def test_oklch_gives_the_known_colors_of_css() -> None:
    """The values of CSS Color 4 for red and lime."""
    assert oklch(0.62796, 0.25768, 29.234) == (255, 0, 0)
    assert oklch(0.86644, 0.29483, 142.495) == (0, 255, 0)


@pytest.mark.parametrize("number", range(200))
def test_a_speakers_name_can_be_read_in_light_and_dark(number: int) -> None:
    light, dark = speaker_color(number)
    assert contrast(parsed(light), LIGHT_PAPER) >= 4.5
    assert contrast(parsed(dark), DARK_PAPER) >= 4.5


def test_no_two_of_two_dozen_speakers_have_one_color() -> None:
    assert len({speaker_color(number) for number in range(24)}) == 24


@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "gap"])
@pytest.mark.parametrize("paper", ["paper", "panel", "raised"])
@pytest.mark.parametrize("scheme", [0, 1])
def test_every_text_can_be_read_on_every_surface(ink: str, paper: str, scheme: int) -> None:
    assert contrast(parsed(VARIABLES[ink][scheme]), parsed(VARIABLES[paper][scheme])) >= 4.5


@pytest.mark.parametrize("mark", ["said", "hit", "hit-now"])
@pytest.mark.parametrize("scheme", [0, 1])
def test_marked_words_can_be_read(mark: str, scheme: int) -> None:
    assert contrast(parsed(VARIABLES["ink"][scheme]), parsed(VARIABLES[mark][scheme])) >= 4.5


def test_the_surfaces_are_those_that_speakers_are_held_against() -> None:
    surfaces = [VARIABLES[name] for name in ("paper", "panel", "raised")]
    assert min((light for light, _ in surfaces), key=lambda each: sum(parsed(each))) == "#f4f5f7"
    assert max((dark for _, dark in surfaces), key=lambda each: sum(parsed(each))) == "#22262e"
    assert parsed("#f4f5f7") == LIGHT_PAPER
    assert parsed("#22262e") == DARK_PAPER
