"""What a conversation says about itself, and the messages that wait in its queue: one part of `fold`."""

from __future__ import annotations

from typing import Any

from backend.domain import facts

Json = dict[str, Any]


class Head:
    """Title, folder, model, the branch that is shown, instructions, order and the queue."""

    def __init__(self) -> None:
        self._head = new_head()
        self._queue: list[Json] = []
        self._spent: list[Json] = []
        self._jobs: list[Json] = []
        self._deleted = False

    @classmethod
    def from_state(cls, state: Json) -> Head:
        """See Fold.from_state."""
        head = cls()
        head._head = {key: state[key] for key in head._head}
        head._queue, head._spent, head._jobs = list(state["queue"]), list(state["spent"]), list(state["jobs"])
        head._deleted = bool(state.get("deleted"))
        return head

    def state(self) -> Json:
        """The head's keys, `queue`, `jobs`, `spent` and `deleted`."""
        lists = {"queue": list(self._queue), "jobs": list(self._jobs), "spent": list(self._spent)}
        return {**self._head, **lists, "deleted": self._deleted}

    def show_newest(self) -> None:
        """Something new was asked or answered: it is what is shown."""
        self._head["leaf"] = None

    def take(self, name: str, value: Json) -> None:
        """Follows one of our own facts; those of others change nothing."""
        match name:
            case facts.CREATED | facts.CHANGED:
                self._head.update({key: value[key] for key in self._head if key in value})
                if "systemMore" in value:
                    self._head["system"] = (self._head["system"] or "") + value["systemMore"]
            case facts.DELETED:
                self._deleted = True
            case facts.RESTORED:
                self._deleted = False
            case facts.SPENT:
                self._spent.append(value)
            case facts.JOB_STARTED:
                self._jobs.append({"endedAt": None, "status": None, "how": None, "output": "", **value})
            case facts.JOB_ENDED:
                self._jobs = [{**job, **value} if job["id"] == value["id"] else job for job in self._jobs]
            case facts.QUEUE_ADDED:
                self._queue = [*self._without(value["id"]), value]
            case facts.QUEUE_CHANGED:
                self._queue = [{**m, "text": value["text"]} if m["id"] == value["id"] else m for m in self._queue]
            case facts.QUEUE_MOVED:
                self._move(value["id"], value["before"])
            case facts.QUEUE_REMOVED:
                self._queue = self._without(value["id"])

    def _move(self, message_id: str, before: str | None) -> None:
        moved = [message for message in self._queue if message["id"] == message_id]
        rest = self._without(message_id)
        place = next((at for at, message in enumerate(rest) if message["id"] == before), len(rest))
        self._queue = [*rest[:place], *moved, *rest[place:]]

    def _without(self, message_id: str) -> list[Json]:
        return [message for message in self._queue if message["id"] != message_id]


def new_head() -> Json:
    """The head of a conversation about which nothing has been said."""
    return {
        "title": "",
        "workspace": None,
        "folders": [],
        "model": None,
        "leaf": None,
        "system": None,
        "parameters": {},
        "pinned": False,
        "archived": False,
        "tags": [],
        "mode": "ask",
    }
