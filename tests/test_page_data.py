"""What the page's script reads: rows in order, words by their place in the text."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from page_cases import MIXED_SCRIPTS
from transcript_cases import HAND_MADE, TRANSCRIPTS, at, line

from transcriber.page.data import json_in_html, page_data
from transcriber.pictures.people import speakers
from transcriber.transcript.plain import plain
from transcriber.transcript.transcript import Transcript
from transcriber.types import Word


def data_of(transcript: Transcript) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(page_data(transcript, speakers(transcript), None))
    return value


def words_of(row: list[Any]) -> list[tuple[str, int, int]]:
    """(Word, start, end) as the script reads them: by UTF-16 units."""
    units, found, place = row[5].encode("utf-16-le"), [], 0
    flat = row[6]
    for index in range(0, len(flat), 4):
        skip, size, start, length = flat[index : index + 4]
        place += skip
        word = units[2 * place : 2 * (place + size)].decode("utf-16-le")
        place += size
        found.append((word, row[2] + start, row[2] + start + length))
    return found


def test_rows_are_in_order_of_time_gaps_and_notes_among_them() -> None:
    rows = data_of(HAND_MADE)["rows"]
    assert [(row[0], row[1], row[2], row[3], row[4]) for row in rows] == [
        (0, 0, 1000, 11500, "line-1-1000"),
        (0, 1, 9250, 10000, "line-2-9250"),
        (1, -1, 30000, 45500, "gap-0"),
        (1, 1, 40000, 50000, "gap-1"),
        (2, 1, 61000, 61000, "note-0"),
        (0, 2, 61500, 67000, "line-3-61500"),
        (0, 0, 3661000, 3662250, "line-1-3661000"),
    ]
    assert rows[2][5] == "Everybody's sound is missing: the recorder was disconnected."
    assert rows[3][5] == "*Bob* <b>'s sound is missing: static on the line."


def test_words_are_found_in_the_text_with_their_times() -> None:
    row = data_of(HAND_MADE)["rows"][0]
    words = words_of(row)
    assert [word for word, _, _ in words] == row[5].split()
    assert words[1] == ("before", 1420, 1756)


def test_characters_beyond_the_basic_plane_count_as_javascript_counts_them() -> None:
    row = next(row for row in data_of(MIXED_SCRIPTS)["rows"] if row[4] == "line-3-8000")
    assert [word for word, _, _ in words_of(row)] == ["👩🏽‍🚀おはよう", "ございます。"]


def test_words_that_do_not_stand_in_the_text_are_left_out() -> None:
    said = line("1", 1, 3, "one two", words=(Word(at(1), at(2), "three"), Word(at(2), at(2.5), "two")))
    transcript = Transcript("", None, at(3), "", lines=(said,))
    assert words_of(data_of(transcript)["rows"][0]) == [("two", 2000, 2500)]


@given(TRANSCRIPTS)
def test_every_word_that_is_there_is_a_part_of_its_text(transcript: Transcript) -> None:
    data = data_of(transcript)
    assert data["duration"] * 48 + 24 >= max((each.end for each in transcript.lines), default=0)
    for row in data["rows"]:
        assert row[2] <= row[3]
        assert row[1] < len(data["names"])
        if row[0] == 0:
            assert row[5] == plain(row[5]) != ""
            assert all(word in row[5] and begin <= end for word, begin, end in words_of(row))


def test_json_in_html_says_the_same_without_a_character_that_html_obeys() -> None:
    value = ["</script>", "<!--", "&amp;", "\u2028", "a\ud800"]
    text = json_in_html(value)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == [*value[:4], "a?"]
