"""For all tests: with CI=true nothing may be left out, so a skip is a failure there, with its reason."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

NOTHING_LEFT_OUT = os.environ.get("CI", "").lower() in ("true", "1")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skips((yield))


def _without_skips(report: Report) -> Report:
    if NOTHING_LEFT_OUT and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Left out, which CI=true forbids: {reason.removeprefix('Skipped: ')}"
    return report
