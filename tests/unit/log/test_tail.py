"""The end of a long conversation, where it stands alone."""

from __future__ import annotations

from typing import Any

from backend.log.tail import tail

Json = dict[str, Any]


def chat(exchanges: int) -> Json:
    messages: list[Json] = []
    runs: list[Json] = []
    for number in range(exchanges):
        messages += [asked(f"u{number}"), answer(f"a{number}", f"r{number}")]
        runs.append(run(f"r{number}", f"u{number}"))
    return {"id": "c", "leaf": None, "interrupts": [], "messages": messages, "runs": runs, "n": exchanges * 7}


def asked(message_id: str, **metadata: Any) -> Json:
    return {"id": message_id, "role": "user", "content": message_id, "metadata": metadata}


def answer(message_id: str, run_id: str, role: str = "assistant") -> Json:
    return {"id": message_id, "role": role, "content": message_id, "metadata": {"runId": run_id}}


def run(run_id: str, message_id: str | None, parent: str | None = None) -> Json:
    return {"id": run_id, "messageId": message_id, "parentRunId": parent}


def test_the_last_messages_come_with_their_runs_and_how_many_are_before_them() -> None:
    state = chat(100)
    end = tail(state, 5)
    assert end == {**state, "messages": state["messages"][194:], "runs": state["runs"][97:], "before": 194}
    assert len(state["messages"]) == 200  # what it was made of is as it was


def test_less_than_twice_as_much_comes_whole() -> None:
    assert tail(chat(10), 11) is None
    assert tail(chat(10), 2000) is None
    assert tail(chat(0), 5) is None
    assert tail(chat(30), 20) is not None


def test_it_begins_before_what_a_person_asked_and_not_in_the_middle_of_an_answer() -> None:
    state = chat(50)
    state["messages"] += [answer(f"more{n}", "r49") for n in range(9)]
    state["messages"].insert(-3, asked("steering", steers="r49"))
    end = tail(state, 3)
    assert end is not None
    assert [message["id"] for message in end["messages"][:2]] == ["u49", "a49"]


def test_a_run_that_goes_on_comes_with_the_one_that_it_goes_on_from() -> None:
    state = chat(50)
    state["messages"].append(answer("more", "r49b"))
    state["runs"].append(run("r49b", None, "r49"))
    end = tail(state, 3)
    assert end is not None
    assert [each["id"] for each in end["runs"]] == ["r49", "r49b"]


def test_another_answer_to_an_old_question_brings_the_whole() -> None:
    state = chat(50)
    state["messages"].append(answer("again", "r3b"))
    state["runs"].append(run("r3b", "u3"))
    assert tail(state, 4) is None


def test_an_old_message_that_was_written_anew_brings_the_whole() -> None:
    state = chat(50)
    state["messages"] += [asked("u3b", parentId="a2"), answer("a3b", "r3b")]
    state["runs"].append(run("r3b", "u3b"))
    assert tail(state, 1) is None
    assert tail(state, 4) is None


def test_a_branch_within_the_end_comes_along() -> None:
    state = chat(50)
    state["messages"] += [asked("u49b", parentId="a48"), answer("a49b", "r49b")]
    state["runs"].append(run("r49b", "u49b"))
    end = tail(state, 6)
    assert end is not None
    assert end["before"] == 96


def test_a_chosen_branch_or_an_open_question_brings_the_whole() -> None:
    assert tail({**chat(50), "leaf": "a3"}, 4) is None
    assert tail({**chat(50), "interrupts": [{"id": "i"}]}, 4) is None
