"""Tracks: each participant's sound by itself, all of one length."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from transcriber.audio.mix import Mixer
from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch, Survey
from transcriber.audio.track import Tracks
from transcriber.config import MIX_BLOCK
from transcriber.types import Samples

OWNERS = {"0:7": "ben", "0:8": "ann", "1:9": "ben"}


def survey(duration: Samples = 0, lateness: Samples = 0) -> Survey:
    return Survey("", None, duration, (), OWNERS, lateness)


def piece(start: Samples, length: Samples, level: float) -> Piece:
    return Piece(start, np.full((length, 2), level, np.float32))


def laid(
    stretches: list[Stretch], duration: Samples = 0, lateness: Samples = 0
) -> dict[str, NDArray[np.int16]]:
    tracks = Tracks(survey(duration, lateness))
    blocks: dict[str, list[NDArray[np.int16]]] = {who: [] for who in tracks.participants}
    for stretch in stretches:
        for who, block in tracks.push(stretch):
            blocks[who].append(block)
    for who, block in tracks.finish(duration):
        blocks[who].append(block)
    return {who: np.concatenate([np.zeros((0, 2), np.int16), *some]) for who, some in blocks.items()}


def test_everybody_with_sound_has_one_track_in_order_of_appearance() -> None:
    assert Tracks(survey()).participants == ["ben", "ann"]


def test_each_hears_only_themselves_and_all_have_one_length() -> None:
    pieces = (("0:7", piece(100, 50, 0.5)), ("0:8", piece(120, 500, -0.25)), ("1:9", piece(300, 50, 0.125)))
    for duration, length in ((0, 620), (1000, 1000)):
        found = laid([Stretch(pieces, 0)], duration)
        ben, ann = np.zeros((length, 2), np.int16), np.zeros((length, 2), np.int16)
        ben[100:150], ben[300:350], ann[120:620] = 16383, 4095, -8191
        assert np.array_equal(found["ben"], ben) and np.array_equal(found["ann"], ann)


def test_tracks_of_one_person_that_overlap_add_up_as_in_the_mix() -> None:
    pieces = (("0:7", piece(0, 10, 0.5)), ("1:9", piece(5, 10, 0.5)))
    assert laid([Stretch(pieces, 0)])["ben"][:, 0].tolist() == [16383] * 5 + [24575] * 5 + [16383] * 5


def test_who_is_silent_so_far_goes_on_with_the_others() -> None:
    tracks = Tracks(survey(lateness=100))
    assert list(tracks.push(Stretch((), MIX_BLOCK + 99))) == []
    blocks = list(tracks.push(Stretch((("0:8", piece(MIX_BLOCK - 10, 20, 0.5)),), MIX_BLOCK + 100)))
    assert [(who, len(block), bool(block.any())) for who, block in blocks] == [
        ("ben", MIX_BLOCK, False),
        ("ann", MIX_BLOCK, True),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from([*OWNERS]), st.integers(0, 3 * MIX_BLOCK), st.integers(1, 2 * MIX_BLOCK)),
        max_size=6,
    ),
    st.integers(0, 4 * MIX_BLOCK),
)
def test_a_track_is_the_mix_of_what_is_theirs(sounds: list[tuple[str, int, int]], duration: Samples) -> None:
    ends = dict.fromkeys(OWNERS, 0)
    pieces = []
    for track, pause, length in sounds:
        pieces.append((track, piece(ends[track] + pause, length, 0.3)))
        ends[track] += pause + length
    found = laid([Stretch(tuple(pieces), 0)], duration)
    end = max(duration, *ends.values())
    for who, pcm in found.items():
        mixer = Mixer(0)
        mine = tuple(pair for pair in pieces if OWNERS[pair[0]] == who)
        alone = [np.zeros((0, 2), np.int16), *mixer.push(Stretch(mine, 0)), *mixer.finish(end)]
        assert np.array_equal(pcm, np.concatenate(alone))
