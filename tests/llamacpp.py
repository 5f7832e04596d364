"""llama.cpp's own OpenAI-compatible server, in this process, with a tiny model of random weights.

The model knows nothing, which is the point: what comes back is decided by the server (its grammar
for structured output, its limits, its errors), not by what a model has learned.

    python -m tests.llamacpp        records its traffic anew, after a template or the schema changed
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from briefer.models import TASKS, Task
from briefer.pipeline import Run
from tests.articles import ARTICLE

KEY = "key-of-the-tiny-server-1"
CONTEXT = 2048
SLOTS = 4

_WIDTH = 32
_HEADS = 2
_INNER = 64
_START, _END = 256, 257
_TEMPLATE = (
    "{% for message in messages %}<|start|>{{ message.role }}: {{ message.content }}<|end|>"
    "{% endfor %}{% if add_generation_prompt %}<|start|>assistant: {% endif %}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LlamaServer:
    """A server that runs.

    Attributes:
        url: its address, as a base URL.
        key: the key that it wants.
        context: how many tokens fit into one request, its reply included.
    """

    url: str
    key: str
    context: int


@contextmanager
def llama_server(folder: Path, context: int = CONTEXT) -> Iterator[LlamaServer]:
    """Run the server with a model written into a folder.

    Args:
        folder: where the model goes.
        context: how many tokens, here bytes, one request and its reply may have.

    Raises:
        ImportError: xllamacpp, gguf or numpy is not installed.
    """
    import xllamacpp

    model = folder / "tiny.gguf"
    write_model(model, context)
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {"tiny"}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = context * SLOTS
    params.n_parallel = SLOTS
    params.cpuparams.n_threads = 1
    params.warmup = False
    params.offline = True
    params.api_keys = [KEY]
    params.sampling.seed = 7
    params.verbosity = 0
    server = xllamacpp.Server(params)
    try:
        yield LlamaServer(url=f"{server.listening_address}/v1", key=KEY, context=context)
    finally:
        del server


def write_model(path: Path, context: int = CONTEXT) -> None:
    """Write a llama of one layer and random weights that spells bytes, about 110 KB, as GGUF.

    Random weights alone would spell invalid UTF-8. The first dimension of every embedding is the
    same large number, so that after the last normalisation it is about the same whatever came
    before, and the first column of the output weights is a bias for each byte.
    """
    import numpy as np
    from gguf import GGUFWriter, TokenType

    random = np.random.default_rng(11)

    def weights(*shape: int) -> Any:
        return random.normal(0.0, 0.02, shape).astype(np.float32)

    tokens = [*_byte_letters(), "<|start|>", "<|end|>"]
    bias = np.full(len(tokens), -9.0, dtype=np.float32)
    bias[ord(" ") : ord("~") + 1] = 0.0
    bias[ord("a") : ord("z") + 1] = 2.0
    bias[ord(" ")] = 3.0
    # Structured replies have lines, and come to an end.
    bias[[ord(mark) for mark in '"{]']] = 4.0
    bias[_END] = -1.0
    embedding, output = weights(len(tokens), _WIDTH), weights(len(tokens), _WIDTH)
    embedding[:, 0] = 4.0
    output[:, 0] = bias / np.sqrt(_WIDTH)

    writer = GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(context * SLOTS)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([TokenType.NORMAL] * 256 + [TokenType.CONTROL] * 2)
    writer.add_token_merges(["a b"])  # it wants one; the pair is no token, so none is ever made
    writer.add_bos_token_id(_START)
    writer.add_eos_token_id(_END)
    writer.add_add_bos_token(False)
    writer.add_chat_template(_TEMPLATE)
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output_norm.weight", np.ones(_WIDTH, np.float32))
    writer.add_tensor("output.weight", output)
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", np.ones(_WIDTH, np.float32))
    for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
        writer.add_tensor(f"blk.0.{name}.weight", weights(_WIDTH, _WIDTH))
    writer.add_tensor("blk.0.ffn_gate.weight", weights(_INNER, _WIDTH))
    writer.add_tensor("blk.0.ffn_up.weight", weights(_INNER, _WIDTH))
    writer.add_tensor("blk.0.ffn_down.weight", weights(_WIDTH, _INNER))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _byte_letters() -> list[str]:
    """The letter that a byte-level vocabulary writes for each byte: the printable ones stand for
    themselves, the others for the letters from U+0100 on."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    spare = iter(range(0x100, 0x200))
    return [chr(byte if byte in printable else next(spare)) for byte in range(256)]


def record(folder: Path) -> None:
    """Record what the server replies to each set of tasks, in place of what the folder holds."""
    for path in folder.glob("*.json"):
        path.unlink()
    with TemporaryDirectory() as model, llama_server(Path(model), context=24_000) as server:
        os.environ["OPENAI_API_KEY"] = server.key
        some: tuple[Task, ...] = ("claims", "questions")
        for tasks in (some[:1], some[1:], some, TASKS[:1], TASKS):
            run = Run(model="tiny", base_url=server.url, tasks=tasks, record=folder)
            asyncio.run(run.brief([ARTICLE]))
    for path in folder.glob("*.json"):
        recording = json.loads(path.read_text(encoding="utf-8"))
        recording["recorded"]["from"] = (
            "llama.cpp's own server, through xllamacpp, with a tiny random model"
        )
        text = json.dumps(recording, ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(Path(__file__).parent / "fixtures" / "llamacpp")
