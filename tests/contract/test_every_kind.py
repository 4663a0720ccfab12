"""What a provider may do wrong, in every provider's own format, read by the code that a person's chat runs on.

OpenAI, Anthropic and Google through their real SDKs, the others through our own model; a raw server sends the bytes.
`README.md` lists which test shows which promise for which kind.
"""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.domain import errors, limits
from tests.contract.hearing import listening
from tests.fakes.dialects import DIALECTS, Dialect, Words
from tests.fakes.scripted_provider import Call, Reply, Request

pytestmark = [pytest.mark.anyio, pytest.mark.filterwarnings("ignore:FUNCTION_CALL is not a valid FinishReason")]

SAID = ["Grüße ", "an 🌊\u2028", "euch"]
TEXT = "".join(SAID)
ENDINGS = {"openai": b"response.completed", "anthropic": b"message_delta", "google": b"STOP"}  # what says: it is whole
TIME = Call("get_time", '{"zone": "UTC"}')


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[str(request.param)]


def always(reply: Reply) -> Callable[[Request], Reply]:
    return lambda _: reply


def in_turn(*replies: Reply) -> Callable[[Request], Reply]:
    waiting = iter(replies)
    return lambda _: next(waiting)


def step_of(dialect: Dialect) -> int:
    """Every byte, once for each reader of streams; Ollama and llama.cpp are read by the compatible servers' reader."""
    return 11 if dialect.kind in ("ollama", "llama") else 1


@pytest.mark.parametrize(
    ("status", "expected", "advice"),
    [
        (401, errors.KeyRefused, "Enter the key again"),
        (402, errors.PaymentRequired, "Top it up"),
        (403, errors.KeyRefused, "Check in your account"),
        (404, errors.ModelNotFound, "Choose another model"),
    ],
)
async def test_G2_what_will_not_change_is_asked_once_and_says_what_to_do(
    tmp_path: Path, dialect: Dialect, status: int, expected: type[errors.ProviderError], advice: str
) -> None:
    async with listening(tmp_path, dialect, always(dialect.error(status, "No."))) as listener:
        heard = await listener.hear()
        assert len(listener.provider.requests) == 1
    assert type(heard.error) is expected
    assert advice in heard.error.detail


@pytest.mark.parametrize("status", [429, 529, 503])
async def test_G1_a_busy_provider_is_asked_once_by_the_sdk_and_its_wait_is_known(
    tmp_path: Path, dialect: Dialect, status: int
) -> None:
    replies = in_turn(dialect.error(status, "Busy.", Retry_After="7"), dialect.error(status, "Busy."))
    async with listening(tmp_path, dialect, replies) as listener:
        with_wait, without = await listener.hear(), await listener.hear()
        assert len(listener.provider.requests) == 2
    for heard, wait_s in ((with_wait, 7.0), (without, None)):
        assert heard.error is not None
        assert (heard.error.retryable, heard.error.retry_after_s) == (True, wait_s)


@pytest.mark.parametrize("quarter", range(4))  # each within the time that a test may take
async def test_G3_text_cut_at_every_byte_is_never_a_whole_answer(
    tmp_path: Path, dialect: Dialect, quarter: int
) -> None:
    whole = b"".join(dialect.frames(Words(text=SAID)))
    cuts = [*range(quarter * step_of(dialect), len(whole), 4 * step_of(dialect)), len(whole)]
    replies = (Reply(raw=[whole[:at]], chunked=False) for at in cuts)
    async with listening(tmp_path, dialect, lambda _: next(replies)) as listener:
        for at in cuts:
            heard = await listener.hear()
            assert TEXT.startswith(heard.text)
            assert heard.output in (None, TEXT), f"cut at {at} of {len(whole)}: {heard.output!r} was taken for whole"
            assert (heard.output is None) == (heard.error is not None)
    assert heard.output == TEXT


@pytest.mark.parametrize("quarter", range(4))  # each within the time that a test may take
async def test_G4_a_call_cut_at_every_byte_is_never_carried_out(tmp_path: Path, dialect: Dialect, quarter: int) -> None:
    whole = b"".join(dialect.frames(Words(call=TIME)))
    end = whole.rindex(ENDINGS.get(dialect.kind, b'"finish_reason": "tool_calls"'))
    cuts = range(quarter * step_of(dialect), end, 4 * step_of(dialect))
    replies = (Reply(raw=[whole[:at]], chunked=False) for at in cuts)
    async with listening(tmp_path, dialect, lambda _: next(replies), tools=True) as listener:
        for at in cuts:
            heard = await listener.hear()
            assert (heard.done, heard.output) == ([], None), f"cut at {at} of {len(whole)}"
            assert heard.error is not None


@pytest.mark.parametrize("arguments", ['{"zone": "U', "", '["UTC"]', "UTC", '{"zone": 7}', "{}"])
async def test_G4_a_call_with_invalid_arguments_is_never_carried_out(
    tmp_path: Path, dialect: Dialect, arguments: str
) -> None:
    bad = dialect.reply(Words(call=Call("get_time", arguments)))
    async with listening(
        tmp_path, dialect, in_turn(bad, dialect.reply(Words(text=["Sorry."]))), tools=True
    ) as listener:
        heard = await listener.hear()
    assert heard.done == []
    assert (heard.output == "Sorry.") == (heard.error is None)


async def test_G5_bytes_come_as_they_like(tmp_path: Path, dialect: Dialect) -> None:
    frames = dialect.frames(Words(text=SAID))
    plain = b"".join(frame.replace(b"\r\n", b"\n") for frame in frames)
    noisy = b": hello\n\n" + dialect.unknown + dialect.ping.join(f.replace(b"\r\n", b"\n") for f in frames)
    noisy = b"id: 7\nretry: 5\nfoo: bar\n" + noisy
    ways = {
        "as they are": plain,
        "with a byte order mark": b"\xef\xbb\xbf" + plain,
        "with CRLF": plain.replace(b"\n", b"\r\n"),
        "with comments, pings and unknown events": noisy,
    }
    for name, way in ways.items():
        for size in (1, 7, len(way)):
            pieces = [way[at : at + size] for at in range(0, len(way), size)]
            async with listening(tmp_path, dialect, always(Reply(raw=pieces))) as listener:
                heard = await listener.hear()
            assert (heard.output, heard.error) == (TEXT, None), f"{name}, {size} bytes at once"


async def test_G5_a_frame_of_64_MB_is_refused_before_it_fills_the_memory(tmp_path: Path, dialect: Dialect) -> None:
    piece = b"x" * 65536
    flood = [*dialect.frames(Words(text=["So far. "]))[:1], b'data: {"x": "', *[piece] * 1024]
    async with listening(tmp_path, dialect, always(Reply(raw=flood))) as listener:
        gc.collect()
        tracemalloc.start()
        heard = await listener.hear()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert isinstance(heard.error, errors.ReplyUnusable)
    assert "far too large" in heard.error.detail
    assert most < 6 * limits.REPLY_LINE_BYTES


async def test_G5_an_error_of_64_MB_is_refused_before_it_fills_the_memory(tmp_path: Path, dialect: Dialect) -> None:
    flood = [b'{"error": {"message": "', *[b"x" * 65536] * 1024]
    async with listening(tmp_path, dialect, always(Reply(status=500, raw=flood))) as listener:
        tracemalloc.start()
        heard = await listener.hear()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert heard.error is not None
    assert most < 6 * limits.REPLY_LINE_BYTES


async def test_G6_silence_pings_and_drips_end_after_the_idle_time(tmp_path: Path, dialect: Dialect) -> None:
    begun = dialect.frames(Words(text=["So far. ", "never said"]))
    at = next(i for i, frame in enumerate(begun) if b"never said" in frame)
    begun, late = begun[:at], begun[at]
    ways = {
        "silence before the first word": Reply(raw=[], hang=True),
        "silence": Reply(raw=begun, hang=True),
        "pings": Reply(raw=[b"".join(begun), *[dialect.ping] * 400], pace_s=0.02),
        "one byte at a time": Reply(raw=[b"".join(begun), *[bytes([b]) for b in late]], pace_s=0.02),
    }
    for name, reply in ways.items():
        async with listening(tmp_path, dialect, always(reply), idle_s=0.4) as listener:
            began = time.monotonic()
            heard = await asyncio.wait_for(listener.hear(), 5)
            assert time.monotonic() - began < 2, name
        assert isinstance(heard.error, errors.ProviderUnreachable), name
        assert "has not sent anything" in heard.error.detail
        assert heard.text == ("" if "before" in name else "So far. "), name


@pytest.mark.parametrize("way", ["endless", "silent", "silent from the start", "busy"])
async def test_G6_a_stop_ends_any_reply_within_half_a_second(tmp_path: Path, dialect: Dialect, way: str) -> None:
    words = dialect.frames(Words(text=["x "] * 3000))
    reply = {
        "endless": Reply(raw=words, pace_s=0.005),
        "silent": Reply(raw=words[:6], hang=True),
        "silent from the start": Reply(raw=[], hang=True),
        "busy": Reply(raw=words, wait_s=60),
    }[way]
    asked = asyncio.Event()

    def decide(_: Request) -> Reply:
        asked.set()
        return reply

    async with listening(tmp_path, dialect, decide) as listener:
        hearing = asyncio.create_task(listener.hear())
        await asyncio.wait_for(asked.wait(), 20)
        if way == "endless":
            await asyncio.sleep(0.1)  # in the middle of it
        began = time.monotonic()
        hearing.cancel()
        await asyncio.wait({hearing}, timeout=2)
        assert hearing.done()
        assert time.monotonic() - began < 0.5
