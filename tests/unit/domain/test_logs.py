"""The log of a process: our own lines in detail, and nothing that libraries say of what they carry."""

from __future__ import annotations

import io
import logging

import pytest

from backend.domain import logs

pytestmark = pytest.mark.usefixtures("logging_as_before")


def begun(level: str) -> io.StringIO:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logs.begin([handler], level=level, hide=lambda line: line.replace("secret", "[hidden]"))
    return written


def test_in_detail_means_our_own_lines_alone() -> None:
    written = begun("debug")
    for name in ("openai._base_client", "anthropic", "google_genai.models", "httpx2", "httpcore", "backends"):
        logger = logging.getLogger(name)
        before = logger.level
        logger.setLevel(logging.DEBUG)  # as OPENAI_LOG=debug in the environment does
        logger.debug("a prompt")
        logger.info("a prompt")
        logger.warning("%s is worried", name)
        logger.setLevel(before)
    for name in ("backend.agent", "desktop", "uvicorn.error"):
        logging.getLogger(name).debug("a detail")
    assert written.getvalue().splitlines() == [
        "WARNING openai._base_client: openai._base_client is worried",
        "WARNING anthropic: anthropic is worried",
        "WARNING google_genai.models: google_genai.models is worried",
        "WARNING httpx2: httpx2 is worried",
        "WARNING httpcore: httpcore is worried",
        "WARNING backends: backends is worried",
        "DEBUG backend.agent: a detail",
        "DEBUG desktop: a detail",
        "DEBUG uvicorn.error: a detail",
    ]


def test_a_level_leaves_out_what_is_below_it_and_every_line_is_hidden_in() -> None:
    written = begun("error")
    logging.getLogger("backend.x").warning("not this")
    try:
        raise ValueError("a secret")
    except ValueError:
        logging.getLogger("backend.x").exception("the %s", "secret")
    text = written.getvalue()
    assert text.splitlines()[0] == "ERROR backend.x: the [hidden]"
    assert text.splitlines()[-1] == "ValueError: a [hidden]"
