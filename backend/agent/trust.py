"""What one run may do unasked, and what it has put off: the person's grants, the sources it read from, its plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import PurePath
from typing import Any, cast

from backend.agent import plans, taint
from backend.agent.grants import Grant, Kind, Offer
from backend.agent.job import Job
from backend.agent.plans import Steps
from backend.agent.taint import Taint
from backend.domain import facts
from backend.log import grants
from backend.log.grants import GrantRow, NewGrant, Until
from backend.log.ledger import Ledger

Json = dict[str, Any]  # a grant as a person chose it


class Trust:
    """One run's. `now_ms` is the clock that grants end by."""

    def __init__(self, ledger: Ledger, job: Job, *, now_ms: Callable[[], int] = facts.now_ms) -> None:
        self._ledger = ledger
        self._job = job
        self._now_ms = now_ms
        self.taint = Taint()
        self.steps = Steps()
        self.by_plan = False

    def begin(self, state: Json, imported: Collection[str] | None = None) -> None:
        """Takes from the conversation's fold what came before this run.

        `imported` are the runs that came with the chat from a file; None: it began here.
        """
        if imported is not None:  # whatever its results say of themselves, and its instructions and questions too
            self.taint.add(taint.IMPORTED)
        self.taint.add_results(taint.of_branch(state, self._job))
        self.steps = Steps(plans.earlier_steps(state, self._job.run, imported or ()))
        self.by_plan = plans.is_carried_out(state, self._job)

    async def grants(self, folders: Sequence[PurePath]) -> list[Grant]:
        """Those that hold now, in one of the chat's folders or everywhere."""
        rows = await self._ledger.ask(
            lambda db: grants.valid(
                db,
                conversation=self._job.conversation,
                run=self._job.run,
                folders=[str(folder) for folder in folders],
                now_ms=self._now_ms(),
            )
        )
        return [_as_grant(row) for row in rows]

    async def use(self, ids: tuple[str, ...]) -> bool:
        """Counts that these allowed a call; False when one was taken back or ended meanwhile."""
        return await self._ledger.transact(lambda t: grants.use(t.db, ids, now_ms=self._now_ms()))

    async def keep(self, chosen: object, offered: Sequence[Offer]) -> None:
        """Keeps the grant that the person gave with a yes, if it is one of these; whatever else it is, is nothing."""
        offer = next((offer for offer in offered if isinstance(chosen, dict) and _is(offer.as_json(), chosen)), None)
        if offer is None or not isinstance(chosen, dict):
            return
        shown = offer.as_json()
        new = NewGrant(offer.kind, shown["value"], offer.says, cast(Until, chosen["until"]), shown["folder"])
        job = self._job
        await self._ledger.transact(
            lambda t: grants.add(t.db, new, conversation=job.conversation, run=job.run, now_ms=self._now_ms())
        )


def _is(offered: Json, chosen: Json) -> bool:
    same = all(chosen.get(key) == offered[key] for key in ("kind", "value"))
    return same and chosen.get("until") in offered["until"]


def _as_grant(row: GrantRow) -> Grant:
    value = tuple(row.value) if isinstance(row.value, list) else row.value
    folder = PurePath(row.folder) if row.folder is not None else None
    return Grant(cast(Kind, row.kind), value, folder, row.id)  # the table holds only what `keep` gave it
