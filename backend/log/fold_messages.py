"""Messages, tool calls and their results: one part of `fold`."""

from __future__ import annotations

from typing import Any

from backend.domain import limits
from backend.domain.facts import Event

Json = dict[str, Any]  # AG-UI messages as JSON, the shapes of GET /api/conversations/{id}


class Messages:
    """Every message of a conversation in the order of their first events."""

    def __init__(self) -> None:
        self._messages: dict[str, Json] = {}
        self._calls: dict[str, Json] = {}
        self._last_assistant: dict[str | None, str] = {}  # by run
        self._answered: set[str] = set()  # calls that have a result

    @classmethod
    def from_state(cls, state: Json) -> Messages:
        """See Fold.from_state."""
        messages = cls()
        for message in state["messages"]:
            messages._messages[message["id"]] = message
            if message["role"] == "tool":
                messages._answered.add(message["toolCallId"])
                continue
            message["content"] = [message["content"]]
            if message["role"] == "assistant":
                messages._last_assistant[message["metadata"].get("runId")] = message["id"]
            for call in message.get("toolCalls", ()):
                call["function"]["arguments"] = [call["function"]["arguments"]]
                if "output" in call["metadata"]:
                    call["metadata"]["output"] = [call["metadata"]["output"]]
                messages._calls[call["id"]] = call
                messages._answered.discard(call["id"])
        return messages

    def state(self) -> Json:
        """`messages`."""
        return {"messages": [_shown(message) for message in self._messages.values()]}

    # --- text and thinking --------------------------------------------------------------------------------

    def open(self, e: Event, role: str, run: str | None) -> None:
        """A message begins, or goes on where it is known already."""
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

    def grow(self, e: Event, role: str, run: str | None, is_set: bool) -> None:
        """A delta; a replacing one may stand for the beginning as well."""
        if e["messageId"] not in self._messages:
            self.open({"messageId": e["messageId"]}, role, run)
        _grow(self._messages[e["messageId"]]["content"], e["delta"], is_set)

    def end(self, e: Event) -> None:
        """Its END."""
        if e["messageId"] in self._messages:
            _close(self._messages[e["messageId"]]["metadata"], e)

    def encrypt(self, e: Event) -> None:
        """What a provider wants back with a message or a call."""
        owners = self._calls if e["subtype"] == "tool-call" else self._messages
        if e["entityId"] in owners:
            owners[e["entityId"]]["encryptedValue"] = e["encryptedValue"]

    def cut_open_parts(self, run: str | None) -> None:
        """Only a foreign log needs it: our own server closes what is open before it ends a run."""
        for message in self._messages.values():
            if message["metadata"].get("runId") == run:
                for part in (message, *message.get("toolCalls", ())):
                    if part["metadata"].pop("open", None):
                        part["metadata"]["partial"] = True

    # --- tool calls ---------------------------------------------------------------------------------------

    def open_call(self, e: Event, run: str | None) -> None:
        """A call begins, on the message it names or the run's last."""
        parent = e.get("parentMessageId") or self._last_assistant.get(run) or f"{e['toolCallId']}-message"
        if parent not in self._messages:
            self.open({"messageId": parent}, "assistant", run)
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
        self._answered.discard(e["toolCallId"])
        self._messages[parent].setdefault("toolCalls", []).append(call)

    def grow_call(self, e: Event, is_set: bool) -> None:
        """More of its arguments."""
        if e["toolCallId"] in self._calls:
            _grow(self._calls[e["toolCallId"]]["function"]["arguments"], e["delta"], is_set)

    def end_call(self, e: Event) -> None:
        """Its arguments are whole, or were cut."""
        if e["toolCallId"] in self._calls:
            metadata = self._calls[e["toolCallId"]]["metadata"]
            _close(metadata, e)
            if "timestamp" in e:
                metadata["endedAt"] = e["timestamp"]

    def settle_call(self, value: Json) -> None:
        """What the person chose for a call whose outcome is unknown."""
        if value["toolCallId"] in self._calls:
            self._calls[value["toolCallId"]]["metadata"]["settled"] = value["choice"]

    def add_step(self, value: Json) -> None:
        """A message of a helper: its own words with its calls, or a call's result."""
        if value["toolCallId"] in self._calls:
            metadata, step = self._calls[value["toolCallId"]]["metadata"], value["message"]
            steps: list[Json] = metadata.get("steps", [])
            known = any(message["id"] == step["id"] for message in steps)
            metadata["steps"] = [step if m["id"] == step["id"] else m for m in steps] if known else [*steps, step]

    def grow_step(self, value: Json) -> None:
        """More of a helper's message, or of the arguments of a call in it."""
        if value["toolCallId"] in self._calls:
            metadata = self._calls[value["toolCallId"]]["metadata"]
            steps: list[Json] = metadata.get("steps", [])
            metadata["steps"] = [_grown(step, value) if step["id"] == value["message"] else step for step in steps]

    def grow_output(self, value: Json, is_set: bool) -> None:
        """What a call has written so far, until its result takes its place."""
        call = self._calls.get(value["toolCallId"])
        if call is None or call["id"] in self._answered:
            return
        pieces = call["metadata"].setdefault("output", [])
        _grow(pieces, value["delta"], is_set)
        if len(pieces) > limits.TOOL_OUTPUT_PIECES:
            pieces[:] = [_tail("".join(pieces))]

    def add_result(self, e: Event, run: str | None) -> None:
        """How a call ended; its metadata is kept."""
        metadata: Json = {**(e.get("metadata") or {})}
        error = metadata.pop("error", None)
        if run is not None:
            metadata["runId"] = run
        if "timestamp" in e:
            metadata["createdAt"] = e["timestamp"]
        message: Json = {
            "id": e["messageId"],
            "role": "tool",
            "content": e["content"],
            "toolCallId": e["toolCallId"],
        }
        if error is not None:
            message["error"] = error
        self._messages[e["messageId"]] = {**message, "metadata": metadata}
        self._answered.add(e["toolCallId"])
        if e["toolCallId"] in self._calls:
            self._calls[e["toolCallId"]]["metadata"].pop("output", None)


def _grown(step: Json, value: Json) -> Json:
    if "call" not in value:
        return {**step, "content": (step.get("content") or "") + value["delta"]}
    if "toolCalls" not in step:
        return step
    calls = [
        {**c, "function": {**c["function"], "arguments": c["function"]["arguments"] + value["delta"]}}
        if c["id"] == value["call"]
        else c
        for c in step["toolCalls"]
    ]
    return {**step, "toolCalls": calls}


def _shown(message: Json) -> Json:
    shown = {**message, "metadata": dict(message["metadata"])}
    if message["role"] != "tool":
        shown["content"] = _joined(message["content"])
    if "toolCalls" in message:
        shown["toolCalls"] = [_shown_call(call) for call in message["toolCalls"]]
    return shown


def _shown_call(call: Json) -> Json:
    function = {"name": call["function"]["name"], "arguments": _joined(call["function"]["arguments"])}
    metadata = dict(call["metadata"])
    if "output" in metadata:
        metadata["output"] = _tail(_joined(metadata["output"]))
    return {**call, "function": function, "metadata": metadata}


def _grow(pieces: list[str], delta: str, is_set: bool) -> None:
    if is_set:
        pieces.clear()
    pieces.append(delta)


def _joined(pieces: list[str]) -> str:
    """Joins the pieces and keeps the joined text in their place, so that asking again does not join again."""
    if len(pieces) > 1:
        pieces[:] = ["".join(pieces)]
    return pieces[0] if pieces else ""


def _tail(text: str) -> str:
    """Its last TOOL_OUTPUT_CHARS UTF-16 units, as JavaScript counts; never half a character."""
    if len(text) * 2 <= limits.TOOL_OUTPUT_CHARS:
        return text
    units = text[-limits.TOOL_OUTPUT_CHARS :].encode("utf-16-le")[-2 * limits.TOOL_OUTPUT_CHARS :]
    if 0xDC <= units[1] <= 0xDF:
        units = units[2:]
    return units.decode("utf-16-le")


def _close(metadata: Json, e: Event) -> None:
    metadata.pop("open", None)
    if (e.get("metadata") or {}).get("partial"):
        metadata["partial"] = True
