"""Questions about messages: where an answer ends, what belongs to a run, which files are referred to."""

from __future__ import annotations

import apsw
import orjson

from backend.log import queries
from backend.log.queries import RunRow

_KINDS = ("TEXT_MESSAGE_", "REASONING_MESSAGE_", "TOOL_CALL_RESULT")


def continuing_run(db: apsw.Connection, run: RunRow) -> RunRow | None:
    """The newest run that continues this one."""
    question = "SELECT id FROM run WHERE c = ? AND parent_run_id = ? ORDER BY rowid DESC LIMIT 1"
    later = db.execute(question, (run.conversation, run.id)).get
    return None if later is None else queries.run(db, str(later))


def last_message_of_run(db: apsw.Connection, run_id: str) -> str | None:
    """The id of the run's last message: text, thinking or a result."""
    for (encoded,) in db.execute("SELECT e FROM event WHERE r = ? ORDER BY s DESC", (run_id,)):
        event = orjson.loads(encoded)
        if event["type"].startswith(_KINDS):
            return str(event["messageId"])
    return None


def is_message_of_run(db: apsw.Connection, run_id: str, message_id: str) -> bool:
    """Whether a message of this id began in this run."""
    names_it = b'"messageId":%s' % orjson.dumps(message_id)
    rows = db.execute("SELECT e FROM event WHERE r = ? AND instr(e, ?)", (run_id, names_it))
    return any(orjson.loads(e)["type"].startswith(_KINDS) for (e,) in rows)


def attachments_in_use(db: apsw.Connection) -> set[str]:
    """The ids of all attached files that a message or a draft refers to, sent or waiting, in binned chats too."""
    used = {str(id_) for (id_,) in db.execute("SELECT DISTINCT id FROM attachment")}
    for (body,) in db.execute("SELECT body FROM queue"):
        used |= {attachment["id"] for attachment in orjson.loads(body).get("attachments", ())}
    if db.execute("SELECT 1 FROM pragma_table_info('draft') WHERE name = 'attachments'").get:  # not in older copies
        for files in queries.draft_attachments(db).values():
            used |= {attachment["id"] for attachment in files}
    return used
