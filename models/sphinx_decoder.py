"""One PocketSphinx decoder: 16-bit sound in, words with times and posteriors out.

In: a whole utterance as little-endian int16 at 16 kHz. Out: plain tuples, so that they travel between
processes. Every utterance is decoded as if it were the first: nothing that was heard before, nor which
process hears it, changes the result. This module imports neither numpy nor anything of the
project, so that a worker process starts fast.
"""

from __future__ import annotations

import re
from typing import Any

import pocketsphinx

FRAMES_PER_SECOND = 100
"""PocketSphinx counts time in frames of 10 ms."""

HeardFrames = tuple[str, int, int, float]
"""Word, first and last frame, posterior 0 to 1."""

_VARIANT = re.compile(r"\(\d+\)$")
"""`read(2)`: the second pronunciation of a word."""


class SphinxDecoder:
    """PocketSphinx with the English model that comes inside its package.

    Raises whatever PocketSphinx raises when that model cannot be loaded.
    """

    def __init__(self) -> None:
        self._decoder: Any = pocketsphinx.Decoder(
            samprate=16000,
            loglevel="FATAL",  # it writes to the terminal, past Python
        )

    def decode(self, pcm: bytes) -> list[HeardFrames]:
        """The words of one utterance, without silence, noise and marks of pronunciation."""
        decoder = self._decoder
        # Its noise estimate and its cepstral mean would carry over from one utterance to the next,
        # the mean in a worse way besides: after one `end_utt` it is a running one for ever.
        decoder.reinit_feat()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        return [
            (_VARIANT.sub("", part.word), part.start_frame, part.end_frame, min(1.0, part.prob))
            for part in decoder.seg()
            if part.word[0] not in "<["
        ]
