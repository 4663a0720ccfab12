"""Attached files: kept once, durable, for this person alone, and swept when nobody refers to them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from backend.domain import limits
from backend.domain.errors import BadInput, NotFound, StorageFailed, TooLarge
from backend.files.store import Attachments


@pytest.fixture
def store(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path / "attachments")


def test_the_same_bytes_are_kept_once(store: Attachments, tmp_path: Path) -> None:
    first = store.put(b"hello")
    assert store.put(b"hello") == first == hashlib.sha256(b"hello").hexdigest()
    assert [path.name for path in (tmp_path / "attachments").iterdir()] == [first]
    assert store.read(first) == b"hello"


@pytest.mark.skipif(sys.platform == "win32", reason="not run: Windows has no such modes")
def test_B4_only_this_person_can_read_them(store: Attachments, tmp_path: Path) -> None:
    store.put(b"hello")
    folder = tmp_path / "attachments"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_H2_the_file_and_its_name_are_on_the_disk_before_it_is_answered(
    store: Attachments, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    really = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    store.put(b"hello")
    assert synced[-2:] == [False, True]  # the bytes, then the folder that names them


def test_what_is_empty_or_too_large_leaves_nothing_behind(store: Attachments, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="empty"):
        store.put(b"")
    upload = store.begin()
    upload.write(b"x" * limits.ATTACHMENT_BYTES)
    with pytest.raises(TooLarge, match="20 MB"):
        upload.write(b"x")
    upload.abandon()
    assert list((tmp_path / "attachments").iterdir()) == []


def test_H3_a_disk_that_is_full_is_said_and_leaves_nothing_behind(
    store: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageFailed, match="No space left on device"):
            store.put(b"hello")
    assert list((tmp_path / "attachments").iterdir()) == []
    assert store.read(store.put(b"hello")) == b"hello"


def test_a_name_that_is_no_hash_is_nothing(store: Attachments) -> None:
    for name in ("", "../runnel.db", "a" * 63, "A" * 64, "\u0661" * 64):
        with pytest.raises(NotFound):
            store.path(name)


def test_a_damaged_file_is_not_passed_on_and_the_same_bytes_heal_it(store: Attachments) -> None:
    attachment = store.put(b"hello")
    store.path(attachment).write_bytes(b"jello")
    with pytest.raises(StorageFailed, match="damaged"):
        store.read(attachment)
    assert store.put(b"hello") == attachment
    assert store.read(attachment) == b"hello"


def test_the_sweep_takes_what_is_old_and_unused(store: Attachments, tmp_path: Path) -> None:
    used, unused, young = store.put(b"used"), store.put(b"unused"), store.put(b"young")
    half = tmp_path / "attachments" / ".half-x"
    half.write_bytes(b"hel")
    long_ago = time.time() - limits.ATTACHMENT_KEPT_S - 60
    for path in (store.path(used), store.path(unused), half):
        os.utime(path, (long_ago, long_ago))
    assert store.sweep({used}) == 2
    assert sorted(path.name for path in (tmp_path / "attachments").iterdir()) == sorted([used, young])


def test_what_somebody_is_about_to_send_is_not_swept(store: Attachments) -> None:
    attachment = store.put(b"draft")
    os.utime(store.path(attachment), (0, 0))
    used: set[str] = set()  # as the log says now; the message comes in the next moment
    store.keep(attachment)
    assert store.sweep(used) == 0
    assert store.read(attachment) == b"draft"


def test_an_empty_folder_is_no_trouble(store: Attachments) -> None:
    assert store.sweep(()) == 0
    with pytest.raises(NotFound):
        store.keep("0" * 64)
