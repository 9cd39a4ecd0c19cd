"""A CTC model of 290 bytes in the form that onnx-asr loads: it hears "hello world." in every second.

Its graph holds the log-probabilities of 13 frames and looks at no sound; frames of 80 ms say
`<blk> ▁hel ▁hel lo <blk> <blk> ▁world ▁world <blk> . <blk> <blk> <blk>`, each with −0.125.
"""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

_MODEL = (
    "c-rIO5Mr>J%ETqd#h5I_k&~ZZP?Vokti<A+SX`pT$;DKXFTuEgkx7U#U26g(2O|eB2de;=6JxSh6C=Y>DBJ*q2=-B|Y*hXRtbBCd20VJftSA*Op2X6W%>4M`"
    "%=Em(93c@dAr3|%J}zb<#w0E#jsOs&BubQvEhjZEy(B}3n~Rf!U5FJdpQOMA_b;kOAW;m|&FaL$#UQ{70E}x*zW"
)


def make_tiny_onnx(folder: Path, kind: str = "nemo-conformer-ctc") -> Path:
    """Writes the model into `folder`, saying that it is of this kind."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(zlib.decompress(base64.b85decode(_MODEL)))
    (folder / "vocab.txt").write_text("▁hel 0\nlo 1\n▁world 2\n. 3\n<blk> 4\n", encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"model_type": kind}), encoding="utf-8")
    return folder
