"""ask_user: a question to the person. The run waits for the answer, over a restart too."""

from __future__ import annotations

from pydantic_ai import RunContext
from pydantic_ai.exceptions import ApprovalRequired, ModelRetry

from backend.agent.hands import Hands
from backend.agent.tools.common import seen_when_asked, shortened
from backend.domain import limits


async def ask_user(context: RunContext[Hands], question: str, choices: list[str] | None = None) -> str:
    """Ask the person something that only the person can say, and wait for the answer.

    Args:
        question: The question, short and clear.
        choices: Answers to choose from, where there are some. The person may always write another one.
    """
    if not context.tool_call_approved:
        question = " ".join(question.split())
        if not question or len(question) > limits.QUESTION_CHARS:
            raise ModelRetry(f"Ask a question of 1 to {limits.QUESTION_CHARS} characters.")
        offered = [shortened(choice, limits.CHOICE_CHARS) for choice in choices or () if choice.strip()]
        asks = {"text": question, "choices": offered[: limits.CHOICES]}
        raise ApprovalRequired(metadata={"tool": "ask_user", "title": shortened(question), "question": asks})
    return seen_when_asked(context, "answer") or "The person gave no answer."
