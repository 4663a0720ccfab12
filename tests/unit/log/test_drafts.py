"""What is typed and not sent, in the database."""

from __future__ import annotations

from pathlib import Path

from backend.log.messages import attachments_in_use
from backend.log.schema import open_database


def test_the_files_of_drafts_are_in_use_also_beside_a_copy_from_before_there_were_any(tmp_path: Path) -> None:
    db = open_database(tmp_path / "runnel.db")
    db.execute("INSERT INTO draft(key, text, attachments) VALUES ('new', '', ?)", ('[{"id": "kept"}]',))
    assert attachments_in_use(db) == {"kept"}
    db.execute("ALTER TABLE draft DROP COLUMN attachments")
    assert attachments_in_use(db) == set()
    db.close()
