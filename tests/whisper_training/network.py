"""Whisper's network at small width, in torch, for training.

In: log-mel spectra and tokens. Out: logits, and where the decoder looked. Names and shapes of the
weights are those of transformers' Whisper, so that its model takes them as they are. Differs in what
training needs: spectra shorter than 30 s, placed anywhere in the 30 s; heads on the encoder that tell
letters and phones, which are thrown away afterwards; the attention of the decoder's layers is given out.
Source: Radford et al. 2022, Robust Speech Recognition via Large-Scale Weak Supervision, section 2.2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from whisper_training.tokens import LETTERS

MELS: Final = 80
POSITIONS: Final = 1500
"""Places of the encoder: 50 a second."""
LONGEST_TEXT: Final = 448
PHONE_LAYER: Final = 2
"""The encoder's layer behind which phones are told."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a Whisper is."""

    vocabulary: int
    width: int = 192
    heads: int = 3
    encoder_layers: int = 5
    decoder_layers: int = 3


class Attention(nn.Module):
    """Multi-head attention; the key projection has no bias."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, source: Tensor | None = None, *, causal: bool = False) -> Tensor:
        """`x`: (batch, n, width)."""
        return self.looks(x, source, causal=causal)[0]

    def looks(
        self, x: Tensor, source: Tensor | None = None, *, causal: bool = False
    ) -> tuple[Tensor, Tensor]:
        """The same, and the attention itself: (batch, heads, n, m).

        Written out, since torch's fused attention on a CPU takes twice as long at this width."""
        q, k, v = self._split(x, x if source is None else source)
        scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(2, 3)
        if causal:
            count = scores.shape[-1]
            scores = scores + torch.full((count, count), -1e4, dtype=scores.dtype).triu(1)
        looks = scores.softmax(-1, dtype=scores.dtype)
        out: Tensor = self.out_proj((looks @ v).transpose(1, 2).flatten(2))
        return out, looks

    def _split(self, x: Tensor, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        def heads(y: Tensor) -> Tensor:
            return y.unflatten(2, (self.heads, -1)).transpose(1, 2)

        return heads(self.q_proj(x)), heads(self.k_proj(source)), heads(self.v_proj(source))


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward network, each behind a layer norm."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape.width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, 4 * shape.width)
        self.fc2 = nn.Linear(4 * shape.width, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, n, width) → the same."""
        x = x + self.self_attn(self.self_attn_layer_norm(x))
        out: Tensor = x + self.fc2(functional.gelu(self.fc1(self.final_layer_norm(x))))
        return out


class DecoderLayer(EncoderLayer):
    """An encoder's layer with cross-attention in between."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(shape)
        self.encoder_attn = Attention(shape.width, shape.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(shape.width)

    def decode(self, x: Tensor, source: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, n, width) → the same, and the cross-attention."""
        x = x + self.self_attn(self.self_attn_layer_norm(x), causal=True)
        asked = self.encoder_attn_layer_norm(x)
        heard, looks = self.encoder_attn.looks(asked, source)
        x = x + heard
        return x + self.fc2(functional.gelu(self.fc1(self.final_layer_norm(x)))), looks


class Encoder(nn.Module):
    """Spectra → what was heard, 50 places a second."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(MELS, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(POSITIONS, shape.width)
        self.embed_positions.weight = nn.Parameter(sinusoids(POSITIONS, shape.width), requires_grad=False)
        self.layers = nn.ModuleList([EncoderLayer(shape) for _ in range(shape.encoder_layers)])
        self.layer_norm = nn.LayerNorm(shape.width)

    def forward(self, spectra: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """`spectra`: (batch, MELS, 2n). `places`: (batch,), where in the 30 s each begins. Gives what the
        last layer and what layer PHONE_LAYER make of it."""
        x = functional.gelu(self.conv1(spectra))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        at = places[:, None] + torch.arange(x.shape[1])[None]
        x = x + self.embed_positions(at)
        halfway = x
        for number, layer in enumerate(self.layers):
            x = layer(x)
            halfway = x if number == PHONE_LAYER else halfway
        return self.layer_norm(x), halfway


class Decoder(nn.Module):
    """Tokens and what was heard → what comes next."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.embed_positions = nn.Embedding(LONGEST_TEXT, shape.width)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        nn.init.normal_(self.embed_positions.weight, std=0.01)
        self.layers = nn.ModuleList([DecoderLayer(shape) for _ in range(shape.decoder_layers)])
        self.layer_norm = nn.LayerNorm(shape.width)

    def forward(self, tokens: Tensor, source: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Logits (batch, n, vocabulary), and the cross-attention of each layer."""
        x = self.embed_tokens(tokens) + self.embed_positions.weight[: tokens.shape[1]]
        looked = []
        for layer in self.layers:
            assert isinstance(layer, DecoderLayer)
            x, looks = layer.decode(x, source)
            looked.append(looks)
        return functional.linear(self.layer_norm(x), self.embed_tokens.weight), looked


class SmallWhisper(nn.Module):
    """The whole, with heads for letters and for `phones` phones. `looking`: the decoder layer whose
    attention is trained to look at what comes next; the first one's, at what it has read."""

    def __init__(self, shape: Shape, phones: int) -> None:
        super().__init__()
        self.shape = shape
        self.looking = shape.decoder_layers - 2
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)
        self.ctc = nn.Linear(shape.width, len(LETTERS) + 1)
        self.phones = nn.Sequential(nn.LayerNorm(shape.width), nn.Linear(shape.width, phones))


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's encoder positions (section 2.2: sinusoidal)."""
    step = math.log(10_000) / (width // 2 - 1)
    scale = torch.exp(-step * torch.arange(width // 2))
    angle = torch.arange(length)[:, None] * scale[None]
    return torch.cat([angle.sin(), angle.cos()], dim=1)
