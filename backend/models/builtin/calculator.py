"""Arithmetic from text, by walking Python's syntax tree. It evaluates numbers and nothing else, and within bounds."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Final

Number = int | float

_CHARS_MOST: Final = 200
_NODES_MOST: Final = 100
_BITS_MOST: Final = 4096  # of a whole number: about 1,200 digits

_OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "sqrt": math.sqrt,
    "abs": abs,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "log": math.log,
    "log10": math.log10,
    "exp": math.exp,
}
_CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau}
_WORDS = (
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\b(?:times|multiplied by)\b|×", "*"),
    (r"\b(?:divided by|over)\b|÷", "/"),
    (r"\b(?:to the power of)\b|\^", "**"),
    (r"\bsquared\b", "**2"),
    (r"−", "-"),
    (r"(\d+(?:\.\d+)?)\s*(?:%|percent)\s+of\s+", r"\1/100*"),
    (r"(?<=\d)\s+x\s+(?=\d)", "*"),
)
_ALLOWED = re.compile(rf"(?:\d|[.+\-*/%(),\s]|\b(?:{'|'.join([*_FUNCTIONS, *_CONSTANTS])})\b)+")


class NotCalculable(Exception):
    """It is arithmetic, but has no value we can give; the text says why."""


def as_expression(text: str) -> str | None:
    """The expression that `text` is, in Python's spelling, or None when it is no arithmetic."""
    spelled = text.strip().removesuffix("=").strip().lower()
    for pattern, sign in _WORDS:
        spelled = re.sub(pattern, sign, spelled)
    if not any(name in spelled for name in _FUNCTIONS):
        spelled = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", spelled)  # 1,000 is one thousand
    if len(spelled) > _CHARS_MOST or not _ALLOWED.fullmatch(spelled):
        return None
    has_work = re.search(r"[\d)a-z]\s*(?:\*\*|[+\-*/%])\s*[\d(.a-z+-]|[a-z]\(", spelled)
    return spelled if has_work and re.search(r"\d|pi|tau", spelled) else None


def calculate(expression: str) -> str:
    """The value, as one would write it. Raises NotCalculable."""
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise NotCalculable("it is not written in a way I can read") from None
    if sum(1 for _ in ast.walk(tree)) > _NODES_MOST:
        raise NotCalculable("it is too long")
    try:
        value = _value(tree.body)
    except ZeroDivisionError:
        raise NotCalculable("it divides by zero") from None
    except OverflowError:
        raise NotCalculable("the result is too large") from None
    except (ValueError, TypeError):
        raise NotCalculable("it has no value") from None
    return _written(value)


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _bounded(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _bounded(_OPERATORS[type(sign)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS:
            return _bounded(_FUNCTIONS[name](*map(_value, arguments)))
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case _:
            raise NotCalculable("it is not plain arithmetic")


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(base, int) and isinstance(exponent, int) and base.bit_length() * abs(exponent) > _BITS_MOST:
        raise NotCalculable("the result is too large")
    value = base**exponent
    if isinstance(value, complex):
        raise NotCalculable("it has no real value")
    return _bounded(value)


def _bounded(number: Number) -> Number:
    if isinstance(number, int) and number.bit_length() > _BITS_MOST:
        raise NotCalculable("the result is too large")
    return number


def _written(value: Number) -> str:
    if isinstance(value, int):
        return str(value)
    if math.isinf(value) or math.isnan(value):
        raise NotCalculable("the result is too large")
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
