"""Everything as one zip: each chat's facts as JSON Lines, the same as Markdown to read, and the attached files.

    runnel.json                     what this is
    conversations/<id>.jsonl        a line a fact: {"n", "n0"?, "set"?, "r"?, "e"}, as the log has them
    markdown/<title>.md             the shown branch
    attachments/<sha256>            the bytes

The facts are the truth: an import reads nothing else but the attached files. What is in the bin stays out.
"""

from __future__ import annotations

import logging
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import apsw
import orjson

from backend.data.markdown import to_markdown
from backend.data.names import safe_name
from backend.domain.errors import RunnelError, StorageFailed
from backend.log import lists, queries
from backend.log.fold import Fold
from backend.log.record import Record
from backend.log.schema import open_reader

log = logging.getLogger(__name__)

FORMAT, VERSION = "runnel-export", 1


def write_archive(database: Path, path_of: Callable[[str], Path], target: IO[bytes]) -> None:
    """Writes the archive, all of one moment. `path_of` says where an attached file is, or raises a RunnelError.

    Takes long: call it on a thread. A damaged chat is left out and named in `runnel.json`. Raises OSError.
    """
    db = open_reader(database)
    try:
        db.execute("BEGIN")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            _write(archive, db, path_of)
    finally:
        db.close()


def _write(archive: zipfile.ZipFile, db: apsw.Connection, path_of: Callable[[str], Path]) -> None:
    names: set[str] = set()
    files: dict[str, None] = {}
    damaged: list[str] = []
    written = 0
    for conversation in lists.kept(db):
        try:
            records = list(queries.records_of_conversation(db, conversation))
        except StorageFailed:
            log.error("a damaged chat is left out of an export")
            damaged.append(conversation)
            continue
        archive.writestr(f"conversations/{conversation}.jsonl", b"".join(_line(record) for record in records))
        state = Fold.of(conversation, records).state()
        archive.writestr(f"markdown/{_free(names, safe_name(state['title']))}.md", to_markdown(state))
        for message in (*state["messages"], *({"metadata": waiting} for waiting in state["queue"])):
            files |= {str(file["id"]): None for file in message["metadata"].get("attachments", ())}
        written += 1
    for file in files:
        try:
            archive.write(path_of(file), f"attachments/{file}", compress_type=zipfile.ZIP_STORED)
        except (RunnelError, OSError):
            log.error("an attached file is gone and is left out of an export")
    about = {
        "format": FORMAT,
        "version": VERSION,
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "conversations": written,
        **({"damaged": damaged} if damaged else {}),
    }
    archive.writestr("runnel.json", orjson.dumps(about, option=orjson.OPT_INDENT_2))


def _line(record: Record) -> bytes:
    line: dict[str, Any] = {"n": record.n}
    if record.n0 is not None:
        line["n0"] = record.n0
    if record.is_set:
        line["set"] = True
    if record.run is not None:
        line["r"] = record.run
    return orjson.dumps({**line, "e": orjson.Fragment(record.event)}) + b"\n"


def _free(taken: set[str], name: str) -> str:
    """The name, or with a number behind it; two that differ in case only are one file on some systems."""
    wanted, number = name, 1
    while wanted.casefold() in taken:
        number += 1
        wanted = f"{name} ({number})"
    taken.add(wanted.casefold())
    return wanted
