"""For all tests: their order, and that with CI=true nothing may be left out, so that a skip is a failure there."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest

NOTHING_LEFT_OUT = os.environ.get("CI", "").lower() in ("true", "1")

ORDER = (("unit",), ("vectors",), ("api",), ("faults",), ("contract",), ("checks",), ("window", "browser"))
# Begun before the others beside them: at the end nobody waits long for the last.
LONG = ("test_states.py", "test_web_process.py", "test_windows.py", "test_hostile_corpus.py", "test_trust.py")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash of the test's own in place of this person's."""
    from send2trash import plat_other

    folder = tmp_path / "trash"
    monkeypatch.setattr(plat_other, "HOMETRASH", str(folder))
    monkeypatch.setattr(plat_other, "HOMETRASH_B", os.fsencode(folder))
    monkeypatch.setattr(plat_other, "XDG_DATA_HOME", os.fsencode(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))  # the same file system
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skips((yield))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick ones first. The browser's last: Playwright's event loop stays on the main thread until the session ends,
    and no other test could run one there. Those of the window, which mostly wait, are spread among them."""
    files = {part: sorted({item.path for item in items if _folder(item) == part}) for group in ORDER for part in group}
    ranks = {part: rank for rank, group in enumerate(ORDER) for part in group}

    def place(item: pytest.Item) -> tuple[int, float, str]:
        part = _folder(item)
        if part not in ranks:
            return 0, 0.0, ""
        share = 0.0 if item.path.name in LONG else (files[part].index(item.path) + 0.5) / len(files[part])
        return ranks[part], share, str(item.path)

    items.sort(key=place)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(item.config.rootpath).parts[1]


def _without_skips(report: Report) -> Report:
    if NOTHING_LEFT_OUT and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Left out, which CI=true forbids: {reason.removeprefix('Skipped: ')}"
    return report
