"""What a model is sent: the branch that leads to the question, made honest where a crash or a stop cut it."""

from __future__ import annotations

from typing import Any

from backend.agent import history

Json = dict[str, Any]


def user(key: str, text: str = "q", **metadata: Any) -> Json:
    return {"id": key, "role": "user", "content": text, "metadata": metadata}


def assistant(key: str, run: str, text: str = "a", *calls: Json) -> Json:
    message: Json = {"id": key, "role": "assistant", "content": text, "metadata": {"runId": run}}
    return message | ({"toolCalls": list(calls)} if calls else {})


def call(key: str, **metadata: Any) -> Json:
    return {"id": key, "type": "function", "function": {"name": "read_file", "arguments": "{}"}, "metadata": metadata}


def result(key: str, of: str, run: str) -> Json:
    return {"id": key, "role": "tool", "toolCallId": of, "content": "r", "metadata": {"runId": run}}


def run(key: str, message: str, parent: str | None = None) -> Json:
    return {"id": key, "messageId": message, "parentRunId": parent}


def state(messages: list[Json], runs: list[Json]) -> Json:
    return {"messages": messages, "runs": runs}


def ids(messages: list[Json]) -> list[str]:
    return [message["id"] for message in messages]


def kinds(messages: list[Json], **more: Any) -> list[list[str]]:
    """Part kinds of each model message."""
    return [[part.part_kind for part in m.parts] for m in history.model_messages(messages, **more)]


def test_a_line_of_questions_and_answers_is_sent_whole() -> None:
    chat = state([user("u1"), assistant("a1", "r1"), user("u2")], [run("r1", "u1"), run("r2", "u2")])
    assert ids(history.branch(chat, "u2", [])) == ["u1", "a1", "u2"]
    assert kinds(history.branch(chat, "u2", [])) == [["user-prompt"], ["text"], ["user-prompt"]]


def test_a_question_on_another_branch_leaves_the_first_branch_out() -> None:
    chat = state(
        [
            user("u1"),
            assistant("a1", "r1"),
            user("u2", parentId="a1"),
            assistant("a2", "r2"),
            user("u3", parentId="a1"),
        ],
        [run("r1", "u1"), run("r2", "u2"), run("r3", "u3")],
    )
    assert ids(history.branch(chat, "u3", [])) == ["u1", "a1", "u3"]
    assert ids(history.branch(state([*chat["messages"], user("u4", parentId=None)], []), "u4", [])) == ["u4"]


def test_a_run_that_continues_is_sent_what_it_continues() -> None:
    chat = state([user("u1"), assistant("a1", "r1", "", call("t1"))], [run("r1", "u1"), run("r2", "u1", parent="r1")])
    assert history.ancestors(chat, "r2") == ["r1"]
    messages = history.branch(chat, "u1", ["r1"])
    assert kinds(messages, answered_now=["t1"]) == [["user-prompt"], ["tool-call"]]


def test_a_retried_run_is_another_answer_and_the_newest_one_is_what_follows() -> None:
    chat = state(
        [user("u1"), assistant("a1", "r1"), assistant("a2", "r2"), user("u2")],
        [run("r1", "u1"), run("r2", "u1"), run("r3", "u2")],
    )
    assert ids(history.branch(chat, "u1", history.ancestors(chat, "r2"))) == ["u1"]
    assert ids(history.branch(chat, "u2", [])) == ["u1", "a2", "u2"]


def test_F4_a_call_without_a_result_is_told_as_unknown_and_a_cut_one_not_at_all() -> None:
    chat = [user("u1"), assistant("a1", "r1", "", call("t1"), call("t2", partial=True)), user("u2")]
    messages = history.model_messages(chat)
    assert [[p.part_kind for p in m.parts] for m in messages] == [
        ["user-prompt"],
        ["tool-call"],
        ["tool-return", "user-prompt"],
    ]
    assert messages[2].parts[0].content == history.UNKNOWN  # type: ignore[union-attr]


def test_empty_answers_are_left_out() -> None:
    chat = [user("u1"), assistant("a1", "r1", ""), user("u2")]
    assert kinds(chat) == [["user-prompt", "user-prompt"]]


def test_results_and_later_turns_keep_their_order() -> None:
    chat = [
        user("u1"),
        assistant("a1", "r1", "", call("t1")),
        result("x1", "t1", "r1"),
        assistant("a2", "r1"),
        user("u2"),
    ]
    assert kinds(chat) == [["user-prompt"], ["tool-call"], ["tool-return"], ["text"], ["user-prompt"]]


def test_a_second_half_is_joined_to_its_first_and_so_is_what_it_did() -> None:
    first, second = assistant("a1", "r1", "The sea is de"), assistant("a2", "r2", "ep.", call("c1"))
    second["metadata"]["continues"] = "a1"
    whole = history.sewn([user("u1"), first, second, result("t1", "c1", "r2"), assistant("a3", "r2", "Done.")])
    assert ids(whole) == ["u1", "a1", "t1", "a3"]
    assert (whole[1]["content"], whole[1]["toolCalls"]) == ("The sea is deep.", [call("c1")])
    assert first["content"] == "The sea is de"


def test_only_text_at_the_end_can_be_taken_up_in_mid_sentence() -> None:
    thought = {"id": "t", "role": "reasoning", "content": "hm", "metadata": {"runId": "r1"}}
    text = assistant("a1", "r1", "half a sen")
    half = history.FirstHalf("a1", "half a sen", thought=False)
    assert history.first_half([user("u1"), text]) == half
    assert history.first_half([user("u1"), thought, text]) == history.FirstHalf("a1", "half a sen", thought=True)
    for last in (user("u1"), assistant("a1", "r1", " \n"), assistant("a1", "r1", "x", call("c1")), thought):
        assert history.first_half([user("u0"), last]) is None
    assert history.first_half([]) is None


def test_thinking_that_led_to_nothing_is_not_what_is_answered() -> None:
    thought = {"id": "t", "role": "reasoning", "content": "hm", "metadata": {"runId": "r1"}}
    cut = assistant("a1", "r1", "", call("c1", partial=True))
    assert ids(history.without_thoughts_at_end([user("u1"), thought, cut])) == ["u1"]
    kept = [user("u1"), thought, assistant("a1", "r1", "", call("c1"))]
    assert history.without_thoughts_at_end(kept) == kept


def test_what_was_said_into_an_answer_stays_where_the_model_heard_it() -> None:
    chat = state(
        [
            user("u1"),
            assistant("a1", "r1", "", call("c1")),
            result("t1", "c1", "r1"),
            user("s1", "and this", steers="r1"),
            assistant("a2", "r1", "done"),
            user("u2", parentId="a2"),
        ],
        [run("r1", "u1"), run("r2", "u2")],
    )
    sent = history.branch(chat, "u2", [])
    assert ids(sent) == ["u1", "a1", "t1", "s1", "a2", "u2"]
    assert kinds(sent) == [["user-prompt"], ["tool-call"], ["tool-return", "user-prompt"], ["text"], ["user-prompt"]]


def test_what_was_said_into_one_answer_is_not_in_another_one() -> None:
    chat = state(
        [user("u1"), assistant("a1", "r1"), user("s1", steers="r1"), assistant("a2", "r1"), assistant("b1", "r2")],
        [run("r1", "u1"), run("r2", "u1")],
    )
    assert ids(history.branch(chat, "u1", [])) == ["u1"]
    assert ids(history.branch(chat, "u1", ["r1"])) == ["u1", "a1", "s1", "a2"]
    assert ids(history.branch(chat, "u1", ["r2"])) == ["u1", "b1"]


def test_files_come_with_the_message_that_brought_them() -> None:
    messages = [user("u1", "first"), assistant("a1", "r1"), user("u2", "second")]
    loaded = history.model_messages(messages, contents={"u2": ["a file", "second"]})
    prompts = [part.content for m in loaded for part in m.parts if part.part_kind == "user-prompt"]
    assert prompts == ["first", ["a file", "second"]]


def test_a_summary_takes_the_place_of_what_it_sums_up_until_it_is_undone() -> None:
    messages = [
        {"id": "u1", "role": "user", "content": "Read all.", "metadata": {}},
        {"id": "a1", "role": "assistant", "content": "", "metadata": {"runId": "r1"}},
        {"id": "t1", "role": "tool", "toolCallId": "c1", "content": "x", "metadata": {"runId": "r1"}},
        {"id": "t2", "role": "tool", "toolCallId": "c2", "content": "y", "metadata": {"runId": "r1"}},
        {"id": "a2", "role": "assistant", "content": "Read.", "metadata": {"runId": "r1"}},
    ]
    first = {"id": "s1", "through": "u1", "text": "Nothing yet.", "undone": False}
    second = {"id": "s2", "through": "t1", "text": "Read x.", "undone": False}
    shown = history.from_summary(messages, [{"summaries": [second, first]}])
    assert [m["id"] for m in shown] == ["summary-s2", "a2"]
    assert "Read x." in shown[0]["content"]
    assert history.last_words(shown[0]["content"]) == "Read all."
    undone = history.from_summary(messages, [{"summaries": [{**second, "undone": True}]}])
    assert undone == messages
    elsewhere = history.from_summary(messages, [{"summaries": [{**second, "through": "of another branch"}]}])
    assert elsewhere == messages
