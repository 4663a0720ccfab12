"""What the provider says to which message: a pure function of the message's first line, so both ends can be compared.

    [[{"mark": "k3f", "seed": 7, "tokens": 40, "pace_ms": 4, "think": true, "call": {"name": …, "arguments": …}}]]

The rest of the message is hostile text that has to come back as it was sent.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.fakes.scripted_provider import Call, Reply, Request

HOSTILE: Sequence[str] = (
    "\r", "\n", "\r\n", "\n\n", "\r\r", "data: forged\n\n", "\n\ndata: {\"s\":1}\n\n", "event: hb\n", "id: ffffff.1\n",
    ": comment\n\n", "retry: 1\n", "\0", "\u2028", "\u2029", "\x85", "\x1b[31m", "\ufeff", "\u202eesrever\u202c",
    "👩", "\u200d", "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "e\u0301", "語", "ﷺ", "\U0010ffff", "\\u0000", "\\n",
    '"', "\\", "</script>", "[DONE]", "data: [DONE]\n\n", "{}", "\t", "~~~\n", "|a|b|\n|-|-|\n",
)  # fmt: skip
_ORDER = re.compile(r"\A\[\[(\{.*?\})\]\]\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Order:
    """One message's script. `call` is a tool call after the first text: {"name", "arguments"}."""

    mark: str
    seed: int
    tokens: int = 20
    pace_ms: float = 3.0
    think: bool = False
    call: dict[str, Any] | None = None
    extra: str = field(default="", compare=False)  # hostile text of the person's own

    def prompt(self) -> str:
        """The message as the person sends it."""
        order = {key: value for key, value in asdict(self).items() if key != "extra"}
        return f"[[{json.dumps(order)}]]\n{self.extra}"

    def thoughts(self) -> list[str]:
        """The thinking before the first text."""
        return pieces(self.seed + 2, 8) if self.think else []

    def first_text(self) -> list[str]:
        """The answer, or what comes before the call."""
        return pieces(self.seed, self.tokens)

    def text_after_call(self) -> list[str]:
        """The answer to the tool's result."""
        return pieces(self.seed + 1, self.tokens)


def pieces(seed: int, count: int) -> list[str]:
    """Text as a model streams it: words, and pieces that break careless parsers."""
    rng = random.Random(seed)
    said = [f"word{i} " if rng.random() < 0.75 else rng.choice(HOSTILE) for i in range(count)]
    return [f"s{seed}:", *said, "."]


def hostile(rng: random.Random, count: int) -> str:
    """A person's own text of this kind."""
    return "".join(rng.choice(HOSTILE) for _ in range(count)) + "end"


def order_of(prompt: str) -> Order:
    """The order that a message carries."""
    match = _ORDER.match(prompt)
    assert match is not None, f"a prompt without its order reached the provider: {prompt[:80]!r}"
    return Order(**json.loads(match[1]))


class Script:
    """Answers requests and counts them: `asked[mark, is_after_tool]`."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, bool]] = Counter()

    def __call__(self, request: Request) -> Reply:
        order = order_of(request.prompt)
        after = request.answers_a_tool
        self.asked[order.mark, after] += 1
        if after:
            return Reply(text=order.text_after_call(), pace_s=order.pace_ms / 1000)
        calls = []
        if order.call is not None:
            arguments = json.dumps(order.call["arguments"])
            calls = [Call(order.call["name"], arguments, id=f"call-{order.mark}", pieces=3)]
        return Reply(text=order.first_text(), thinking=order.thoughts(), calls=calls, pace_s=order.pace_ms / 1000)
