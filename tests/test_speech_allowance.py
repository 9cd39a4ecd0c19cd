"""What recognition may be spent on drafts."""

from __future__ import annotations

from transcriber.config import DRAFT_PATIENCE_SECONDS, DRAFT_SHARE
from transcriber.speech.allowance import Allowance


def test_the_first_draft_is_always_allowed() -> None:
    assert Allowance(flat=True).allows(30.0, now=0.0)


def test_after_a_draft_the_recognizer_is_left_alone_for_its_share() -> None:
    allowance = Allowance(flat=True)
    allowance.spend(1.0, 0.4, now=10.0)
    rest = 0.4 * (1 / DRAFT_SHARE - 1)
    assert not allowance.allows(1.0, now=10.0 + rest - 0.01)
    assert allowance.allows(1.0, now=10.0 + rest)


def test_drafts_take_at_most_their_share_of_the_time() -> None:
    allowance, now, spent = Allowance(flat=True), 0.0, 0.0
    while now < 100:
        if allowance.allows(1.0, now):
            now += 0.3
            spent += 0.3
            allowance.spend(1.0, 0.3, now)
        now += 0.01
    assert 0.45 * now < spent <= DRAFT_SHARE * now + 0.3


def test_no_draft_is_allowed_that_would_take_too_long() -> None:
    allowance = Allowance(flat=True)
    allowance.learn(1.0, DRAFT_PATIENCE_SECONDS + 0.01)
    assert not allowance.allows(0.1, now=0.0)


def test_a_recognizer_whose_work_grows_with_the_sound_is_allowed_short_sound() -> None:
    allowance = Allowance(flat=False)
    allowance.learn(4.0, 2.0)
    assert allowance.allows(2 * DRAFT_PATIENCE_SECONDS, now=0.0)
    assert not allowance.allows(2 * DRAFT_PATIENCE_SECONDS + 0.1, now=0.0)


def test_one_slow_recognition_is_forgiven_and_lines_tell_of_a_machine_that_became_faster() -> None:
    allowance = Allowance(flat=True)
    for cost in (0.1, 9.0, 0.1):
        allowance.learn(1.0, cost)
    assert allowance.allows(1.0, now=0.0)
    for _ in range(3):
        allowance.learn(1.0, 9.0)
    assert not allowance.allows(1.0, now=0.0)
    for _ in range(3):
        allowance.learn(1.0, 0.1)
    assert allowance.allows(1.0, now=0.0)
