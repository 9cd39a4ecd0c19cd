"""Several processes that train one network: each takes its own batches, all take the same step.

Gradients are averaged over the processes (torch's gloo, in memory of this machine). The matrices of the
layers are stepped by Muon (Jordan 2024, with the scale of Liu et al. 2025, so that AdamW's learning rate
fits both), each by one of the processes, since that is what costs; everything else by AdamW in all of
them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, distributed, multiprocessing, nn

CLIP: Final = 1.0
"""The largest norm of a gradient."""

DECAY: Final = 0.02


def run(processes: int, work: Callable[[int], None]) -> None:
    """Calls `work` with 0, 1, … in as many processes, which know each other."""
    with tempfile.TemporaryDirectory() as folder:
        meeting = str(Path(folder) / "meeting")
        multiprocessing.spawn(_one, (processes, meeting, work), nprocs=processes)


def _one(number: int, processes: int, meeting: str, work: Callable[[int], None]) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", f"file://{meeting}", rank=number, world_size=processes)
    try:
        work(number)
    finally:
        distributed.destroy_process_group()


class Stepper:
    """The optimizers of a network that all processes hold alike."""

    def __init__(self, model: nn.Module) -> None:
        self._mine, self._all = distributed.get_rank(), distributed.get_world_size()
        learned = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
        self._learned = [weight for _, weight in learned]
        matrices = [weight for name, weight in learned if "layers." in name and weight.ndim == 2]
        others = [weight for name, weight in learned if not ("layers." in name and weight.ndim == 2)]
        self._shares = _shares(matrices, self._all)
        self._muon = torch.optim.Muon(
            self._shares[self._mine], weight_decay=DECAY, adjust_lr_fn="match_rms_adamw"
        )
        self._adam = torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=DECAY)

    def step(self, loss: Tensor, rate: float) -> None:
        """One step down this process's loss and the others', at a learning rate."""
        for weight in self._learned:
            weight.grad = None
        loss.backward()
        grads = [torch.zeros_like(weight) if weight.grad is None else weight.grad for weight in self._learned]
        whole = _flat(grads)
        distributed.all_reduce(whole)
        whole /= self._all
        whole *= min(1.0, CLIP / (float(whole.norm()) + 1e-6))
        for weight, grad in zip(self._learned, _parts(whole, self._learned), strict=True):
            weight.grad = grad
        for optimizer in (self._muon, self._adam):
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
        with torch.no_grad():
            self._tell()

    def _tell(self) -> None:
        """Every process gets the matrices that the others have stepped."""
        for owner, share in enumerate(self._shares):
            whole = _flat(share)
            distributed.broadcast(whole, owner)
            if owner != self._mine:
                for weight, value in zip(share, _parts(whole, share), strict=True):
                    weight.copy_(value)


def _shares(matrices: Sequence[Tensor], count: int) -> list[list[Tensor]]:
    """The matrices in `count` shares that cost about the same: the largest go first, each to the share
    that has least."""
    shares: list[list[Tensor]] = [[] for _ in range(count)]
    costs = [0] * count
    for matrix in sorted(matrices, key=Tensor.numel, reverse=True):
        least = costs.index(min(costs))
        shares[least].append(matrix)
        costs[least] += matrix.numel() * min(matrix.shape)
    return shares


def _flat(parts: Iterable[Tensor]) -> Tensor:
    return torch.cat([part.detach().flatten() for part in parts])


def _parts(whole: Tensor, like: Sequence[Tensor]) -> list[Tensor]:
    pieces = whole.split([one.numel() for one in like])
    return [piece.view_as(one) for piece, one in zip(pieces, like, strict=True)]
