"""Makes a chat model of half a megabyte whose every word is known before it speaks. Run by the real llama.cpp.

A llama-architecture model predicts the next token from a product of the last hidden state with one output row a token.
Here all layers pass the token's own embedding through unchanged (their weights are zero, so only the residual is left),
and the output row of each token is the embedding of the token that shall come before it. So each token fixes the next:
a chain. The chat template chooses the chain by ending its prompt with the chain's first token.

    plain words        → "Hello from the tiny model."
    words with "think" → thinks, then answers
    words with "endless" → never ends
    tools were offered → a real tool call: get_time {"zone": "UTC"}
    a tool's result    → "The tool answered."
    "Hello from" as the beginning of its own answer → " the tiny model."
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from gguf import GGUFWriter, LlamaFileType, TokenType
from numpy.typing import NDArray

WIDTH: Final = 64
LAYERS: Final = 1
HEADS: Final = 4
FEED_FORWARD: Final = 64
CONTEXT: Final = 2048

AGAIN: Final = "AGAIN"  # as a chain's last piece: begin the chain anew
CHAINS: Final = {
    "<|plain|>": ["Hello", "▁from", "▁the", "▁tiny", "▁model", ".", "</s>"],
    "<|answered|>": ["The", "▁tool", "▁answered", "!", "</s>"],
    "<|thinking|>": ["<think>", "Let", "▁me", "▁see", "</think>", "It", "▁is", "▁forty-two", "</s>"],
    "<|endless|>": ["tick", "▁tock", ",", AGAIN],
    "<|calling|>": [
        *("<tool_call>", "\n", '{"name":▁"get', "_time", '",▁"arguments":▁', '{"zone', '":▁"UTC', '"}', "}"),
        *("</tool_call>", "</s>"),
    ],
}
# A prompt's own words are read letter by letter, so the last letter of "Hello from" says how that goes on.
GOES_ON: Final = {"m": "▁the"}

# The shapes that llama.cpp recognises: Hermes tool calls, and thinking in tags. Our markers are at its end.
TEMPLATE: Final = """\
{%- if tools %}<|system|># Tools
You may call functions. Their signatures are within <tools></tools>:
<tools>
{%- for tool in tools %}
{{ tool | tojson }}
{%- endfor %}
</tools>
Answer with <tool_call>
{"name": <name>, "arguments": <object>}
</tool_call>
{%- endif %}
{%- for message in messages %}
<|{{ message.role }}|>
{%- if message.role == 'tool' %}<tool_response>{{ message.content }}</tool_response>
{%- else %}
{%- if message.reasoning_content %}<think>{{ message.reasoning_content }}</think>{%- endif %}
{{- message.content or '' }}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor %}
{%- endif %}</s>
{%- endfor %}
{%- if add_generation_prompt %}<|assistant|>
{%- set said = messages[-1].content if messages[-1].content is string else '' %}
{%- if messages[-1].role == 'tool' %}<|answered|>
{%- elif tools %}<|calling|>
{%- elif 'think' in said %}<|thinking|>
{%- elif 'endless' in said %}<|endless|>
{%- else %}<|plain|>
{%- endif %}
{%- endif %}"""


class Vocabulary:
    """Tokens in their order, each once."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.scores: list[float] = []
        self.kinds: list[TokenType] = []

    def add(self, token: str, kind: TokenType, score: float = 0.0) -> None:
        if token not in self.ids:
            self.ids[token] = len(self.ids)
            self.scores.append(score)
            self.kinds.append(kind)


def write(path: Path) -> Path:
    """Writes the model to `path`, in about a tenth of a second."""
    vocabulary = _vocabulary()
    size = len(vocabulary.ids)
    random = np.random.default_rng(7)
    embedding = random.standard_normal((size, WIDTH)).astype(np.float32)
    embedding /= np.linalg.norm(embedding, axis=1, keepdims=True)
    output = np.zeros((size, WIDTH), np.float32)
    for before, after in _steps():
        output[vocabulary.ids[after]] += embedding[vocabulary.ids[before]]
    output *= 8.0  # after the norm the state has length √64: the right token gets 64, chance no more than half of it
    file = GGUFWriter(path, "llama")
    _write_header(file, vocabulary)
    for name, tensor in _tensors(embedding, output):
        file.add_tensor(name, tensor)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()
    return path


def _steps() -> Iterator[tuple[str, str]]:
    """Every token of the chains with the one that follows it. A token may have one follower only."""
    follower: dict[str, str] = {}
    for start, pieces in CHAINS.items():
        before = start
        for piece in pieces:
            after = pieces[0] if piece == AGAIN else piece
            assert follower.setdefault(before, after) == after, f"{before!r} would have two followers"
            before = after
    yield from (follower | GOES_ON).items()


def _vocabulary() -> Vocabulary:
    vocabulary = Vocabulary()
    vocabulary.add("<unk>", TokenType.UNKNOWN)
    vocabulary.add("<s>", TokenType.CONTROL)
    vocabulary.add("</s>", TokenType.CONTROL)
    for byte in range(256):
        vocabulary.add(f"<0x{byte:02X}>", TokenType.BYTE)
    for marker in ("<|system|>", "<|user|>", "<|assistant|>", "<|tool|>", *CHAINS):
        vocabulary.add(marker, TokenType.CONTROL)
    for tag in ("<tool_call>", "</tool_call>", "<think>", "</think>", "\n"):
        vocabulary.add(tag, TokenType.USER_DEFINED)
    for pieces in CHAINS.values():
        for piece in pieces:
            if piece != AGAIN:
                vocabulary.add(piece, TokenType.NORMAL, -1.0)
    for character in "▁" + "".join(map(chr, range(33, 127))):  # so that any prompt can be read
        vocabulary.add(character, TokenType.NORMAL, -100.0)
    return vocabulary


def _write_header(file: GGUFWriter, vocabulary: Vocabulary) -> None:
    file.add_name("tiny-chain")
    file.add_context_length(CONTEXT)
    file.add_embedding_length(WIDTH)
    file.add_block_count(LAYERS)
    file.add_feed_forward_length(FEED_FORWARD)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_vocab_size(len(vocabulary.ids))
    file.add_file_type(LlamaFileType.ALL_F32)
    file.add_tokenizer_model("llama")
    file.add_token_list([token.encode() for token in vocabulary.ids])
    file.add_token_scores(vocabulary.scores)
    file.add_token_types(vocabulary.kinds)
    file.add_unk_token_id(0)
    file.add_bos_token_id(1)
    file.add_eos_token_id(2)
    file.add_add_bos_token(True)
    file.add_add_space_prefix(False)
    file.add_chat_template(TEMPLATE)


def _tensors(embedding: NDArray[np.float32], output: NDArray[np.float32]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield "token_embd.weight", embedding
    yield "output_norm.weight", np.ones(WIDTH, np.float32)
    yield "output.weight", output
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            yield f"blk.{layer}.{norm}.weight", np.ones(WIDTH, np.float32)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"blk.{layer}.{part}.weight", np.zeros((WIDTH, WIDTH), np.float32)
        yield f"blk.{layer}.ffn_gate.weight", np.zeros((FEED_FORWARD, WIDTH), np.float32)
        yield f"blk.{layer}.ffn_up.weight", np.zeros((FEED_FORWARD, WIDTH), np.float32)
        yield f"blk.{layer}.ffn_down.weight", np.zeros((WIDTH, FEED_FORWARD), np.float32)


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
