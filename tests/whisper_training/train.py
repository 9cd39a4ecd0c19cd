"""Trains the small Whisper on a corpus: `python -m whisper_training.train CORPUS OUT`.

Runs on two cores in some three hours (bfloat16 where the processor has it) and stops by itself after
`--steps`; the learning rate rises, stays, and falls to nothing over the last `--fall` of them. `OUT`
gets a checkpoint every few hundred steps; `--resume` goes on from it. Losses: the decoder's tokens
(Radford et al. 2022); letters by CTC on the encoder (Graves et al. 2006), without which attention models of
this size take many times longer to hear; phones, place by place, in the middle of the encoder, which
shortens that once more, since the voices tell when they say which; that two heads look where the next
word is said, so that words can be timed; and that one in the first layer looks where the last was said,
meant to help the decoder find its way through many sentences (what it alone brings was not measured).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from whisper_training import together
from whisper_training.corpus import read_shard
from whisper_training.examples import IGNORED, Example, Examples
from whisper_training.network import LONGEST_TEXT, Shape, SmallWhisper
from whisper_training.spectrum import Spectrum
from whisper_training.tokens import Tokens, learn

SECONDS: Final = 64.0
"""Of sound in a batch."""
LENGTHS: Final = (2.4, 4.0, 6.0, 9.6)
PACKED: Final = (14.0, 20.0, 26.0)
"""Seconds of windows that hold many sentences."""
WARMUP: Final = 400
CTC_WEIGHT: Final = 0.3
LOOK_WEIGHT: Final = 0.1
PHONE_WEIGHT: Final = 1.0
LOOKING_HEADS: Final = 2
HARSHEST: Final = 0.4
CALM: Final = 1500
"""Steps until voices are as disturbed as they will be: who begins in noise takes longer to hear."""

KEEP: Final = 250
"""Steps between checkpoints."""

Batch = dict[str, Any]


class Batches(torch.utils.data.IterableDataset[Batch]):
    """Endless batches, made in a process of its own; shards that appear meanwhile are taken in."""

    def __init__(
        self, wanted: argparse.Namespace, tokens: Path, phones: list[str], number: int, step: int
    ) -> None:
        """`number`: of the process that trains on them; all get batches of the same kinds in turn."""
        self._corpus, self._whole, self._packed = wanted.corpus, wanted.whole, wanted.packed
        self._tokens, self._phones, self._step = tokens, phones, step
        self._seeds = f"{wanted.seed} {step}", f"{wanted.seed} {step} {number}"

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        kinds, rng = (random.Random(seed) for seed in self._seeds)
        tokens = Tokens.load(self._tokens)
        examples = Examples(tokens, self._phones, rng)
        known: set[Path] = set()
        count = self._step
        while True:
            if not known or count % 100 == 0:
                fresh = set(self._corpus.glob("*.npz")) - known
                for path in sorted(fresh):
                    examples.add(read_shard(path))
                known |= fresh
            count += 1
            examples.harshness = HARSHEST * min(1.0, count / CALM)
            kind = kinds.random()
            whole, packed = kind < self._whole, kind < self._whole + self._packed
            seconds = 30.0 if whole else kinds.choice(PACKED if packed else LENGTHS)
            rows = max(2, round((SECONDS if not whole else 0.75 * SECONDS) / seconds))
            yield collated(examples.batch(seconds, rows, whole=whole), tokens.special("endoftext"))


def collated(rows: list[Example], filler: int) -> Batch:
    """Examples of equal sound length as tensors."""
    longest = min(LONGEST_TEXT, max(len(row.tokens) for row in rows))
    tokens = torch.full((len(rows), longest), filler)
    targets = torch.full((len(rows), longest), IGNORED)
    for i, row in enumerate(rows):
        tokens[i, : len(row.tokens)] = torch.tensor(row.tokens)
        targets[i, : len(row.targets)] = torch.tensor(row.targets)
    texts = [torch.tensor(row.letters, dtype=torch.long) for row in rows]

    def spans(each: Iterable[list[tuple[int, int, int]]]) -> Tensor:
        every = [(i, *span) for i, some in enumerate(each) for span in some if span[0] < longest]
        return torch.tensor(every, dtype=torch.long).reshape(-1, 4)

    return {
        "spectra": torch.from_numpy(np.stack([row.spectra for row in rows])),
        "places": torch.tensor([row.place for row in rows]),
        "tokens": tokens,
        "targets": targets,
        "text": torch.cat(texts),
        "text_lengths": torch.tensor([len(text) for text in texts]),
        "phones": torch.tensor([row.phones for row in rows]),
        "next_words": spans(row.next_words for row in rows),
        "heard_words": spans(row.heard_words for row in rows),
    }


def losses(model: SmallWhisper, batch: Batch) -> tuple[Tensor, ...]:
    """The decoder's, the letters', the looking heads' and the phones' loss."""
    tokens = batch["tokens"]
    with torch.autocast("cpu", torch.bfloat16):
        heard, halfway = model.encoder(batch["spectra"], batch["places"])
        logits, looks = model.decoder(tokens, heard)
        classes = model.ctc(heard)
        sounding = model.phones(halfway)
    told = functional.cross_entropy(
        logits.float().flatten(0, 1), batch["targets"].flatten(), ignore_index=IGNORED
    )
    lengths = torch.full((len(tokens),), classes.shape[1])
    ctc = functional.ctc_loss(
        classes.float().log_softmax(-1).transpose(0, 1),
        batch["text"],
        lengths,
        batch["text_lengths"],
        zero_infinity=True,
    )
    phones = functional.cross_entropy(
        sounding.float().flatten(0, 1), batch["phones"].flatten(), ignore_index=IGNORED
    )
    ahead = _looking(looks[model.looking][:, :LOOKING_HEADS], batch["next_words"])
    return told, ctc, ahead + _looking(looks[0][:, :1], batch["heard_words"]), phones


def _looking(looks: Tensor, spans: Tensor) -> Tensor:
    """How far attention is from looking evenly at the whole of each span (row, position, first place,
    last). Evenly, because faster-whisper takes a word to begin where attention to it does."""
    if not len(spans):
        return looks.sum() * 0
    row, position, first, last = spans.unbind(1)
    mine = looks.transpose(1, 2)[row, position].float()
    at = torch.arange(looks.shape[3])[None]
    inside = ((at >= first[:, None]) & (at <= last[:, None])).float()
    wanted = inside / inside.sum(-1, keepdim=True).clamp(min=1)
    return -((mine + 1e-4).log() * wanted[:, None]).sum(-1).mean()


def rate(step: int, steps: int, fall: int, peak: float) -> float:
    """The learning rate: up, along, down."""
    return peak * min(1.0, step / WARMUP, max(0.0, (steps - step) / fall))


def train(wanted: argparse.Namespace) -> None:
    """The whole training."""
    Spectrum().check()
    wanted.out.mkdir(parents=True, exist_ok=True)
    words = wanted.out / "tokenizer.json"
    if not words.exists():
        _vocabulary(wanted.corpus).save(str(words))
    _phones(wanted.corpus, wanted.out / "phones.json")
    together.run(wanted.processes, partial(_train, wanted))


def _train(wanted: argparse.Namespace, number: int) -> None:
    """What one of the processes does; number 0 tells of it and keeps the network."""
    torch.manual_seed(wanted.seed)
    words = wanted.out / "tokenizer.json"
    shape = Shape(vocabulary=Tokens.load(words).size)
    phones = _phones(wanted.corpus, wanted.out / "phones.json")
    model = SmallWhisper(shape, len(phones))
    kept, begun = wanted.out / "checkpoint.pt", 0
    if wanted.resume and kept.exists():
        state = torch.load(kept, weights_only=True)
        model.load_state_dict(state["model"])
        begun = state["step"]
    stepper, began, seen = together.Stepper(model), time.monotonic(), [0.0] * 4
    batches = Batches(wanted, words, phones, number, begun)
    source = torch.utils.data.DataLoader(batches, batch_size=None, num_workers=1, prefetch_factor=4)
    for step, batch in zip(range(begun + 1, wanted.steps + 1), source, strict=False):
        parts = losses(model, batch)
        loss = parts[0] + CTC_WEIGHT * parts[1] + LOOK_WEIGHT * parts[2] + PHONE_WEIGHT * parts[3]
        stepper.step(loss, rate(step - begun, wanted.steps - begun, wanted.fall, wanted.rate))
        seen = [
            0.95 * old + 0.05 * new.item() if old else new.item()
            for old, new in zip(seen, parts, strict=True)
        ]
        if number == 0 and step % 25 == 0:
            told = " ".join(f"{value:.3f}" for value in seen)
            print(f"{step} {told} {time.monotonic() - began:.0f} s", flush=True)
        if number == 0 and (step % KEEP == 0 or step == wanted.steps):
            state = {"model": model.state_dict(), "step": step, "shape": asdict(shape)}
            torch.save(state, kept.with_suffix(".part"))
            kept.with_suffix(".part").rename(kept)


def _phones(corpus: Path, kept: Path) -> list[str]:
    """All phones of the first files of a corpus, silence first; the same ones when training goes on."""
    if not kept.exists():
        samples = [sample for path in sorted(corpus.glob("*.npz"))[:4] for sample in read_shard(path)]
        names = {name for sample in samples for name, _ in sample.phones}
        kept.write_text(json.dumps(["pau", *sorted(names - {"pau"})]))
    phones: list[str] = json.loads(kept.read_text())
    return phones


def _vocabulary(corpus: Path) -> Any:
    texts = [f" {sample.text}" for path in sorted(corpus.glob("*.npz"))[:20] for sample in read_shard(path)]
    return learn(texts)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--fall", type=int, default=12_000)
    parser.add_argument("--whole", type=float, default=0.2, help="share of batches of windows padded to 30 s")
    parser.add_argument("--packed", type=float, default=0.25, help="share of batches of many sentences")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--processes", type=int, default=2, help="each takes a core")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
