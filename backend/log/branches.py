"""The branch of a conversation that is shown: turns, the answers to each, and the path through them.

The page's `web/src/domain/turns.ts` and `branches.ts` find the same; `tests/vectors/branches` prove them equal. A
message hangs below the answer that it follows; answers to one message are siblings, and so are messages that follow
the same answer. The path is found from `leaf` upward, and from there downward along the newest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]  # a folded conversation and its parts


@dataclass(eq=False, slots=True)
class Reply:
    """One answer: the run that began it (empty where none is known) and those that go on from it.

    `parts` are what was written, in order, also what a person said to steer it; `results` has (call, its result).
    """

    key: str
    turn: Turn
    parts: list[Json] = field(default_factory=list)
    results: list[tuple[Json, Json]] = field(default_factory=list)
    runs: list[Json] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Turn:
    """A person's message and its answers, the newest last."""

    key: str
    asked: Json | None
    replies: list[Reply] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn on the path. `siblings` are the messages that follow the same answer, this one the `at`-th of them."""

    turn: Turn
    siblings: list[str]
    at: int
    reply: Reply | None


_Place = tuple[Turn, Reply | None]  # a message, or one answer to it


def turns_of(state: Json) -> list[Turn]:
    """All turns, in the order in which they began."""
    return _Placing(state).turns


def shown(state: Json) -> list[Shown]:
    """The turns on the path that is shown."""
    turns = turns_of(state)
    if not turns:
        return []
    tree = _Tree(turns, state)
    chosen: dict[Turn, Reply | None] = {}
    path: dict[Turn, None] = {}  # a log may name parents in a circle
    place: _Place | None = _end(tree, turns, state)
    while place is not None and place[0] not in path:
        turn, reply = place
        path[turn] = None
        if reply is not None:
            chosen[turn] = reply
        place = tree.above[turn]
    path = dict.fromkeys(reversed(path))
    last = next(reversed(path))
    while True:
        reply = chosen.setdefault(last, last.replies[-1] if last.replies else None)
        following = tree.newest_below(last, reply)
        if following is None or following in path:
            break
        path[following] = None
        last = following
    answers = {turn: chosen.get(turn) or (turn.replies[-1] if turn.replies else None) for turn in path}
    siblings = {turn: tree.below.get(tree.above[turn], []) for turn in path}
    return [
        Shown(turn, [one.key for one in siblings[turn]], siblings[turn].index(turn), answers[turn]) for turn in path
    ]


class _Placing:
    """Puts every message and run where it belongs."""

    def __init__(self, state: Json) -> None:
        self.turns: list[Turn] = []
        self._runs: dict[str, tuple[int, Json]] = {run["id"]: (at, run) for at, run in enumerate(state["runs"])}
        self._by_asked: dict[str, Turn] = {}
        self._by_root: dict[str, Reply] = {}
        calls: dict[str, tuple[Json, Reply]] = {}
        for message in state["messages"]:
            run = message["metadata"].get("runId")
            match message["role"]:
                case "user" if isinstance(message["metadata"].get("steers"), str):
                    self._reply_of(message["metadata"]["steers"]).parts.append(message)
                case "user":
                    self._by_asked[message["id"]] = self._begin(message["id"], message)
                case "tool":
                    if message["toolCallId"] in calls:
                        call, reply = calls[message["toolCallId"]]
                        reply.results.append((call, message))
                case "assistant" | "reasoning":
                    reply = self._reply_of(run)
                    reply.parts.append(message)
                    calls.update({call["id"]: (call, reply) for call in message.get("toolCalls", ())})
        for run in state["runs"]:
            self._reply_of(run["id"]).runs.append(run)
        for interrupt in state["interrupts"]:
            self._reply_of(interrupt["runId"])
        for turn in self.turns:
            turn.replies.sort(key=lambda reply: self._runs.get(reply.key, (-1, {}))[0])

    def _begin(self, key: str, asked: Json | None) -> Turn:
        turn = Turn(key, asked)
        self.turns.append(turn)
        return turn

    def _reply_of(self, run_id: str | None) -> Reply:
        root = self._root(run_id)
        if root is not None and root["id"] in self._by_root:
            return self._by_root[root["id"]]
        turn = self._by_asked.get((root or {}).get("messageId") or "")
        if turn is None:
            turn = self.turns[-1] if self.turns else self._begin(run_id or "start", None)
        if root is None and turn.replies:
            return turn.replies[-1]  # nobody says whose it is: it goes with what is there
        reply = Reply(root["id"] if root is not None else "", turn)
        turn.replies.append(reply)
        if root is not None:
            self._by_root[root["id"]] = reply
        return reply

    def _root(self, run_id: str | None) -> Json | None:
        run = self._run(run_id)
        for _ in range(1000):
            parent = self._run((run or {}).get("parentRunId"))
            if parent is None:
                break
            run = parent
        return run

    def _run(self, run_id: str | None) -> Json | None:
        return self._runs[run_id][1] if run_id in self._runs else None


class _Tree:
    """What hangs below what."""

    def __init__(self, turns: list[Turn], state: Json) -> None:
        self.places: dict[str, _Place] = {}
        self.below: dict[_Place | None, list[Turn]] = {}
        self.above: dict[Turn, _Place | None] = {}
        self._order = {turn: at for at, turn in enumerate(turns)}
        for turn in turns:
            self.places[turn.key] = (turn, None)
            for reply in turn.replies:
                parts = [*reply.runs, *reply.parts, *(result for _, result in reply.results)]
                self.places.update({part["id"]: (turn, reply) for part in parts})
        before: dict[str, str | None] = {}
        previous: str | None = None
        for message in state["messages"]:
            before[message["id"]] = previous
            previous = message["id"]
        for turn in turns:
            above = self._above(turn, before)
            self.above[turn] = above
            self.below.setdefault(above, []).append(turn)

    def newest_below(self, turn: Turn, reply: Reply | None) -> Turn | None:
        """What follows a message itself, because its answer had no words, is shown below each of its answers."""
        below = self.below.get((turn, reply), []) + (self.below.get((turn, None), []) if reply is not None else [])
        return max(below, key=lambda one: self._order[one], default=None)

    def _above(self, turn: Turn, before: dict[str, str | None]) -> _Place | None:
        if turn.asked is None:
            return None
        parent = turn.asked["metadata"].get("parentId", before[turn.asked["id"]])
        place = self.places.get(parent) if parent is not None else None
        return None if place is None or place[0] is turn else place


def _end(tree: _Tree, turns: list[Turn], state: Json) -> _Place:
    """Where the path goes through: the leaf that was chosen, or else the newest of all."""
    if state["leaf"] in tree.places:
        return tree.places[state["leaf"]]
    newest = turns[-1]
    if newest.replies:
        for run in reversed(state["runs"]):
            if run["parentRunId"] is None and run["id"] in tree.places:
                return tree.places[run["id"]]
    return newest, None
