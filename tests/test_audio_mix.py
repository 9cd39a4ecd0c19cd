"""The mix against the rule as it is written down, over whole arrays at once."""

from __future__ import annotations

import weakref
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from transcriber.audio import mix
from transcriber.audio.mix import Mixer, fold, lay, to_int16
from transcriber.audio.sound import Piece
from transcriber.audio.source import Stretch
from transcriber.config import MIX_BLOCK
from transcriber.types import Floats, Samples

Pieces = list[tuple[str, Piece]]


def naive(tracks: Iterable[Floats]) -> NDArray[np.int16]:
    """The soft mixing rule, word for word: fold one by one; x + y - xy where both are positive,
    x + y + xy where both are negative, else x + y; clip to ±1; scale by 32767."""
    first, *others = tracks
    mixed = first
    for track in others:
        x, y = mixed, track
        both = np.where((x > 0) & (y > 0), x + y - x * y, np.where((x < 0) & (y < 0), x + y + x * y, x + y))
        mixed = both.astype(np.float32)
    return (np.clip(mixed, -1, 1) * np.float32(32767)).astype(np.int16)


def laid(pieces: Pieces, length: Samples) -> list[Floats]:
    """Every track as one whole array, by name."""
    whole: dict[str, Floats] = {}
    for track, piece in pieces:
        pcm = whole.setdefault(track, np.zeros((length, 2), np.float32))
        pcm[piece.start : piece.end] = piece.pcm
    return [whole[track] for track in sorted(whole)] or [np.zeros((length, 2), np.float32)]


def sound(length: Samples, seed: int, loud: float = 0.5) -> Floats:
    pcm = np.random.default_rng(seed).uniform(-loud, loud, (length, 2)).astype(np.float32)
    pcm.setflags(write=False)  # a mixer writes into nothing that it was given
    return pcm


def mixed(pieces: Pieces, duration: Samples = 0) -> NDArray[np.int16]:
    mixer = Mixer(0)
    blocks = [*mixer.push(Stretch(tuple(pieces), 0)), *mixer.finish(duration)]
    return np.concatenate([np.zeros((0, 2), np.int16), *blocks])


def constant(*values: float) -> Pieces:
    return [(str(i), Piece(0, np.full((4, 2), value, np.float32))) for i, value in enumerate(values)]


# --- the rule ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ((0.5,), 16383),
        ((0.5, 0.5), 24575),
        ((-0.5, -0.5), -24575),
        ((0.5, -0.25), 8191),
        ((-0.5, 0.25), -8191),
        ((0.5, 0.0), 16383),
        ((-0.5, 0.0, -0.0), -16383),
        ((0.5, 0.5, 0.5), 28671),
        ((1.0, 1.0, 1.0), 32767),
        ((-1.0, -1.0), -32767),
        ((1.5,), 32767),
        ((-1.5,), -32767),
        ((1.0, -1.5), -16383),
    ],
)
def test_golden_levels(values: tuple[float, ...], level: int) -> None:
    assert set(mixed(constant(*values)).ravel().tolist()) == {level}


def test_tracks_are_folded_by_name_whatever_order_they_come_in() -> None:
    pieces = [(name, Piece(0, sound(1000, i, 0.9))) for i, name in enumerate("cab")]
    expected = naive([pieces[1][1].pcm, pieces[2][1].pcm, pieces[0][1].pcm])
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        assert np.array_equal(mixed([pieces[i] for i in order]), expected)


loud = arrays.arrays(np.float32, (20, 2), elements=st.floats(-1, 1, width=32))
louder = arrays.arrays(np.float32, (20, 2), elements=st.floats(-4, 4, width=32))


@given(st.lists(louder, min_size=1, max_size=6))
def test_any_sound_is_mixed_by_the_rule(tracks: list[Floats]) -> None:
    """Also what a decoder gives beyond full scale."""
    pieces = [(str(i), Piece(0, track)) for i, track in enumerate(tracks)]
    assert np.array_equal(mixed(pieces), naive(tracks))


@given(loud, loud)
def test_two_speakers_never_clip_and_each_is_heard(one: Floats, other: Floats) -> None:
    folded, scratch = np.empty_like(one), np.empty_like(one)
    fold(one, other, folded, scratch)
    assert np.abs(folded).max() <= 1 + 1e-6
    same = one * other > 0
    assert (np.abs(folded)[same] >= np.maximum(np.abs(one), np.abs(other))[same] - 1e-6).all()
    assert np.array_equal(folded[~same], (one + other)[~same])
    in_place = one.copy()
    fold(in_place, other, in_place, scratch)
    assert np.array_equal(in_place, folded)


def test_scaling_is_towards_zero_and_in_reach() -> None:
    levels = np.array([[0.99999, -0.99999], [1e-5, -1e-5], [7, -7]], np.float32)
    scaled = to_int16(levels, np.empty_like(levels))
    assert scaled.tolist() == [[32766, -32766], [0, 0], [32767, -32767]]


# --- in blocks --------------------------------------------------------------------------------------


@st.composite
def recordings(draw: st.DrawFn) -> tuple[Pieces, Samples]:
    """Tracks of pieces that never overlap, and how long it all takes."""
    pieces: Pieces = []
    for track in range(draw(st.integers(0, 3))):
        at = 0
        for _ in range(draw(st.integers(1, 4))):
            at += draw(st.sampled_from([0, 0, 1, 99, 100, 101, 350]))
            length = draw(st.sampled_from([1, 50, 100, 200, 333]))
            pieces.append((str(track), Piece(at, sound(length, 10 * track + len(pieces), 0.9))))
            at += length
    return pieces, draw(st.integers(0, 1500))


@given(recordings(), st.integers(1, 400), st.lists(st.integers(1, 300), max_size=10), st.integers(0, 200))
@settings(max_examples=100)
def test_the_size_of_blocks_and_stretches_does_not_matter(
    recording: tuple[Pieces, Samples], block: int, steps: list[int], late: int
) -> None:
    """Pieces come when the clock has passed them by up to the lateness; the mix is that of the whole."""
    pieces, duration = recording
    duration = max(duration, sum(steps))
    length = max([duration, *(piece.end for _, piece in pieces)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mix, "MIX_BLOCK", block)
        mixer, clock, blocks = Mixer(late), 0, []
        waiting = sorted(pieces, key=lambda pair: pair[1].start)
        for step in steps:
            due = [pair for pair in waiting if pair[1].start < clock + step - late]
            waiting = waiting[len(due) :]
            clock += step
            blocks += list(mixer.push(Stretch(tuple(due), clock)))
        blocks += list(mixer.push(Stretch(tuple(waiting), clock)))
        blocks += list(mixer.finish(duration))
    whole = np.concatenate([np.zeros((0, 2), np.int16), *blocks])
    assert np.array_equal(whole, naive(laid(pieces, length)))
    assert all(len(part) == block for part in blocks[:-1])


def test_a_block_is_given_once_nothing_can_be_added_to_it() -> None:
    late, nothing = 1000, Stretch((), 0)
    mixer = Mixer(late)
    assert list(mixer.push(Stretch((), MIX_BLOCK + late - 1))) == []
    piece = Piece(MIX_BLOCK - 1, sound(2, 1))
    [block] = mixer.push(Stretch((("a", piece),), MIX_BLOCK + late))
    assert len(block) == MIX_BLOCK and block[-1].any() and not block[:-1].any()
    assert list(mixer.push(nothing)) == []
    assert mixer.end == MIX_BLOCK + 1


def test_what_was_mixed_is_let_go() -> None:
    mixer = Mixer(0)
    pcm = np.zeros((MIX_BLOCK // 2, 2), np.float32)
    gone = weakref.ref(pcm)
    stretch = Stretch((("a", Piece(0, pcm)),), MIX_BLOCK)
    del pcm
    assert len(list(mixer.push(stretch))) == 1
    del stretch
    assert gone() is None


# --- its length -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "length"),
    [(0, 1500), (1000, 1500), (1500, 1500), (3 * MIX_BLOCK + 7, 3 * MIX_BLOCK + 7)],
)
def test_a_mix_lasts_as_long_as_the_session_or_what_is_heard_in_it(
    duration: Samples, length: Samples
) -> None:
    pcm = mixed([("a", Piece(500, sound(1000, 1)))], duration)
    assert pcm.shape == (length, 2) and pcm.dtype == np.int16
    assert not pcm[:500].any() and not pcm[1500:].any() and pcm[500:1500].any(axis=1).all()


def test_a_session_without_sound_is_silence_of_its_length_and_none_of_length_0() -> None:
    assert mixed([], 70_000).shape == (70_000, 2) and not mixed([], 70_000).any()
    assert list(Mixer(0).finish(0)) == []


# --- laying -----------------------------------------------------------------------------------------


def test_pieces_are_laid_where_they_belong() -> None:
    pieces = [Piece(10, sound(5, 1)), Piece(15, sound(5, 2)), Piece(30, sound(5, 3))]
    whole = laid([("a", piece) for piece in pieces], 40)[0]
    for begin, size in ((0, 40), (12, 5), (8, 4), (33, 7)):
        found = lay(pieces, begin, size)
        assert found is not None and np.array_equal(found, whole[begin : begin + size])
    assert lay(pieces, 20, 10) is None and lay([], 0, 10) is None


def test_a_piece_that_fills_a_block_is_not_copied() -> None:
    piece = Piece(10, sound(50, 1))
    found = lay([piece], 20, 30)
    assert found is not None and np.shares_memory(found, piece.pcm)
