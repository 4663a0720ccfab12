"""A question for what was dropped is answered with that drop, and with none before it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from backend.chat.dropped import Drop, Dropped


def test_a_drop_is_not_given_what_was_dropped_before_it(tmp_path: Path) -> None:
    """A file that the page had no use for, and a link, of which there is nothing to ask for."""
    for name in ("before.txt", "now.txt"):
        (tmp_path / name).write_text(name)

    async def story() -> Drop:
        dropped = Dropped()
        await dropped.put([str(tmp_path / "before.txt")])
        await dropped.put([])
        await dropped.put([str(tmp_path / "now.txt")])
        return await dropped.take()

    assert list(asyncio.run(story()).files.values()) == [tmp_path / "now.txt"]


def test_a_link_before_it_does_not_answer_for_a_file(tmp_path: Path) -> None:
    (tmp_path / "now.txt").write_text("now")

    async def story() -> Drop:
        dropped = Dropped()
        await dropped.put([])
        asked = asyncio.create_task(dropped.take())
        await asyncio.sleep(0)
        await dropped.put([str(tmp_path / "now.txt")])
        return await asked

    assert list(asyncio.run(story()).files.values()) == [tmp_path / "now.txt"]
