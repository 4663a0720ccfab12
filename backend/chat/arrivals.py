"""What is brought to Runnel from outside its page: a folder, a file, or text that another start was given.

It becomes a chat that waits for the person: its folder is set, its draft holds the words and the file. Nothing is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend.chat import attached, dropped
from backend.chat.conversations import Conversations
from backend.domain.errors import BadInput, RunnelError
from backend.files.store import Attachments

Json = dict[str, Any]

# Brings what shows the page to the front: at this chat if there is one, with what the desktop gave for it. Answers
# whether it could; may block.
Show = Callable[[str | None, str | None], bool]


class Arrivals:
    """`show` does nothing until somebody who has a window sets it. `new_boot_url` lets a browser in once."""

    def __init__(
        self, conversations: Conversations, files: Attachments, new_boot_url: Callable[[str | None], str]
    ) -> None:
        self._conversations = conversations
        self._files = files
        self.new_boot_url = new_boot_url
        self.show: Show = lambda chat, activation: False

    async def take(self, path: str | None, text: str | None, *, may_attach: bool = True) -> str | None:
        """The chat that was made of it, or None when nothing was brought. Raises BadInput, TooLarge.

        A file that no model could read, or that `may_attach` keeps out, is named in the draft instead.
        """
        if not path and not text:
            return None
        folder, words, files = None, text or "", list[Json]()
        if path:
            folder, name = await asyncio.to_thread(_folder_of, path)
            files = await self._attached(Path(path)) if name and may_attach else []
            words = f"{name} {words}" if name and not files else words
        conversation = await self._conversations.create(None, {"workspace": folder} if folder else {})
        if words or files:
            await self._conversations.keep_draft(conversation, words, files)
        return conversation

    async def _attached(self, file: Path) -> list[Json]:
        try:
            kept = await asyncio.to_thread(self._files.put, await asyncio.to_thread(dropped.read_whole, file))
        except RunnelError:  # too large, or nobody may read it
            return []
        described = await attached.still_there(self._files, [attached.Named(kept, file.name)])
        return [one for one in described if one["kind"] != "other"]

    async def bring(self, conversation: str | None, activation: str | None) -> str | None:
        """Shows it in the window. Answers None, or an address to open where no window could be brought forward."""
        if await asyncio.to_thread(self.show, conversation, activation):
            return None
        return self.new_boot_url(conversation)


def page_of(conversation: str | None) -> str:
    """The part of the page's address that names a chat; web/src/ui/address.ts reads it."""
    return f"#chat={conversation}" if conversation else ""


def _folder_of(path: str) -> tuple[str, str | None]:
    """The folder to work in, and the file's name when it was a file."""
    try:
        place = Path(path)
        if not place.is_absolute():
            raise BadInput("Give the whole path of the file or folder.")
        if place.is_dir():
            return str(place), None
        if place.is_file():
            return str(place.parent), place.name
    except (OSError, ValueError):
        pass
    raise BadInput(f"There is no file or folder {path}.")
