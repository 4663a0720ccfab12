"""The fold: facts in, one conversation out. `web/src/domain/fold.ts` does the same; `tests/vectors` prove them equal.

Applying is exactly once over at-least-once delivery (contract: "How a client renders exactly once"): what was seen is
dropped, what follows is applied, a `set` replaces, and anything else is a gap that asks for the whole conversation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from backend.domain import facts
from backend.domain.facts import Event
from backend.log.record import Record

Outcome = Literal["applied", "seen", "gap"]
Json = dict[str, Any]  # AG-UI messages and our run objects as JSON, the shapes of GET /api/conversations/{id}


class Fold:
    """One conversation, growing. Text is kept in pieces, so a delta costs the same at any length."""

    def __init__(self, conversation_id: str) -> None:
        self.n = 0
        self._id = conversation_id
        self._head: Json = {"title": "", "workspace": None, "model": None}
        self._deleted = False
        self._messages: dict[str, Json] = {}
        self._calls: dict[str, Json] = {}
        self._runs: dict[str, Json] = {}
        self._interrupts: list[Json] = []
        self._last_assistant: dict[str | None, str] = {}

    @classmethod
    def of(cls, conversation_id: str, records: Iterable[Record]) -> Fold:
        """The fold of a conversation's whole log."""
        fold = cls(conversation_id)
        for record in records:
            fold.apply(record)
        return fold

    def apply(self, record: Record) -> Outcome:
        """Takes one record, if it is the next."""
        n0 = record.n0 if record.n0 is not None else record.n
        if record.n <= self.n:
            return "seen"
        if n0 != self.n + 1 and not (record.is_set and n0 <= self.n + 1):
            return "gap"
        self.n = record.n
        self._take(record.decoded(), record.run, record.is_set)
        return "applied"

    def state(self) -> Json:
        """The conversation as JSON; later records do not change what was returned."""
        state: Json = {
            "id": self._id,
            **self._head,
            "messages": [self._shown(message) for message in self._messages.values()],
            "runs": [{**run, "notes": list(run["notes"])} for run in self._runs.values()],
            "interrupts": list(self._interrupts),
            "n": self.n,
        }
        if self._deleted:
            state["deleted"] = True
        return state

    # --- one event --------------------------------------------------------------------------------------

    def _take(self, e: Event, run: str | None, is_set: bool) -> None:
        match e["type"]:
            case "TEXT_MESSAGE_START":
                self._open_message(e, e.get("role") or "assistant", run)
            case "REASONING_MESSAGE_START":
                self._open_message(e, "reasoning", run)
            case "TEXT_MESSAGE_CONTENT":
                self._grow_message(e, "assistant", run, is_set)
            case "REASONING_MESSAGE_CONTENT":
                self._grow_message(e, "reasoning", run, is_set)
            case "TEXT_MESSAGE_END" | "REASONING_MESSAGE_END":
                if e["messageId"] in self._messages:
                    _close(self._messages[e["messageId"]]["metadata"], e)
            case "TOOL_CALL_START":
                self._open_call(e, run)
            case "TOOL_CALL_ARGS":
                if e["toolCallId"] in self._calls:
                    _grow(self._calls[e["toolCallId"]]["function"]["arguments"], e["delta"], is_set)
            case "TOOL_CALL_END":
                if e["toolCallId"] in self._calls:
                    metadata = self._calls[e["toolCallId"]]["metadata"]
                    _close(metadata, e)
                    if "timestamp" in e:
                        metadata["endedAt"] = e["timestamp"]
            case "TOOL_CALL_RESULT":
                self._add_result(e, run)
            case "REASONING_ENCRYPTED_VALUE":
                owners = self._calls if e["subtype"] == "tool-call" else self._messages
                if e["entityId"] in owners:
                    owners[e["entityId"]]["encryptedValue"] = e["encryptedValue"]
            case "RUN_STARTED" | "RUN_FINISHED" | "RUN_ERROR":
                self._take_run(e, run)
            case "CUSTOM":
                self._take_custom(e, run)

    def _open_message(self, e: Event, role: str, run: str | None) -> None:
        metadata: Json = {**(e.get("metadata") or {})}
        if run is not None and role != "user":
            metadata["runId"] = run
        if "timestamp" in e:
            metadata["createdAt"] = e["timestamp"]
        metadata["open"] = True
        known = self._messages.get(e["messageId"])
        if known is not None:
            known["metadata"].update(metadata)
            return
        self._messages[e["messageId"]] = {
            "id": e["messageId"],
            "role": role,
            "content": [],
            "metadata": metadata,
        }
        if role == "assistant":
            self._last_assistant[run] = e["messageId"]

    def _grow_message(self, e: Event, role: str, run: str | None, is_set: bool) -> None:
        if e["messageId"] not in self._messages:
            self._open_message({"messageId": e["messageId"]}, role, run)
        _grow(self._messages[e["messageId"]]["content"], e["delta"], is_set)

    def _open_call(self, e: Event, run: str | None) -> None:
        parent = e.get("parentMessageId") or self._last_assistant.get(run) or f"{e['toolCallId']}-message"
        if parent not in self._messages:
            self._open_message({"messageId": parent}, "assistant", run)
            del self._messages[parent]["metadata"]["open"]
        metadata: Json = {"open": True}
        if "timestamp" in e:
            metadata["startedAt"] = e["timestamp"]
        call: Json = {
            "id": e["toolCallId"],
            "type": "function",
            "function": {"name": e["toolCallName"], "arguments": []},
            "metadata": metadata,
        }
        self._calls[e["toolCallId"]] = call
        self._messages[parent].setdefault("toolCalls", []).append(call)

    def _add_result(self, e: Event, run: str | None) -> None:
        metadata: Json = {} if run is None else {"runId": run}
        if "timestamp" in e:
            metadata["createdAt"] = e["timestamp"]
        message: Json = {
            "id": e["messageId"],
            "role": "tool",
            "content": e["content"],
            "toolCallId": e["toolCallId"],
        }
        error = (e.get("metadata") or {}).get("error")
        if error is not None:
            message["error"] = error
        self._messages[e["messageId"]] = {**message, "metadata": metadata}

    def _take_run(self, e: Event, run_id: str | None) -> None:
        if e["type"] == "RUN_STARTED":
            metadata = e.get("metadata") or {}
            self._runs[e["runId"]] = {
                "id": e["runId"],
                "status": "running",
                "messageId": metadata.get("messageId"),
                "model": metadata.get("model"),
                "parentRunId": e.get("parentRunId"),
                "startedAt": e.get("timestamp"),
                "endedAt": None,
                "error": None,
                "usage": None,
                "notes": [],
                "settled": None,
            }
            return
        run = self._runs.get(run_id or "")
        if run is None:
            return
        run["endedAt"] = e.get("timestamp")
        run["usage"] = e.get("usage")
        if e["type"] == "RUN_ERROR":
            code = e.get("code") or "error"
            run["status"] = "interrupted" if code == "interrupted" else "failed"
            run["error"] = {"code": code, "message": e["message"]}
            self._cut_open_parts(run["id"])
            return
        outcome = e.get("outcome") or {"type": "success"}
        run["status"] = {"interrupt": "waiting", "cancelled": "cancelled"}.get(outcome["type"], "finished")
        self._interrupts += [{**interrupt, "runId": run["id"]} for interrupt in outcome.get("interrupts", ())]

    def _cut_open_parts(self, run_id: str) -> None:
        """Only a foreign log needs it: our own server closes what is open before it ends a run."""
        for message in self._messages.values():
            if message["metadata"].get("runId") == run_id:
                for part in (message, *message.get("toolCalls", ())):
                    if part["metadata"].pop("open", None):
                        part["metadata"]["partial"] = True

    def _take_custom(self, e: Event, run: str | None) -> None:
        value = e["value"]
        match e["name"]:
            case facts.CREATED | facts.CHANGED:
                self._head.update({key: value[key] for key in self._head if key in value})
            case facts.DELETED:
                self._deleted = True
            case facts.NOTE:
                if run in self._runs:
                    self._runs[run]["notes"].append(value)
            case facts.SETTLED:
                if run in self._runs:
                    self._runs[run]["settled"] = value["choice"]
            case facts.ANSWERED:
                self._interrupts = [i for i in self._interrupts if i["runId"] != value["runId"]]
                if value["runId"] in self._runs:
                    self._runs[value["runId"]]["status"] = "cancelled" if value.get("cancelled") else "finished"

    # --- showing ----------------------------------------------------------------------------------------

    def _shown(self, message: Json) -> Json:
        shown = {**message, "metadata": dict(message["metadata"])}
        if message["role"] != "tool":
            shown["content"] = _joined(message["content"])
        if "toolCalls" in message:
            shown["toolCalls"] = [self._shown_call(call) for call in message["toolCalls"]]
        return shown

    def _shown_call(self, call: Json) -> Json:
        function = {"name": call["function"]["name"], "arguments": _joined(call["function"]["arguments"])}
        return {**call, "function": function, "metadata": dict(call["metadata"])}


def _grow(pieces: list[str], delta: str, is_set: bool) -> None:
    if is_set:
        pieces.clear()
    pieces.append(delta)


def _joined(pieces: list[str]) -> str:
    """Joins the pieces and keeps the joined text in their place, so that asking again does not join again."""
    if len(pieces) > 1:
        pieces[:] = ["".join(pieces)]
    return pieces[0] if pieces else ""


def _close(metadata: Json, e: Event) -> None:
    metadata.pop("open", None)
    if (e.get("metadata") or {}).get("partial"):
        metadata["partial"] = True
