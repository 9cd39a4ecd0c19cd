"""Markdown: read back with markdown-it, an independent CommonMark reader (a part of rich)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token
from transcript_cases import EMPTY, HAND_MADE, TEXT, TRANSCRIPTS, at, line

from transcriber.transcript.as_markdown import escaped, markdown
from transcriber.transcript.clock import clock
from transcriber.transcript.plain import is_visible, labels, plain
from transcriber.transcript.transcript import Absence, Note, Participant, Quality, Transcript

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"text", "text_special", "strong_open", "strong_close", "softbreak"}


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """(The tag around it, its text) of each block with text, as a Markdown reader sees them.

    Fails when anything in a block is more than text and bold: a link, HTML, code, emphasis.
    """
    outer: list[str] = []
    for token in READER.parse(text):
        if token.nesting == 1:
            outer.append(token.tag)
        elif token.nesting == -1:
            outer.pop()
        else:
            assert token.type == "inline", token.type
            children: list[Token] = token.children or []
            assert {child.type for child in children} <= OURS, [child.type for child in children]
            yield outer[-1], "".join(child.content for child in children)


def seen(text: str) -> str:
    """What a reader sees of it: word joiners are invisible."""
    return text.replace("\u2060", "")


def only(**fields: object) -> Transcript:
    return replace(EMPTY, **fields)  # type: ignore[arg-type]


def test_empty_transcript_says_so() -> None:
    assert markdown(EMPTY) == (
        "# Transcript\n\n- **Duration:** 00:00:00\n\n## Transcript\n\nNo speech was recognized.\n"
    )


def test_facts_say_when_in_utc_how_long_and_by_what() -> None:
    text = markdown(only(started="2026-11-22T18:03:05+01:00", duration=at(36000), recognizer="whisper:small"))
    assert "- **Started:** 2026-11-22 17:03:05 UTC\n- **Duration:** 10:00:00\n" in text
    assert "- **Recognized by:** whisper:small\n" in text


@pytest.mark.parametrize(
    "started", ["yesterday", "2026-11-22T17:03:05", "0001-01-01T00:00:00+23:59", "31.12."]
)
def test_a_start_that_is_no_moment_is_shown_as_it_is(started: str) -> None:
    assert f"- **Started:** {started}\n" in markdown(only(started=started))


def test_table_gives_share_of_talk_and_of_packets() -> None:
    people = (
        Participant("1", "Ann", talk=at(90), quality=Quality(received=997, lost=3, concealed=2)),
        Participant("2", "Echo", bot=True, talk=at(30)),
    )
    assert "| Ann | 00:01:30 | 75 % | 0.3 % | 0.2 % |\n" in markdown(only(participants=people))
    assert "| Echo (bot) | 00:00:30 | 25 % | – | – |\n" in markdown(only(participants=people))


def test_table_of_silent_people_has_no_shares() -> None:
    assert "| Ann | 00:00:00 | – | – | – |" in markdown(only(participants=(Participant("1", "Ann"),)))


def test_gaps_are_summed_once_where_they_overlap() -> None:
    gaps = (Absence(at(5), at(9), "paused"), Absence(at(0), at(6), "paused", "1"), Absence(at(2), at(3), "x"))
    assert "- Audio is missing in 3 places (00:00:09 in all), marked in the transcript.\n" in markdown(
        only(gaps=gaps)
    )
    assert "- Audio is missing in 1 place (00:00:04 in all)" in markdown(only(gaps=gaps[:1]))


def test_packets_that_could_not_be_read_are_told_by_speaker() -> None:
    text = markdown(
        only(participants=(Participant("1", "Ann", quality=Quality(undecryptable=1, undecodable=7)),))
    )
    assert "- 1 packet of Ann could not be decrypted.\n- 7 packets of Ann could not be decoded.\n" in text


def test_gaps_and_notes_stand_at_their_place_in_time() -> None:
    text = markdown(
        only(
            participants=(Participant("1", "Ann"),),
            lines=(line("1", 1, 2, "before"), line("1", 9, 10, "after")),
            gaps=(Absence(at(9), at(9.5), "undecryptable", "1"), Absence(at(4), at(6), "meteor")),
            notes=(Note(at(9), "1", "Ann", "look"), Note(at(5), "7", "Guest", "here")),
        )
    )
    assert text.split("## Transcript\n\n")[1].split("\n\n") == [
        "**Ann** [00:00:01] before",
        "> **Gap** [00:00:04 – 00:00:06] Everybody's audio is missing: meteor.",
        "> **Note by Guest** [00:00:05] here",
        "> **Gap** [00:00:09 – 00:00:09] Ann's audio is missing: it could not be decrypted.",
        "> **Note by Ann** [00:00:09] look",
        "**Ann** [00:00:09] after\n",
    ]


def test_gaps_without_speech_are_shown_too() -> None:
    text = markdown(only(gaps=(Absence(0, at(1), "deafened"),)))
    assert text.endswith(
        "No speech was recognized.\n\n"
        "> **Gap** [00:00:00 – 00:00:01] Everybody's audio is missing: the recorder was deafened.\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("R&D & more; a.b-c (d) 100%!", "R&D & more; a.b-c (d) 100%!"),
        ("&lt; &#64;", "\\&lt; \\&\\#64;"),
        ("snake_case *x* `y` ~~z~~", "snake\\_case \\*x\\* \\`y\\` \\~\\~z\\~\\~"),
        ("[x](y) <b> a|b \\ $5", "\\[x\\](y) \\<b\\> a\\|b \\\\ \\$5"),
        ("@everyone a@here <@123> <@!1> <@&2>", "@\u2060everyone a@\u2060here \\<@\u2060123\\> "
         "\\<@\u2060!1\\> \\<@\u2060&2\\>"),
        ("ann@example.com at @ noon", "ann@example.com at @ noon"),
    ],
)  # fmt: skip
def test_only_what_could_be_obeyed_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize(
    "warning", ["- a", "1. b", "12) c", "# d", "> e", "+ f", "* g", "``` h", "| i", "= j"]
)
def test_a_warning_or_title_never_starts_a_block(warning: str) -> None:
    found = list(blocks(markdown(only(title=warning, warnings=(warning,)))))
    assert found[0] == ("h1", warning)
    assert ("p", warning) in found


@given(TRANSCRIPTS)
def test_names_and_texts_stay_text(transcript: Transcript) -> None:
    names = labels(transcript)
    found = [(tag, seen(text)) for tag, text in blocks(markdown(transcript))]
    title = plain(transcript.title) if is_visible(transcript.title) else "Transcript"
    assert found[0] == ("h1", seen(title))
    cells = [text for tag, text in found if tag == "td"][::5]
    people = transcript.participants
    assert cells == [seen(names[each.id]) + " (bot)" * each.bot for each in people]
    start = len(found) - found[::-1].index(("h2", "Transcript"))
    body = [text for _, text in found[start:]]
    for spoken in transcript.lines:
        if is_visible(spoken.text):
            shown = f"{names[spoken.speaker]} [{clock(spoken.start)}] {plain(spoken.text)}"
            assert seen(shown) in body


@given(TEXT)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    (found,) = blocks(f"x {escaped(text)} x")
    assert seen(found[1]) == seen(f"x {plain(text)} x")


def test_hand_made_transcript_has_no_block_that_is_not_ours() -> None:
    assert len(list(blocks(markdown(HAND_MADE)))) > 30
