"""Pieces of SVG: any text is text in them, and stays where it belongs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_reader import read_svg

from transcriber.pictures.drawing import (
    HEAD,
    ROW,
    Drawing,
    column,
    heading,
    in_column,
    on_paper,
    shortened,
    stacked,
    svg,
    text,
    xml,
)

HOSTILE = (
    "</svg><script>x</script>",
    "\"'><b a='",
    "]]>",
    "&lt;&amp;",
    "\x00\x1b\ufffe\uffff",
    "\ud800",
    "a\u202eb",
)


@pytest.mark.parametrize("shown", HOSTILE)
def test_hostile_texts_are_texts(shown: str) -> None:
    body = heading(shown) + text(1, 2, shown, "ink") + in_column(3, 200, shown)
    read = read_svg(svg(Drawing(shown, 300, 100, body, shown)))
    assert [each.tag.rpartition("}")[2] for each in read.root.iter()] == [
        "svg", "title", "desc", "text", "text", "svg", "text",
    ]  # fmt: skip
    assert not [each for each in read.root.iter() if set(each.keys()) - KNOWN]


KNOWN = {"class", "role", "width", "height", "viewBox", "font-size", "x", "y", "text-anchor"}


@given(st.text(st.characters(), max_size=40))
def test_every_text_can_be_written_and_is_read_as_one_row(shown: str) -> None:
    read = read_svg(svg(Drawing("", 10, 10, text(0, 0, shown, "ink"))))
    [found] = read.texts()
    assert "\n" not in found
    assert xml(found) == xml(shown)


def test_names_are_isolated_so_that_they_turn_nothing_else_around() -> None:
    assert "\u2068דנה (ops)\u2069</text>" in in_column(0, 200, "דנה (ops)")


@pytest.mark.parametrize(
    ("label", "width", "short"),
    [
        ("Ann", 100, "Ann"),
        ("", 100, ""),
        ("Bartholomew the Third", 100, "Bartholome…"),
        ("花子花子花子花子花子", 100, "花子花子花子…"),
        ("👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀", 60, "👩🏽‍🚀…"),
        ("e\u0301" * 14, 100, "e\u0301" * 10 + "…"),
        ("wide", 1, "…"),
    ],
)
def test_a_long_name_is_shortened_by_what_it_takes(label: str, width: int, short: str) -> None:
    assert shortened(label, width) == short


def test_a_column_is_as_wide_as_its_names_but_leaves_room() -> None:
    assert column([], 800) == 0
    assert 20 < column(["Ann", "Bo"], 800) < 40
    assert column(["x" * 300], 800) == 240


def test_a_name_cannot_leave_its_column() -> None:
    [cell] = read_svg(svg(Drawing("", 10, 10, in_column(44, 90, "x" * 300)))).all("svg", "column")
    assert (cell.get("width"), cell.get("height"), cell.get("y")) == ("90", str(ROW), "44")
    assert cell.get("overflow") is None  # hidden, for an inner svg


def test_drawings_below_each_other_do_not_touch() -> None:
    one = Drawing("A", 100, 50, heading("A"), "a", (0, 1))
    two = Drawing("B", 90, HEAD, heading("B"), "b", (1, 2))
    both = stacked("C", [one, two])
    assert (both.width, both.numbers, both.said) == (100, (0, 1, 2), "A: a B: b")
    moved = [each.get("transform") for each in read_svg(svg(both)).all("g")]
    assert moved == ["translate(0 0)", "translate(0 68)"]
    assert both.height == 68 + HEAD


def test_paper_goes_under_everything_and_has_a_margin() -> None:
    read = read_svg(svg(on_paper(Drawing("A", 100, 50, heading("A")), 10)))
    assert read.size == (120, 70)
    assert read.rectangles("paper") == [(0, 0, 120, 70)]
    assert [each.tag.rpartition("}")[2] for each in read.root] == ["title", "desc", "rect", "g"]
