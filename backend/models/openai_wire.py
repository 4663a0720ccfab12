"""Our pydantic-ai model for OpenAI-compatible servers: chat completions, streamed, over httpx2.

Our own, because the OpenAI SDK hides retries, walks the whole history on the event loop and reads lines wrongly. This
file asks (`chat_request` makes the body); `chat_stream` reads the reply. It never retries a failure: that is the
runner's, where it can be seen and stopped. It does ask again, once, without what a server says it does not take.

The few underscore names of pydantic-ai that a model needs are here, in `chat_stream` and in `chat_reply`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import orjson
from pydantic_ai._instrumentation import get_instructions
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse, check_allow_model_requests
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.settings import ModelSettings

from backend.domain import limits
from backend.models import failures
from backend.models.asking import Answering, Asked
from backend.models.chat_request import known_call_ids, request_body
from backend.models.chat_stream import CompatibleReply
from backend.models.http import origin_of, read_body
from backend.models.refusals import refused_part
from backend.models.thinking import Style


class CompatibleModel(Answering, Model[httpx2.AsyncClient]):
    """A model behind `POST <base_url>/chat/completions`. Owns nothing: the client is its Catalog's."""

    _unsupported_file_inputs = frozenset({"document", "audio", "video"})

    def __init__(
        self,
        name: str,
        *,
        provider: str,
        base_url: str,
        client: httpx2.AsyncClient,
        api_key: str | None = None,
        idle_s: float = limits.IDLE_TIMEOUT_S,
        thinking: Style = "effort",
    ) -> None:
        super().__init__(profile=ModelProfile(supports_tools=True))
        self._name = name
        self._provider_name = provider
        self._base_url = base_url.rstrip("/")
        self._client = client
        self._api_key = api_key
        self._idle_s = idle_s
        self._thinking = thinking
        self.left_out: set[str] = set()  # what this server refused: fields of the request, and `images`

    @property
    def model_name(self) -> str:
        return self._name

    @property
    def system(self) -> str:
        return self._provider_name

    @property
    def provider(self) -> None:
        return None

    @property
    def base_url(self) -> str:
        return self._base_url

    @asynccontextmanager
    async def reply_to(self, asked: Asked) -> AsyncGenerator[StreamedResponse]:
        """Opens the reply. Raises a ProviderError when the server refuses, is not there, or is no model server."""
        check_allow_model_requests()
        settings, parameters = self.prepare_request(asked.settings, asked.parameters)
        response = await self._send(asked.messages, settings or ModelSettings(), parameters)
        try:
            yield CompatibleReply(
                model_request_parameters=parameters,
                response=response,
                model=self._name,
                provider=self._provider_name,
                url=self._base_url,
                taken_ids=known_call_ids(asked.messages),
                idle_s=self._idle_s,
            )
        finally:
            await response.aclose()

    async def _send(
        self, messages: list[ModelMessage], settings: ModelSettings, parameters: ModelRequestParameters
    ) -> httpx2.Response:
        while True:
            body = request_body(
                model=self._name,
                messages=messages,
                instructions=get_instructions(messages, parameters),
                settings=settings,
                parameters=parameters,
                thinking=self._thinking,
                without=self.left_out,
            )
            response = await self._post(body)
            if response.status_code == 200:
                return response
            try:
                said = await read_body(response, limits.ERROR_BODY_BYTES)
            finally:
                await response.aclose()
            refused = refused_part(response.status_code, said, body)
            if refused is not None:
                self.left_out.add(refused)
            else:
                raise failures.from_status(
                    response.status_code,
                    said,
                    provider=self._provider_name,
                    headers=response.headers,
                    address=origin_of(self._base_url),
                    model=self._name,
                )

    async def _post(self, body: dict[str, Any]) -> httpx2.Response:
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if self._api_key:
            headers["Authorization"] = f"Bearer {self._api_key}"
        try:
            request = self._client.build_request(
                "POST", f"{self._base_url}/chat/completions", content=_as_json(body), headers=headers
            )
            return await self._client.send(request, stream=True)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise failures.from_transport(
                error, provider=self._provider_name, address=origin_of(self._base_url)
            ) from error


def _as_json(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # half a surrogate pair in what a person pasted
        return json.dumps(body, ensure_ascii=False).encode("utf-8", errors="replace")
