"""Runs and the questions they have asked: one part of `fold`."""

from __future__ import annotations

from typing import Any

from backend.domain import facts
from backend.domain.facts import Event

Json = dict[str, Any]


_SWITCHED = {facts.FILES_UNDONE: "undone", facts.FILES_REDONE: "done"}


class Runs:
    """Every run of a conversation in the order of their starts, and the interrupts that are open."""

    FACTS = frozenset(
        {facts.NOTE, facts.SETTLED, facts.PLAN, facts.ANSWERED, facts.FILES_CHANGED}
        | {facts.SUMMARISED, facts.SUMMARY_UNDONE}
        | _SWITCHED.keys()
    )

    def __init__(self) -> None:
        self._runs: dict[str, Json] = {}
        self._interrupts: list[Json] = []

    @classmethod
    def from_state(cls, state: Json) -> Runs:
        """See Fold.from_state."""
        runs = cls()
        runs._runs = {run["id"]: run for run in state["runs"]}
        runs._interrupts = list(state["interrupts"])
        return runs

    def state(self) -> Json:
        """`runs` and `interrupts`."""
        return {
            "runs": [
                {**run, **{key: list(run[key]) for key in ("notes", "changes", "summaries")}}
                for run in self._runs.values()
            ],
            "interrupts": list(self._interrupts),
        }

    def start(self, e: Event) -> None:
        """RUN_STARTED."""
        metadata = e.get("metadata") or {}
        self._runs.pop(e["runId"], None)
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
            "cost": None,
            "context": None,
            "plan": None,
            "changes": [],
            "notes": [],
            "summaries": [],
            "settled": None,
        }

    def finish(self, e: Event, run_id: str | None) -> None:
        """RUN_FINISHED, whatever its outcome."""
        run = self._ended(e, run_id)
        if run is None:
            return
        outcome = e.get("outcome") or {"type": "success"}
        run["status"] = {"interrupt": "waiting", "cancelled": "cancelled"}.get(outcome["type"], "finished")
        self._interrupts += [{**interrupt, "runId": run["id"]} for interrupt in outcome.get("interrupts", ())]

    def fail(self, e: Event, run_id: str | None) -> bool:
        """RUN_ERROR; whether it was a run of this conversation."""
        run = self._ended(e, run_id)
        if run is None:
            return False
        code = e.get("code") or "error"
        run["status"] = "interrupted" if code == "interrupted" else "failed"
        run["error"] = {"code": code, "message": e["message"]}
        return True

    def take(self, name: str, value: Json, run_id: str | None) -> None:
        """Follows one of FACTS."""
        if name == facts.ANSWERED:
            self._interrupts = [i for i in self._interrupts if i["runId"] != value["runId"]]
            if value["runId"] in self._runs:
                self._runs[value["runId"]]["status"] = "cancelled" if value.get("cancelled") else "finished"
            return
        if name in _SWITCHED:
            self._switch(frozenset(value["changes"]), _SWITCHED[name])
            return
        if name == facts.SUMMARY_UNDONE:
            self._undo_summary(value["id"])
            return
        run = self._runs.get(run_id or "")
        if run is None:
            return
        match name:
            case facts.SUMMARISED:
                run["summaries"].append({**value, "undone": False})
            case facts.NOTE:
                run["notes"].append(value)
            case facts.SETTLED:
                run["settled"] = value["choice"]
            case facts.PLAN:
                run["plan"] = value["items"]
            case facts.FILES_CHANGED:
                of_call = {"toolCallId": value["toolCallId"], "folder": value["folder"], "state": "done"}
                run["changes"] += [{**change, **of_call} for change in value["changes"]]

    def _undo_summary(self, summary_id: str) -> None:
        for run in self._runs.values():
            if any(summary["id"] == summary_id for summary in run["summaries"]):
                run["summaries"] = [{**s, "undone": s["undone"] or s["id"] == summary_id} for s in run["summaries"]]

    def _switch(self, ids: frozenset[str], state: str) -> None:
        """Changes of files, of whatever run, were undone or redone by the person."""
        for run in self._runs.values():
            if any(change["id"] in ids for change in run["changes"]):
                run["changes"] = [{**c, "state": state} if c["id"] in ids else c for c in run["changes"]]

    def _ended(self, e: Event, run_id: str | None) -> Json | None:
        run = self._runs.get(run_id or "")
        if run is not None:
            metadata = e.get("metadata") or {}
            run["endedAt"] = e.get("timestamp")
            run["usage"] = e.get("usage")
            run["cost"] = metadata.get("cost")
            run["context"] = metadata.get("context")
        return run
