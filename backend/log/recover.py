"""What a start makes of a log whose last process did not end in order (contract: "Order of durability", 4).

Runs that were running end as `interrupted`, with their text kept and marked partial. A tool call that had been cut
in its arguments is closed as partial: it never ran. One that was complete and has no result stays without one: its
outcome is unknown, and nothing here or later runs it again. Open interrupts are left as they are.
"""

from __future__ import annotations

import logging

from backend.domain import facts
from backend.domain.errors import StorageFailed
from backend.domain.facts import Fact, OpenParts
from backend.log import queries
from backend.log.transaction import Transaction

log = logging.getLogger(__name__)

SENTENCE = "Runnel ended while this answer was being written. What had arrived is kept."


def end_interrupted_runs(transaction: Transaction) -> int:
    """Appends the ends of all runs that are still marked running; answers how many there were."""
    runs = queries.runs_left_running(transaction.db)
    for run in runs:
        parts = OpenParts()
        try:
            for record in queries.records_of_run(transaction.db, run.id):
                parts.see(record.decoded())
        except StorageFailed:
            log.error("run %s has a damaged row; it is ended without closing its parts", run.id)
            parts = OpenParts()
        for event in (*parts.close(), facts.run_error(SENTENCE, "interrupted")):
            transaction.append(Fact(run.conversation, run.id, event))
    return len(runs)
