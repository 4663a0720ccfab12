"""Export and import as the API asks for them: heavy work on threads, answers as files that delete themselves."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from dataclasses import dataclass
from typing import IO, Any, Literal

import apsw
import orjson

from backend.data.archive import write_archive
from backend.data.markdown import to_markdown
from backend.data.names import safe_name
from backend.data.page import to_html
from backend.data.taking import take_chat
from backend.data.unpack import Archive
from backend.domain.errors import BadInput, NotFound, RunnelError, StorageFailed
from backend.files.store import Attachments
from backend.log import queries
from backend.log.fold import Fold
from backend.log.ledger import Ledger

log = logging.getLogger(__name__)

Format = Literal["markdown", "html", "json"]
_KINDS = {"markdown": ("md", "text/markdown"), "html": ("html", "text/html"), "json": ("json", "application/json")}


@dataclass(frozen=True, slots=True)
class Exported:
    """A chat as a file."""

    name: str
    media_type: str
    data: bytes


class Transfer:
    """Chats out and in. One import at a time."""

    def __init__(self, ledger: Ledger, attachments: Attachments) -> None:
        self._ledger = ledger
        self._attachments = attachments
        self._importing = asyncio.Lock()

    async def chat(self, conversation_id: str, form: Format) -> Exported:
        """One chat: the shown branch to read, or all of it as JSON. Raises NotFound, StorageFailed."""

        def question(db: apsw.Connection) -> Fold:
            row = queries.conversation(db, conversation_id)
            if row is None or row.deleted_at is not None:
                raise NotFound("There is no such conversation. It may have been deleted.")
            return Fold.of(conversation_id, queries.records_of_conversation(db, conversation_id))

        fold = await self._ledger.ask(question)
        return await asyncio.to_thread(self._written, fold, form)

    async def everything(self) -> IO[bytes]:
        """An archive in a file of its own that is gone when it is closed. Raises StorageFailed."""
        return await asyncio.to_thread(self._archive)

    def temporary(self) -> IO[bytes]:
        """A private file in the data folder, for an archive on its way. Raises StorageFailed."""
        try:
            return tempfile.TemporaryFile(dir=self._ledger.database.parent, prefix=".archive-")
        except OSError as error:
            raise _no_room(error) from None

    async def take(self, file: IO[bytes]) -> dict[str, int]:
        """How many chats of an archive were taken, and how many were here already or cannot be read.

        Raises BadInput, TooLarge, StorageFailed; what was taken before stays.
        """
        async with self._importing:
            archive = await asyncio.to_thread(Archive, file)
            taken = skipped = 0
            problem: BadInput | None = None
            for chat_id in archive.chats:
                try:
                    was_taken = await take_chat(self._ledger, archive, chat_id, self._attachments)
                except BadInput as error:
                    log.warning("a chat of an archive cannot be taken: %s", error.code)
                    if error.status == 413:
                        raise
                    was_taken, problem = False, error
                taken, skipped = taken + was_taken, skipped + (not was_taken)
            if problem is not None and taken == 0:
                raise problem
            return {"conversations": taken, "skipped": skipped}

    def _written(self, fold: Fold, form: Format) -> Exported:
        state = fold.state()
        ending, media_type = _KINDS[form]
        match form:
            case "markdown":
                data = to_markdown(state).encode()
            case "html":
                data = to_html(state, self._image).encode()
            case "json":
                about: dict[str, Any] = {"format": "runnel-conversation", "version": 1, "conversation": state}
                data = orjson.dumps(about, option=orjson.OPT_INDENT_2)
        return Exported(f"{safe_name(state['title'])}.{ending}", media_type, data)

    def _image(self, file_id: str) -> bytes | None:
        try:
            return self._attachments.read(file_id)
        except RunnelError:
            return None

    def _archive(self) -> IO[bytes]:
        file = self.temporary()
        try:
            write_archive(self._ledger.database, self._attachments.path, file)
            file.seek(0)
        except OSError as error:
            file.close()
            raise _no_room(error) from None
        except BaseException:
            file.close()
            raise
        return file


def _no_room(error: OSError) -> StorageFailed:
    return StorageFailed(f"The archive could not be written: {error.strerror}. Free some space on the disk.")
