"""The scoring formats are read back by meeteval, where it is installed: every line as it was said."""

from __future__ import annotations

import pytest
from page_cases import CROWD
from transcript_cases import HAND_MADE

from transcriber.transcript.transcript import Transcript

pytest.importorskip("meeteval", reason="meeteval comes as source only: make .venv/benching")


@pytest.mark.filterwarnings("ignore")  # meeteval's own
@pytest.mark.parametrize("name", ["seglst", "stm", "rttm", "ctm"])
@pytest.mark.parametrize("transcript", [HAND_MADE, CROWD], ids=lambda each: each.title)
def test_no_line_is_lost(transcript: Transcript, name: str) -> None:
    from meeteval_reader import SCORED, missing

    assert name in SCORED
    assert missing(name, transcript) == 0
