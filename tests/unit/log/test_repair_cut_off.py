"""H4★: a kill at any moment of a repair leaves a start that ends it: the copy, no grants, and a person who is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend.log import backups, grants, repair
from backend.log.grants import NewGrant
from backend.log.ledger import Ledger
from tests.unit.log.test_repair import rows, write, wrong_header
from tests.unit.log.worlds import in_ledger

# Opens the same damaged folder again and again, each time dying at a later touch of a file; then opens it once more.
_KILLED = """
import json, os, shutil, sys
from pathlib import Path
from backend.log import grants, repair

damaged, place = Path(sys.argv[1]), Path(sys.argv[2])
found, at = [], 0
while True:
    at += 1
    folder = place / str(at)
    shutil.copytree(damaged, folder)
    child = os.fork()
    if child == 0:
        left = at

        def die(event, arguments):
            global left
            if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "shutil.copyfile", "os.link"):
                if any(str(folder) in str(argument) for argument in arguments):
                    left -= 1
                    if not left:
                        os._exit(9)

        sys.addaudithook(die)
        repair.open_checked(folder / "runnel.db")[0].close()
        os._exit(0)
    killed = os.waitpid(child, 0)[1] != 0
    db, notice = repair.open_checked(folder / "runnel.db")
    kept = [path for path in folder.glob("quarantine/*/*") if path.read_bytes().startswith(b"not a database")]
    found.append(
        [db.execute("SELECT count(*) FROM event").get, len(grants.listed(db, now_ms=1)), notice, [str(p) for p in kept]]
    )
    db.close()
    if not killed:
        break
print(json.dumps(found))
"""


async def granted(ledger: Ledger) -> None:
    await write(ledger)
    new = NewGrant("command", ["make"], "Run `make`", "always", "/work")
    await ledger.transact(lambda t: grants.add(t.db, new, conversation="c", run="r", now_ms=1))


@pytest.mark.skipif(sys.platform == "win32", reason="a fork is what makes so many kills cheap")
@pytest.mark.parametrize("has_copy", [True, False])
def test_H4_a_kill_at_any_moment_of_a_repair_brings_no_grant_back_and_hides_no_loss(
    tmp_path: Path, has_copy: bool
) -> None:
    async def prepare(ledger: Ledger) -> None:
        await granted(ledger)
        if has_copy:
            backups.make(ledger.database)

    in_ledger(tmp_path / "damaged", prepare)
    wrong_header(tmp_path / "damaged" / "runnel.db")
    (tmp_path / "killed").mkdir()
    script = [sys.executable, "-c", _KILLED, str(tmp_path / "damaged"), str(tmp_path / "killed")]
    found = json.loads(subprocess.run(script, check=True, capture_output=True, timeout=120).stdout)
    assert len(found) > 10
    for at, (events, still_granted, notice, kept) in enumerate(found, 1):
        assert (events, still_granted) == (300 if has_copy else 0, 0), at
        assert notice is not None, at
        assert len(kept) == 1, at  # and where the notice says
        assert str(Path(kept[0]).parent) in notice, at
        assert ("put in its place" in notice) is has_copy, at


def test_H4_the_notice_of_a_repair_comes_again_until_it_was_seen(tmp_path: Path) -> None:
    in_ledger(tmp_path, granted)
    wrong_header(tmp_path / "runnel.db")
    notices: list[str | None] = []

    async def unseen(ledger: Ledger) -> None:
        notices.append(ledger.notice)

    async def seen(ledger: Ledger) -> None:
        await unseen(ledger)
        ledger.forget_notice()

    for story in (unseen, seen, unseen):
        in_ledger(tmp_path, story)
    assert notices[0] is not None
    assert notices == [notices[0], notices[0], None]


def test_H4_a_repair_that_had_moved_nothing_is_forgotten_when_the_database_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(file: Path, target: Path) -> Path:
        if file.name == "runnel.db":
            raise Killed
        return replace(file, target)

    replace = Path.replace
    in_ledger(tmp_path, granted)
    whole = (tmp_path / "runnel.db").read_bytes()
    wrong_header(tmp_path / "runnel.db")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", kill)
        with pytest.raises(Killed):
            repair.open_checked(tmp_path / "runnel.db")
    (tmp_path / "runnel.db").write_bytes(whole)

    async def is_whole(ledger: Ledger) -> None:
        assert (await rows(ledger), ledger.notice) == (300, None)

    in_ledger(tmp_path, is_whole)
