"""What a person does with chats beside talking: gives them names, leaves half a thought in them, throws them away.

Every command is repeated until it is answered; what was accepted last is what must be there at the end.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.script import hostile
from tests.faults.wire import Answer

Json = dict[str, Any]
MODEL = "fake:scripted"
# The answer to a command, and whether it may have been carried out before that: an answer may have been lost.
Ask = Callable[[str, str, Json | None], Awaitable[tuple[Answer, bool]]]


@dataclass(slots=True)
class Chat:
    """One conversation, as its person left it. `title` None is whatever the server made of it."""

    id: str
    title: str | None = None
    draft: str = ""
    is_deleted: bool = False
    is_aged: bool = False  # so long in the bin that it has to be gone

    def said(self, text: str) -> None:
        """A message took with it what was left there, if that is the beginning of it."""
        if text.startswith(self.draft.strip()):
            self.draft = ""


@dataclass(slots=True)
class Chats:
    """The chats of one person, one after the other, in one folder; the last is the one that is used."""

    name: str
    workspace: Path
    rng: random.Random
    ask: Ask
    complain: Callable[[str], None]
    throws_away: float
    all: list[Chat] = field(default_factory=list)
    renames: int = 0
    drafts: int = 0

    @property
    def now(self) -> Chat:
        return self.all[-1]

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.now.id}"

    async def begin(self) -> None:
        """Makes the next one."""
        chat = Chat(f"{self.name}.{len(self.all)}")
        body = {"id": chat.id, "workspace": str(self.workspace), "model": MODEL}
        answer, _ = await self.ask("POST", "/api/conversations", body)
        if answer.status != 201:
            self.complain(f"making {chat.id} was answered {answer.status} {answer.json}")
        self.all.append(chat)

    async def potter(self) -> None:
        """Some of it, sometimes."""
        if self.rng.random() < 0.25:
            await self._rename()
        if self.rng.random() < 0.4:
            await self._leave_a_thought()
        if self.rng.random() < self.throws_away:
            await self.throw_away()

    async def throw_away(self) -> None:
        """Puts the chat into the bin and begins another."""
        while True:
            answer, may_be_done = await self.ask("DELETE", self.path, None)
            if answer.status == 409 and answer.json["code"] == "run_active":
                await asyncio.sleep(0.05)  # the view that this follows from is older than the server's
                continue
            if answer.status != 204 and not (answer.status == 404 and may_be_done):
                self.complain(f"deleting {self.now.id} was answered {answer.status} {answer.json}")
            break
        self.now.is_deleted = True
        await self.begin()

    async def _rename(self) -> None:
        title = f"named {uuid.UUID(int=self.rng.getrandbits(128))} 語 e\u0301"
        answer, _ = await self.ask("PATCH", self.path, {"title": title})
        if answer.status != 200 or answer.json["title"] != title:
            self.complain(f"naming {self.now.id} was answered {answer.status} {answer.json}")
        self.now.title = title
        self.renames += 1

    async def _leave_a_thought(self) -> None:
        text = "" if self.rng.random() < 0.2 else hostile(self.rng, self.rng.randrange(60))
        answer, _ = await self.ask("PUT", f"/api/drafts/{self.now.id}", {"text": text})
        if answer.status != 200:
            self.complain(f"keeping a draft of {self.now.id} was answered {answer.status} {answer.json}")
        self.now.draft = text
        self.drafts += 1
