"""The vendors' SDKs log whole requests at debug level. They do so no more."""

from __future__ import annotations

import io
import logging

import pytest
from pydantic_ai import Agent

from backend.domain import logs
from backend.domain.model import ProviderKind
from backend.models import vendors
from backend.models.endpoint import Endpoint
from backend.models.http import open_client
from backend.models.redaction import KNOWN

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("logging_as_before")]


@pytest.mark.parametrize("kind", [ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.GOOGLE])
async def test_B1_no_prompt_is_in_the_log_at_its_most_talkative(kind: ProviderKind) -> None:
    written = io.StringIO()
    logs.begin([logging.StreamHandler(written)], level="debug", hide=KNOWN.hide_in)
    logging.getLogger("backend").debug("begun")
    async with open_client(loopback=True, keep_alive=False) as client:
        model = vendors.build(Endpoint("x", kind, "http://127.0.0.1:9/v1", "sk-canary-key-123456"), "m", client)
        with pytest.raises(Exception, match=r".") as raised:
            await Agent(model).run("a prompt of my own")
    assert type(raised.value).__module__.split(".")[0] in ("pydantic_ai", "openai", "anthropic", "httpx2")
    assert written.getvalue() == "begun\n"
