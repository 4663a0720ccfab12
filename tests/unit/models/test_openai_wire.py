"""What an OpenAI-compatible server may do, well or badly, and what a person then has."""

from __future__ import annotations

import asyncio
import json

import pytest
from pydantic_ai.messages import ToolCallPart

from backend.domain import errors, limits
from tests.fakes.scripted_provider import Call, Reply, ScriptedProvider, frames
from tests.unit.models.hearing import hear

pytestmark = pytest.mark.anyio


async def test_text_arrives_piece_by_piece_with_its_usage() -> None:
    async with ScriptedProvider([Reply(text=["Hel", "lo ", "you"], usage=(12, 3))]) as provider:
        heard = await hear(provider)
    assert (heard.text, heard.error) == ("Hello you", None)
    assert heard.events == ("PartStartEvent", "FinalResultEvent", "PartDeltaEvent", "PartDeltaEvent", "PartEndEvent")
    assert heard.response is not None
    assert (heard.response.usage.input_tokens, heard.response.usage.output_tokens) == (12, 3)
    assert (heard.response.finish_reason, heard.response.state) == ("stop", "complete")
    sent = provider.requests[0]
    assert (sent.path, sent.json["stream"], sent.json["stream_options"]) == (
        "/v1/chat/completions",
        True,
        {"include_usage": True},
    )
    assert sent.headers["authorization"] == "Bearer sk-test-key-123456"


async def test_thinking_under_both_names_and_in_tags_is_thinking_not_text() -> None:
    other_name = frames(Reply(thinking=["hm"], text=["yes"]))
    other_name = [frame.replace(b"reasoning_content", b"reasoning") for frame in other_name]
    replies = [
        Reply(thinking=["let me ", "see"], text=["42"]),
        Reply(raw=other_name),
        Reply(text=["<think>", "aha", "</think>", "so"]),
    ]
    async with ScriptedProvider(replies) as provider:
        said = [await hear(provider) for _ in replies]
    assert [(h.thinking, h.text, h.error) for h in said] == [
        ("let me see", "42", None),
        ("hm", "yes", None),
        ("aha", "so", None),
    ]


async def test_parallel_tool_calls_are_told_apart_however_their_pieces_come() -> None:
    def piece(**call: object) -> bytes:
        return b"data: " + json.dumps({"choices": [{"delta": {"tool_calls": [call]}}]}).encode() + b"\n\n"

    end = b'data: {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]}\n\ndata: [DONE]\n\n'
    mixed = [
        piece(index=0, id="a", function={"name": "one", "arguments": ""}),
        piece(index=1, id="b", function={"name": "two", "arguments": '{"y"'}),
        piece(index=0, function={"arguments": '{"x": '}),
        piece(index=1, function={"arguments": ": 2}"}),
        piece(index=0, function={"arguments": "1}"}),
        end,
    ]
    same_index = [
        piece(index=0, id="a", function={"name": "one", "arguments": '{"x": 1}'}),
        piece(index=0, id="b", function={"name": "two", "arguments": '{"y": 2}'}),
        end,
    ]
    no_index_and_objects = [
        piece(id="a", function={"name": "one", "arguments": {"x": 1}}),
        piece(id="b", function={"name": "two", "arguments": {"y": 2}}),
        end,
    ]
    repeated_name = [
        piece(index=0, id="a", function={"name": "one", "arguments": '{"x"'}),
        piece(index=0, id="a", function={"name": "one", "arguments": ": 1}"}),
        piece(index=1, id="b", function={"name": "two", "arguments": '{"y": 2}'}),
        end,
    ]
    in_order = Reply(calls=[Call("one", '{"x": 1}', "a"), Call("two", '{"y": 2}', "b")])
    replies = [in_order, *(Reply(raw=raw) for raw in (mixed, same_index, no_index_and_objects, repeated_name))]
    async with ScriptedProvider(replies) as provider:
        said = [await hear(provider, tools=True) for _ in replies]
    assert [(h.calls, h.error) for h in said] == [([("one", '{"x": 1}'), ("two", '{"y": 2}')], None)] * len(replies)
    for heard in said:  # no piece of a call comes after its end
        assert heard.events[-1] == "PartEndEvent"
        assert heard.events.count("PartStartEvent") == heard.events.count("PartEndEvent") == 2


async def test_G3_a_stream_cut_at_every_byte_is_never_shown_as_finished() -> None:
    recorded = b"".join(frames(Reply(text=["Grüße ", "an ", "euch"], usage=None)))
    end = recorded.index(b"data: [DONE]")
    finish = recorded.index(b'"finish_reason": "stop"')
    replies = [Reply(raw=[recorded[:at]], chunked=False) for at in range(len(recorded) + 1)]
    async with ScriptedProvider(replies) as provider:
        for at in range(len(recorded) + 1):
            heard = await hear(provider)
            assert "Grüße an euch".startswith(heard.text)
            if at >= end:  # the finish reason was read, so the text is whole
                assert (heard.text, heard.error) == ("Grüße an euch", None)
            elif at <= finish:
                assert isinstance(heard.error, errors.ReplyUnusable), at
                assert heard.response is not None
                assert heard.response.state == "incomplete"


async def test_G3_a_connection_that_breaks_is_not_an_end_either() -> None:
    whole = Reply(text=["one ", "two ", "three"], usage=None)
    size = sum(len(frame) for frame in frames(whole))
    replies = [Reply(text=whole.text, usage=None, cut_after=at) for at in range(40, size // 2, 37)]
    async with ScriptedProvider(replies) as provider:
        for _ in replies:
            heard = await hear(provider)
            assert isinstance(heard.error, errors.ProviderUnreachable if not heard.text else errors.ReplyUnusable)


async def test_G4_a_tool_call_cut_in_its_arguments_never_reaches_the_runner_as_complete() -> None:
    recorded = b"".join(frames(Reply(calls=[Call("write_file", '{"path": "a", "content": "b"}')], usage=None)))
    finish = recorded.index(b'"finish_reason": "tool_calls"')
    cuts = range(0, finish, 11)
    async with ScriptedProvider([Reply(raw=[recorded[:at]], chunked=False) for at in cuts]) as provider:
        for _ in cuts:
            heard = await hear(provider, tools=True)
            assert isinstance(heard.error, errors.ReplyUnusable)
    cut_by_length = Reply(calls=[Call("write_file", '{"path": "a", "con')], finish="length")
    empty_by_length = Reply(calls=[Call("write_file", "")], finish="length")
    async with ScriptedProvider([cut_by_length, empty_by_length]) as provider:
        for _ in range(2):
            heard = await hear(provider, tools=True)
            assert isinstance(heard.error, errors.ReplyUnusable)
            assert "Nothing was done" in heard.error.detail


async def test_names_ids_and_numbers_of_calls_are_bounded() -> None:
    good = Call("one", "{}", "a" * limits.ID_CHARS)
    replies = [
        Reply(calls=[good, Call("two", "{}", "b" * (limits.ID_CHARS + 1))]),
        Reply(calls=[good, Call("n" * (limits.ID_CHARS + 1), "{}", "b")]),
        Reply(calls=[Call("one", "{}", f"c{i}") for i in range(limits.CALLS_PER_REPLY)]),
        Reply(calls=[Call("one", "{}", f"c{i}") for i in range(limits.CALLS_PER_REPLY + 1)]),
    ]
    async with ScriptedProvider(replies) as provider:
        long_id, long_name, many, too_many = [await hear(provider, tools=True) for _ in replies]
    assert long_id.response is not None
    ids = [part.tool_call_id for part in long_id.response.parts if isinstance(part, ToolCallPart)]
    assert (ids[0], ids[1][:5], len(ids[1]), long_id.error) == (good.id, "call_", 37, None)
    assert isinstance(long_name.error, errors.ReplyUnusable)
    assert "far too long" in long_name.error.detail
    assert (len(many.calls), many.error) == (limits.CALLS_PER_REPLY, None)
    assert isinstance(too_many.error, errors.ReplyUnusable)
    assert f"more than {limits.CALLS_PER_REPLY} actions" in too_many.error.detail


async def test_G5_half_characters_byte_order_marks_comments_and_line_ends_are_tolerated() -> None:
    body = b"\xef\xbb\xbf: hello\n" + b"".join(frames(Reply(text=["🌊 a\u2028b ", "naïve"])))
    with_crlf = body.replace(b"\n", b"\r\n")
    with_cr = body.replace(b"\n", b"\r")
    with_unknown = b"event: ping\nid: 7\nretry: 5\nfoo: bar\ndata: {}\n\n: x\n\n" + body
    ways = [body, with_crlf, with_cr, with_unknown]
    replies = [Reply(raw=[way[i : i + 1] for i in range(len(way))]) for way in ways] + [Reply(raw=[w]) for w in ways]
    async with ScriptedProvider(replies) as provider:
        for _ in replies:
            heard = await hear(provider)
            assert (heard.text, heard.error) == ("🌊 a\u2028b naïve", None)


async def test_C7_line_ends_and_nul_inside_text_are_text() -> None:
    told = "event: x\r\ndata: {}\r\n\r\n\x00\x85\u2029"
    async with ScriptedProvider([Reply(text=[told])]) as provider:
        heard = await hear(provider)
    assert (heard.text, heard.error) == (told, None)


async def test_half_an_emoji_in_a_json_escape_becomes_a_replacement_not_a_failure() -> None:
    raw = (
        b'data: {"choices":[{"delta":{"content":"a\\ud83d"}}]}\n\n'
        + frames(Reply(usage=None))[-2]
        + b"data: [DONE]\n\n"
    )
    async with ScriptedProvider([Reply(raw=[raw])]) as provider:
        heard = await hear(provider)
    assert (heard.text, heard.error) == ("a?", None)


async def test_G5_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    flood = [b"data: " + b"x" * 65536] + [b"x" * 65536] * (limits.REPLY_LINE_BYTES // 65536 + 8)
    async with ScriptedProvider([Reply(raw=flood)]) as provider:
        heard = await hear(provider)
    assert isinstance(heard.error, errors.ReplyUnusable)


async def test_G6_silence_and_drips_end_after_the_idle_time() -> None:
    drip = [*frames(Reply(text=["a"], finish=None, done=False, usage=None)), *[b": still here\n\n"] * 400]
    replies = [Reply(text=["x"], finish=None, done=False, usage=None, hang=True), Reply(raw=drip, pace_s=0.02)]
    async with ScriptedProvider(replies) as provider:
        for text in ("x", "a"):
            heard = await asyncio.wait_for(hear(provider, idle_s=0.3), 3)
            assert isinstance(heard.error, errors.ProviderUnreachable)
            assert heard.text == text
            assert "has not sent anything" in heard.error.detail


async def test_a_server_that_forgets_to_close_after_its_finish_reason_does_not_hold_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "REPLY_TAIL_S", 0.2)
    async with ScriptedProvider([Reply(text=["done"], done=False, hang=True)]) as provider:
        heard = await asyncio.wait_for(hear(provider), 3)
    assert (heard.text, heard.error) == ("done", None)


async def test_an_error_inside_the_stream_is_that_error() -> None:
    begun = b"".join(frames(Reply(text=["so far "], finish=None, done=False, usage=None)))
    told = [
        b'data: {"error": {"message": "Rate limit reached", "code": "rate_limit_exceeded"}}\n\n',
        b'event: error\ndata: {"message": "boom", "code": 500}\n\n',
        b'error: {"message": "slot unavailable", "code": 503}\n\n',
        b'data: {"choices": [{"delta": {}, "finish_reason": "error", "error": {"code": 502, "message": "bad"}}]}\n\n',
    ]
    async with ScriptedProvider([Reply(raw=[begun, frame]) for frame in told]) as provider:
        said = [await hear(provider) for _ in told]
    assert [type(h.error) for h in said] == [
        errors.RateLimited,
        errors.ProviderFailed,
        errors.ProviderFailed,
        errors.ProviderFailed,
    ]
    assert {h.text for h in said} == {"so far "}


async def test_a_reply_that_is_no_model_servers_is_named_in_words() -> None:
    replies = [
        Reply(body="<html><body>Login</body></html>", content_type="text/html"),
        Reply(body="hello", content_type="text/plain"),
        Reply(body={"hello": 1}),
        Reply(body="{not json"),
        Reply(raw=[b"data: {not json\n\n"]),
        Reply(raw=[]),
        Reply(raw=[b"data: [DONE]\n\n"]),
    ]
    async with ScriptedProvider(replies) as provider:
        for _ in replies:
            heard = await hear(provider)
            assert isinstance(heard.error, errors.ReplyUnusable)
            assert heard.error.detail.endswith(".")


async def test_a_server_that_does_not_stream_is_read_all_the_same() -> None:
    message = {"role": "assistant", "content": "whole", "tool_calls": []}
    body = {"choices": [{"message": message, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1}}
    async with ScriptedProvider([Reply(body=body)]) as provider:
        heard = await hear(provider)
    assert (heard.text, heard.error) == ("whole", None)


async def test_a_server_is_asked_again_without_what_it_does_not_take() -> None:
    replies = [
        Reply(status=400, body={"error": {"message": "Unrecognized request argument: stream_options"}}),
        Reply(status=400, body={"error": {"message": "model:1b does not support tools"}}),
        Reply(text=["fine"]),
    ]
    async with ScriptedProvider(replies) as provider:
        heard = await hear(provider, tools=True)
    assert (heard.text, heard.error) == ("fine", None)
    assert ["tools" in request.json for request in provider.requests] == [True, True, False]
    assert "stream_options" not in provider.requests[-1].json


async def test_stopping_closes_the_connection_at_once() -> None:
    async with ScriptedProvider([Reply(text=["x "] * 5000, pace_s=0.01)]) as provider:
        listening = asyncio.create_task(hear(provider))
        await asyncio.sleep(0.2)
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        await asyncio.wait_for(provider.gone.wait(), 0.5)
