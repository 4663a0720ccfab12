"""What must be true when everything is quiet again. Each function answers sentences about what is not."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from backend.log.fold import Fold
from tests.faults import wire
from tests.faults.chats import Chat
from tests.faults.client_fold import shown
from tests.faults.person import ENDED, Intent
from tests.faults.process import ServerProcess
from tests.faults.script import Script
from tests.faults.sse import Parser

Json = dict[str, Any]


def client_equals_server(name: str, folds: Mapping[str, Fold], states: Mapping[str, Json]) -> list[str]:
    """Messages, runs, interrupts, title and `n`, compared whole."""
    wrong = []
    for conversation, state in states.items():
        fold = folds.get(conversation)
        if fold is None:
            wrong.append(f"{name} never heard of {conversation}")
        elif fold.state() != shown(state):
            wrong.append(f"{name} differs from the server in {conversation}: {_difference(fold.state(), shown(state))}")
    return wrong


def _difference(ours: Any, theirs: Any, at: str = "") -> str:
    """The first place where two JSON values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            if ours.get(key) != theirs.get(key):
                return _difference(ours.get(key), theirs.get(key), f"{at}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            if one != other:
                return _difference(one, other, f"{at}[{index}]")
    return f"{at or '.'} is {str(ours)[-120:]!r} here and {str(theirs)[-120:]!r} there"


def deleted_are_gone(name: str, folds: Mapping[str, Fold], chats: Iterable[Chat]) -> list[str]:
    """No client shows a chat that was thrown away."""
    gone = [chat.id for chat in chats if chat.is_deleted and chat.id in folds]
    return [f"{name} still shows {chat}, which was deleted" for chat in gone if not folds[chat].state().get("deleted")]


def chats_are_as_they_were_left(chats: Iterable[Chat], states: Mapping[str, Json], snapshot: Json) -> list[str]:
    """The list, the titles and the drafts."""
    listed = {entry["id"]: entry["title"] for entry in snapshot["conversations"]}
    wrong = []
    for chat in chats:
        if chat.is_deleted:
            wrong += [f"{chat.id} was deleted, and is in the list"] if chat.id in listed else []
            continue
        if chat.title not in (None, states[chat.id]["title"]) or listed.get(chat.id) != states[chat.id]["title"]:
            said = (listed.get(chat.id), states[chat.id]["title"])
            wrong.append(f"{chat.id} was named {chat.title!r}, and the list and the chat say {said}")
        if snapshot["drafts"].get(chat.id, "") != chat.draft:
            wrong.append(f"the draft of {chat.id} is {snapshot['drafts'].get(chat.id)!r} instead of {chat.draft!r}")
    return wrong


async def a_full_disk_is_told(server: ServerProcess) -> list[str]:
    """The disk takes nothing: what is to be kept is not said to be kept."""
    answer = await wire.call(server.address, "PUT", "/api/drafts/new", {"text": "on a full disk"})
    told = answer.status == 503 and answer.json["code"] == "storage_failed"
    return [] if told else [f"the disk takes nothing, and a draft was answered {answer.status} {answer.json}"]


async def saving_works(server: ServerProcess) -> list[str]:
    """There is room on the disk: a command is taken, and the next `hello` says so."""
    await server.ask("PUT", "/api/drafts/new", {"text": "at the end"})
    async with wire.stream(server.address, after="ffffff.0") as opened:
        said: Json = json.loads(Parser().feed(await opened.read(5))[0].data)
    return [] if said["storage"] == "ok" else [f"the disk has room, and hello says {said}"]


def nothing_ran_unasked(intents: Iterable[Intent], effects: Mapping[str, str]) -> list[str]:
    """Of all chats, the deleted too: a command is carried out once at most, and only when it was allowed."""
    wrong = []
    for intent in intents:
        done = effects[intent.conversation].count(intent.order.mark)
        if done > 1:
            wrong.append(f"the command of {intent.id} was carried out {done} times")
        if done and intent.approval is not True:
            wrong.append(f"the command of {intent.id} was carried out without being allowed")
    return wrong


def twice(intents: Iterable[Intent], effects: Mapping[str, str]) -> int:
    """How many accepted commands did something more than once: a run that was begun, a tool's command that ran."""
    more = ((len(i.runs), len(i.continuing), effects[i.conversation].count(i.order.mark)) for i in intents)
    return sum(max(0, count - 1) for counts in more for count in counts)


def intents_were_kept(
    intents: Iterable[Intent],
    states: Mapping[str, Json],
    script: Script,
    effects: Mapping[str, str],
    *,
    saving_may_fail: bool = False,
) -> list[str]:
    """Every accepted command ran once, and every text is the provider's or an exact beginning of it.

    `effects` is by conversation what its commands wrote. A run may have failed where saving may have failed.
    """
    wrong: list[str] = []
    for intent in intents:
        text = effects[intent.conversation]
        case = _Case(intent, states[intent.conversation], script, text, saving_may_fail=saving_may_fail)
        wrong += [f"message {intent.id} in {intent.conversation}: {sentence}" for sentence in case.wrong()]
    return wrong


def questions_are_asked_by_somebody(state: Json) -> list[str]:
    """An open interrupt belongs to a run that waits for its answer, and such a run has one."""
    asking = {interrupt["runId"] for interrupt in state["interrupts"]}
    waiting = {run["id"] for run in state["runs"] if run["status"] == "waiting"}
    return [f"{state['id']} has questions of {asking}, and {waiting} wait"] if asking != waiting else []


class _Case:
    """One message and everything that came of it."""

    def __init__(self, intent: Intent, state: Json, script: Script, effects: str, *, saving_may_fail: bool) -> None:
        self._may_fail = ("storage_failed",) if saving_may_fail else ()
        self._intent = intent
        self._order = intent.order
        self._messages: list[Json] = state["messages"]
        self._runs: list[Json] = [run for run in state["runs"] if run["messageId"] == intent.id]
        self._script = script
        self._effects = effects

    def wrong(self) -> list[str]:
        first = [run for run in self._runs if run["parentRunId"] is None]
        continuing = [run for run in self._runs if run["parentRunId"] is not None]
        wrong = [*self._message_is_wrong(), *self._runs_are_wrong(first, self._intent.runs)]
        wrong += self._runs_are_wrong(continuing, self._intent.continuing)
        texts = (self._order.first_text(), self._order.text_after_call())
        for runs, text, is_after in ((first, texts[0], False), (continuing, texts[1], True)):
            if len(runs) == 1:
                wrong += self._text_is_wrong(runs[0], "".join(text))
                wrong += self._requests_are_wrong(runs[0], is_after=is_after)
        if self._order.call is not None:
            wrong += self._call_is_wrong(self._order.call)
        return wrong

    def _message_is_wrong(self) -> list[str]:
        mine = [m["content"] for m in self._messages if m["id"] == self._intent.id]
        if not self._intent.runs and not mine:
            return []
        return [] if mine == [self._order.prompt()] else [f"it stands there {len(mine)} times, or changed: {mine!r}"]

    def _runs_are_wrong(self, runs: Sequence[Json], answered: set[str]) -> list[str]:
        ids = {run["id"] for run in runs}
        wrong = []
        if len(runs) > 1 or len(answered) > 1 or not answered <= ids:
            wrong.append(f"its commands were answered {answered}, and the runs are {ids}")
        wrong += [
            f"run {run['id']} is {run['status']} {run['error']}"
            for run in runs
            if run["status"] not in (*ENDED, "waiting")
            or (run["status"] == "failed" and run["error"]["code"] not in self._may_fail)
        ]
        return wrong

    def _text_is_wrong(self, run: Json, expected: str) -> list[str]:
        mine = [m for m in self._messages if m["metadata"].get("runId") == run["id"]]
        wrong = [f"{m['role']} message {m['id']} is still open" for m in mine if m["metadata"].get("open")]
        for role, whole in (("assistant", expected), ("reasoning", "".join(self._thoughts(run)))):
            messages = [m for m in mine if m["role"] == role]
            text = "".join(m["content"] for m in messages)
            is_whole = text == whole
            is_marked = any(m["metadata"].get("partial") for m in messages)
            must_be_whole = run["status"] == "finished"
            if not whole.startswith(text) or (must_be_whole and not is_whole):
                wrong.append(f"{run['status']}, and its {role} text is {text[-80:]!r} of {whole[-80:]!r}")
            elif text and not is_whole and not is_marked:
                wrong.append(f"its {role} text is cut and does not say so")
            elif is_marked and must_be_whole:
                wrong.append(f"its {role} text is whole and says it is cut")
        return wrong

    def _thoughts(self, run: Json) -> list[str]:
        return self._order.thoughts() if run["parentRunId"] is None else []

    def _requests_are_wrong(self, run: Json, *, is_after: bool) -> list[str]:
        """At most one request to the provider, plus those that the run tells of; none is made again after a crash."""
        asked = self._script.asked[self._order.mark, is_after]
        allowed = 1 + sum(note["code"] == "retrying" for note in run["notes"])
        least = 1 if run["status"] == "finished" else 0
        return [] if least <= asked <= allowed else [f"the provider was asked {asked} times for run {run['id']}"]

    def _call_is_wrong(self, order: Json) -> list[str]:
        done = self._effects.count(self._order.mark)
        calls = [c for m in self._messages for c in m.get("toolCalls", ()) if c["id"] == f"call-{self._order.mark}"]
        results = [m for m in self._messages if m.get("toolCallId") == f"call-{self._order.mark}"]
        wrong = []
        if len(calls) > 1 or len(results) > 1:
            wrong.append(f"its call stands there {len(calls)} times, with {len(results)} results")
        for call in calls:
            arguments = call["function"]["arguments"]
            whole = json.dumps(order["arguments"])
            if not whole.startswith(arguments) or (arguments != whole and not call["metadata"].get("partial")):
                wrong.append(f"its call's arguments are {arguments!r}")
        if order["name"] == "run_command" and results and "error" not in results[0] and done != 1:
            wrong.append(f"its command has a result and was carried out {done} times")
        return wrong


def log_is_whole(database: Path) -> list[str]:
    """SQLite's own check, each row's checksum, numbers without gaps, and one finish at most a run."""
    wrong = []
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        if (said := db.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            wrong.append(f"integrity_check says {said[:3]}")
        at: dict[str, int] = {}
        ends: Counter[str] = Counter()
        for s, c, n, n0, r, e, total in db.execute("SELECT s, c, n, n0, r, e, sum FROM event ORDER BY s"):
            if zlib.crc32(e) != total:
                wrong.append(f"row {s} does not match its checksum")
            if (n if n0 is None else n0) != at.get(c, 0) + 1:
                wrong.append(f"row {s} of {c} begins at {n if n0 is None else n0} after {at.get(c, 0)}")
            at[c] = n
            kind = json.loads(e)["type"]
            ends[r] += kind in ("RUN_FINISHED", "RUN_ERROR")
        wrong += [f"run {run} ended {count} times" for run, count in ends.items() if run and count > 1]
    db.close()
    return wrong[:20]
