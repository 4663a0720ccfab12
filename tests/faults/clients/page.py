"""The page itself across kills: it stays open in a browser while its server is killed in the middle of answers.

The browser is somebody else's affair: it opens an address and answers what an expression is in the page.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from desktop.script import Script
from tests.faults.process import ServerProcess, free_port

CHAT = "c1"
KILLS = 10
LIVE_MOST_S = 5.0  # from the server's first answer until the page follows it again
PATIENCE_S = 20.0
SHOWN = """({
  link: document.querySelector('.shell')?.dataset.link,
  asked: [...document.querySelectorAll('.asked-text')].map((each) => each.innerText),
  answers: [...document.querySelectorAll('.reply')].map((reply) =>
    [...reply.querySelectorAll('.prose')].map((part) => part.innerText).join(' ')),
  cut: document.querySelectorAll('.reply [aria-label="Cut off"]').length,
})"""


class Browser(Protocol):
    """An open page."""

    def look(self, expression: str) -> Any:
        """What a JavaScript expression is there. Any: JSON."""


@dataclass(slots=True)
class Kills:
    """`open` opens an address. `back_s` is how long the page took to be live, after each start."""

    folder: Path
    provider_url: str
    open: Callable[[str], Browser]
    rng: random.Random
    back_s: list[float] = field(default_factory=list)

    def survive(self) -> list[str]:
        """What the page showed at the end and the server did not say, or the other way round."""
        provider = {"fake": {"kind": "openai-compatible", "baseUrl": self.provider_url}}
        environment = {"RUNNEL_PROVIDERS": json.dumps(provider)}
        server = ServerProcess(self.folder / "data", free_port(self.rng), environment=environment)
        try:
            boot = started(server)
            api = Script(f"http://127.0.0.1:{server.port}", server.token)
            api.post("/api/conversations", {"id": CHAT, "model": "fake:scripted"})
            page = self.open(boot)
            until(lambda: (page.look(SHOWN) or {}).get("link") == "live", "the page is live")
            page.look(f"location.hash = '#chat={CHAT}'")
            for number in range(KILLS):
                self._killed_in_an_answer(server, api, page, number)
            say(api, KILLS, tokens=40)
            until(lambda: api.get("/api/snapshot")["running"] == [], "the last answer is complete")
            until(lambda: len(page.look(SHOWN)["answers"]) == KILLS + 1, "it is shown")
            until(lambda: not differences(page, api), "the page has caught up", must=False)
            return differences(page, api)
        finally:
            server.kill()

    def _killed_in_an_answer(self, server: ServerProcess, api: Script, page: Browser, number: int) -> None:
        say(api, number, tokens=2_000)
        words = f"word{self.rng.randrange(5, 60)} "
        until(lambda: words in answer(page, number), f"{words} is shown")
        server.kill()
        until(lambda: page.look(SHOWN)["link"] != "live", "the page notices")
        started(server)
        begun = time.monotonic()
        until(lambda: page.look(SHOWN)["link"] == "live", "the page is live again")
        self.back_s.append(time.monotonic() - begun)
        until(lambda: page.look(SHOWN)["cut"] == number + 1, "the page says that the answer was cut off")


def started(server: ServerProcess) -> str:
    """Starts it, waits for its line and answers the address to open."""
    server.spawn()
    assert server.process is not None
    assert server.process.stdout is not None
    line = server.process.stdout.readline()
    assert line, f"the server did not start:\n{server.log.read_text()[-3000:]}"
    return str(json.loads(line)["boot"])


def say(api: Script, number: int, *, tokens: int) -> None:
    body = {"id": f"m{number}", "text": f"[[tokens={tokens} pace_ms=4]] {number}"}
    api.post(f"/api/conversations/{CHAT}/messages", body)


def answer(page: Browser, number: int) -> str:
    """Its text so far, with a space behind it; nothing before it has begun."""
    answers = page.look(SHOWN)["answers"]
    return f"{answers[number]} " if len(answers) > number else ""


def differences(page: Browser, api: Script) -> list[str]:
    """Messages and answers, in order: each once, and each with the server's text."""
    shown, state = page.look(SHOWN), api.get(f"/api/conversations/{CHAT}")
    by_role = {
        role: [words(message["content"]) for message in state["messages"] if message["role"] == role]
        for role in ("user", "assistant")
    }
    wrong = []
    for mine, theirs in (("asked", "user"), ("answers", "assistant")):
        here, there = [words(text) for text in shown[mine]], by_role[theirs]
        if len(here) != len(there):
            wrong.append(f"the page shows {len(here)} {mine}, the server {len(there)}")
        wrong += [
            f"{mine} {at} ends with {one[-60:]!r} in the page and with {other[-60:]!r} on the server"
            for at, (one, other) in enumerate(zip(here, there, strict=False))
            if one != other
        ]
    return wrong


def words(text: str) -> str:
    return " ".join(text.split())


def until(holds: Callable[[], Any], what: str, *, must: bool = True) -> None:
    """Looks again and again. Raises TimeoutError with `what` when it does not come, if it must."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > ends:
            if must:
                raise TimeoutError(f"not within {PATIENCE_S} s: {what}")
            return
        time.sleep(0.03)
