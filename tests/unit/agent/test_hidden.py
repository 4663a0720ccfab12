"""Keys in a repository's own settings are found for a command that nobody was asked about; the rest of it is seen."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from backend.agent.hidden import secrets_in
from backend.agent.secret import why_secret

PLAIN = """[remote "origin"]
	url = git@example.org:a/token.git
	fetch = +refs/heads/*:refs/remotes/origin/*
[branch "secret"]
	remote = origin
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    subprocess.run(["git", "init", "-q", work], check=True)
    (work / ".git/refs/heads/token").write_text("0" * 40)
    (work / ".git/config").write_text(PLAIN)
    return work


def found(work: Path) -> list[str]:
    paths, is_all = secrets_in([work])
    assert is_all
    return sorted(path.relative_to(work).as_posix() for path in paths)


def test_a_repository_without_keys_is_seen_whole(work: Path) -> None:
    assert found(work) == []


@pytest.mark.parametrize(
    "line",
    [
        "url = https://me:abc@example.org/a.git",
        "url = https://ghp_abc@example.org/a.git",
        "url = ftp://me:abc@example.org/a.git",
        "extraheader = AUTHORIZATION: basic abc",
        "oauthToken = abc",
        'helper = "!f() { echo password=abc; }; f"',
    ],
)
def test_a_key_in_gits_settings_is_hidden_wherever_the_repository_is(work: Path, line: str) -> None:
    for place in (".git/config", ".git/modules/a/config", "copy.git/config"):
        folder = (work / place).parent
        for name in ("objects", "refs"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        (work / place).write_text(f"{PLAIN}[x]\n\t{line}\n")
    (work / ".git/.git-credentials").write_text("https://me:abc@example.org\n")
    assert found(work) == [".git/.git-credentials", ".git/config", ".git/modules/a/config", "copy.git/config"]


@pytest.mark.parametrize("piece", ["token", " ", "http://", "://a:", "token "])
def test_a_line_of_settings_eight_times_as_long_takes_about_eight_times_the_work(work: Path, piece: str) -> None:
    def work_s(times: int) -> float:
        (work / ".git/config").write_text(piece * times)
        return min(_looked_through_s(work) for _ in range(3))

    assert work_s(16_000) < 24 * work_s(2_000)


def _looked_through_s(work: Path) -> float:
    before = time.thread_time()
    assert found(work) == []
    return time.thread_time() - before


@pytest.mark.parametrize("line", ["token", "token x = 1", "a = token", "tokens/x = 1", "= token"])
def test_a_word_alone_is_no_key(work: Path, line: str) -> None:
    (work / ".git/config").write_text(f"{PLAIN}[x]\n\t{line}\n")
    assert found(work) == []


def test_gits_settings_by_their_name_are_asked_about_and_others_are_not() -> None:
    assert why_secret("lib/.git/config") == "an address in it may hold a key"
    assert [why_secret(path) for path in ("config", ".git/HEAD", "git/config")] == [None, None, None]
