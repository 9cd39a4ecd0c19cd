"""transcriber.capture.craig: what Craig writes beside the sound, and whatever else may lie there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcriber.capture.craig import CraigInfo, CraigTrack, audacity_offsets, craig_info
from transcriber.types import SAMPLE_RATE

INFO = (
    "Recording abcDEF123\r\n\r\n"
    "Guild:\t\tAcme (the firm) (100000000000000001)\r\n"
    "Channel:\tstand-up (100000000000000002)\r\n"
    "Requester:\tAnn (ann) (200000000000000001)\r\n"
    "Start time:\t2026-11-22T17:03:05.123Z\r\n"
    "\r\n"
    "Tracks:\r\n"
    "\tAnn B. (she) (ann) (200000000000000001)\r\n"
    "\tbob.x#0 (200000000000000002)\r\n"
    "\tcarl (x)#1234 (200000000000000003)\r\n"
    "\t花子 (hanako_) (200000000000000004)\r\n"
    "\tguest#web (w-1)\r\n"
    "Notes:\r\n"
    "\t0:01:05: look at this: now\r\n"
    "\t12:00:00: late\r\n"
)


def info(text: str = INFO) -> CraigInfo:
    found = craig_info(text)
    assert found is not None
    return found


def test_everything_that_craig_tells_is_understood() -> None:
    assert info() == CraigInfo(
        recording="abcDEF123",
        guild=("100000000000000001", "Acme (the firm)"),
        channel=("100000000000000002", "stand-up"),
        started=1_795_366_985_123_000_000,
        tracks=(
            CraigTrack("200000000000000001", "ann", "Ann B. (she)"),
            CraigTrack("200000000000000002", "bob.x#0", "bob.x"),
            CraigTrack("200000000000000003", "carl (x)#1234", "carl (x)"),
            CraigTrack("200000000000000004", "hanako_", "花子"),
            CraigTrack("w-1", "guest#web", "guest"),
        ),
        notes=((65 * SAMPLE_RATE, "look at this: now"), (43200 * SAMPLE_RATE, "late")),
    )


@pytest.mark.parametrize(
    ("stem", "who"),
    [
        ("1-ann", "Ann B. (she)"),
        ("2-bob_x_0", "bob.x"),
        ("3-carl__x__1234", "carl (x)"),
        ("04-hanako_", "花子"),
        ("5-guest_web", "guest"),
        ("1", "Ann B. (she)"),
        ("9-ann", "Ann B. (she)"),
        ("2-ann", "Ann B. (she)"),
        ("2-renamed", "bob.x"),
        ("9-renamed", None),
        ("0", None),
        ("ann", None),
        ("", None),
    ],
)
def test_a_file_is_known_by_its_number_and_name(stem: str, who: str | None) -> None:
    owner = info().owner_of(stem)
    assert (owner and owner.name) == who


def test_of_two_people_of_one_name_the_number_tells() -> None:
    found = info("Recording x\n\nTracks:\n\ta#0001 (1)\n\ta#0001 (2)\n")
    assert [(found.owner_of(stem) or found.tracks[0]).id for stem in ("1-a_0001", "2-a_0001")] == ["1", "2"]


def test_rows_without_sense_are_left_out() -> None:
    found = info(
        "Recording x\nGuild: Acme\nChannel:\nStart time: tomorrow\nTracks:\n\tno id\n\t (5)\nNotes:\n\tx: y\n"
    )
    assert (found.guild, found.channel, found.started, found.notes) == (None, None, None, ())
    assert found.tracks == (CraigTrack("no id", "no id", "no id"), CraigTrack("5", "", "5"))


@pytest.mark.parametrize("text", ["", "Recording x", "A song\nTracks:\n", "<html>", "\0" * 100])
def test_what_is_not_by_craig_is_nothing(text: str) -> None:
    assert craig_info(text) is None


@given(st.text(st.sampled_from("Recording x\nTracks:\n\tNotes(1)#0-:é\ud800\r\u2028"), max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    found = craig_info("Recording x\nTracks:\n" + text)
    assert found is not None
    for stem in ("1", "1-x", text):
        found.owner_of(stem)


def test_an_audacity_project_says_where_its_files_begin() -> None:
    text = (
        '<project>\t<import filename="1-ann.ogg" offset="0.00000000" mute="0"/>\n'
        '<import offset="12.5" filename="2-b&amp;c.ogg"/>'
        '<import filename="3.ogg" offset="soon"/><import filename="4.ogg"/></project>'
    )
    assert audacity_offsets(text) == {"1-ann.ogg": 0.0, "2-b&c.ogg": 12.5}
    assert audacity_offsets("<import " * 10_000) == {}
