"""Conversations as long as a year of use makes them, put into the log as the facts they would have been."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from typing import Any

from backend.domain import facts
from backend.domain.facts import Fact
from backend.main import Server

Event = dict[str, Any]  # as in facts
TEXT = (
    "the of and to in is that for it with as was on be at by this from or an are not have but which one all were when "
    "there can been has more if no out so said what up its about into than them only other new some could time these "
    "two may then do first any my now such like our over even most after also did many before must through years where "
    "water light stone river garden window morning letter number answer engine harbour mountain silver paper question"
)
WORDS = TEXT.split()


def answer(number: int) -> str:
    """About 2.3 kB of Markdown: prose, and in turn a list, a table, code, a quotation."""
    pick = random.Random(number)  # the same text in each run

    def prose(words: int) -> str:
        return " ".join(pick.choice(WORDS) for _ in range(words)).capitalize() + "."

    parts = [f"## Answer {number}", prose(70), f"**{prose(6)}** {prose(40)} `name_{number}` {prose(20)}"]
    match number % 4:
        case 0:
            parts.append("\n".join(f"- {prose(12)}" for _ in range(7)))
        case 1:
            rows = "\n".join(f"| {pick.choice(WORDS)} | {pick.randint(1, 999)} | {prose(4)} |" for _ in range(6))
            parts.append(f"| Word | Count | Note |\n|---|--:|---|\n{rows}")
        case 2:
            lines = "\n".join(f"    {pick.choice(WORDS)}_{n} = {pick.randint(1, 99)} + {n}" for n in range(12))
            parts.append(f"```python\ndef step_{number}():\n{lines}\n```")
        case _:
            parts.append(f"> {prose(30)}\n\n1. {prose(12)}\n2. {prose(12)}")
    return "\n\n".join([*parts, prose(150), prose(60)])


def exchange(conversation: str, number: int, at: int) -> Iterator[Fact]:
    """A question and its finished answer."""
    asked, run = f"{conversation}-u{number}", f"{conversation}-r{number}"
    question = f"Question {number}: {random.Random(-number).choice(WORDS)} " + "and why is that so? " * 20
    for event in facts.user_message(asked, question, {}):
        yield Fact(conversation, None, {**event, "timestamp": at} if "timestamp" in event else event)
    told: list[Event] = [
        {"type": "RUN_STARTED", "threadId": conversation, "runId": run, "metadata": {"messageId": asked}},
        {"type": "TEXT_MESSAGE_START", "messageId": f"{run}-a", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": f"{run}-a", "delta": answer(number)},
        {"type": "TEXT_MESSAGE_END", "messageId": f"{run}-a"},
        {"type": "RUN_FINISHED", "threadId": conversation, "runId": run, "outcome": {"type": "success"}},
    ]
    for event in told:
        yield Fact(conversation, run, {**event, "timestamp": at + 1})


def created(conversation: str, title: str, at: int) -> Fact:
    value = {"title": title, "workspace": None, "model": None}
    return Fact(conversation, None, {**facts.custom(facts.CREATED, value), "timestamp": at})


def put(server: Server, told: Iterator[Fact], *, at_once: int = 20_000) -> None:
    """Durable when it returns."""
    loop, ledger = server._loop, server._ledger
    assert loop is not None

    async def append() -> None:
        for number, fact in enumerate(told):
            ledger.append(fact)
            if number % at_once == at_once - 1:
                await ledger.transact(lambda _: None)
        await ledger.transact(lambda _: None)

    asyncio.run_coroutine_threadsafe(append(), loop).result()


def long_chat(server: Server, messages: int, *, conversation: str = "long", title: str = "A long chat") -> str:
    """Half questions, half answers; 5,000 of them are 7 MB."""
    begin = facts.now_ms() - messages * 60_000

    def told() -> Iterator[Fact]:
        yield created(conversation, title, begin)
        for number in range(messages // 2):
            yield from exchange(conversation, number, begin + number * 120_000)

    put(server, told())
    return conversation


def many_chats(server: Server, count: int) -> None:
    """Titles only, the newest an hour ago, a few each hour."""
    now = facts.now_ms()

    def told() -> Iterator[Fact]:
        for number in range(count):
            title = f"{WORDS[number % len(WORDS)].capitalize()} {number}"
            yield created(f"chat-{number}", title, now - 3_600_000 - (count - number) * 900_000)

    put(server, told())


def stream(server: Server, conversation: str, tokens: int, *, per_s: float, name: str = "live") -> None:
    """One more answer, token by token as a model writes it; returns when all of it is durable."""
    loop, ledger = server._loop, server._ledger
    assert loop is not None
    run, words = f"{conversation}-{name}", answer(3).split(" ")

    def fact(event: Event) -> Fact:
        return Fact(conversation, run, {**event, "timestamp": facts.now_ms()})

    async def write() -> None:
        asked = f"{run}-u"
        for event in facts.user_message(asked, "Tell me more", {}):
            ledger.append(Fact(conversation, None, event))
        ledger.append(
            fact({"type": "RUN_STARTED", "threadId": conversation, "runId": run, "metadata": {"messageId": asked}})
        )
        ledger.append(fact({"type": "TEXT_MESSAGE_START", "messageId": f"{run}-a", "role": "assistant"}))
        began = time.monotonic()
        for number in range(tokens):
            delta = words[number % len(words)] + " "
            ledger.append(fact({"type": "TEXT_MESSAGE_CONTENT", "messageId": f"{run}-a", "delta": delta}))
            await asyncio.sleep(max(0.0, began + number / per_s - time.monotonic()))
        ledger.append(fact({"type": "TEXT_MESSAGE_END", "messageId": f"{run}-a"}))
        outcome = {"type": "success"}
        ledger.append(fact({"type": "RUN_FINISHED", "threadId": conversation, "runId": run, "outcome": outcome}))
        await ledger.transact(lambda _: None)

    asyncio.run_coroutine_threadsafe(write(), loop).result()
