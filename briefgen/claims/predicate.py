"""The language of tests: comparisons of named values, and arithmetic with units.

`share_cn > share_us`, `20000 <= derivatives < 100000`, `first >= 2025-06-01 and not late`, `1 ZB == 1e9 TB`.
Numbers are fractions, so that `==` is exact; a value that is not known makes known only what does not depend
on it (Kleene's three-valued logic), and a ratio to zero is not known. Nothing in it runs code: a predicate is
parsed by a grammar, never evaluated as Python.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from briefgen.claims.units import Bytes
from briefgen.errors import InputError

#: What a name may stand for; None is not known.
Value = Fraction | int | float | str | dt.date | None

#: Longer expressions are nobody's test.
_LONGEST = 300

_GRAMMAR = Lark(
    r"""
    ?start: either
    ?either: both ("or" both)*
    ?both: part ("and" part)*
    ?part: "not" part -> negation
         | comparison
    comparison: sum (COMPARE sum)*
    ?sum: product (ADD product)*
    ?product: factor (MULTIPLY factor)*
    ?factor: "-" factor -> minus
           | DATE -> date
           | NUMBER "%" -> percent
           | NUMBER UNIT -> quantity
           | NUMBER -> number
           | TEXT -> text
           | NAME -> name
           | "(" either ")"

    COMPARE: "==" | "!=" | "<=" | ">=" | "<" | ">"
    ADD: "+" | "-"
    MULTIPLY: "*" | "/"
    DATE.3: /\d{4}-\d\d-\d\d/
    NUMBER.2: /\d+(\.\d+)?(e[+-]?\d{1,2})?/
    UNIT.2: /(?!(and|or|not)\b)[A-Za-z]+(?=\s|$|[^A-Za-z_0-9])/
    TEXT: /'[^']*'/
    NAME: /(?!(and|or|not)\b)[a-z][a-z0-9_]*/
    %ignore /\s+/
    """,
    parser="lalr",
)

_COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


@dataclass(frozen=True)
class Predicate:
    """A parsed expression; `text` is what the analyst wrote."""

    text: str
    _tree: Tree[Token]

    @classmethod
    def parse(cls, text: str) -> Predicate:
        """Read an expression. Raises InputError that says at which character it goes wrong.

        >>> Predicate.parse("place == 1").names
        ('place',)
        """
        return _parsed(text)

    @property
    def names(self) -> tuple[str, ...]:
        """The names it asks for, each once, in order."""
        found = (str(tree.children[0]) for tree in self._tree.find_data("name"))
        return tuple(sorted(set(found), key=lambda name: self._place(name)))

    def _place(self, name: str) -> int:
        found = re.search(rf"\b{name}\b", self.text)
        return found.start() if found else len(self.text)

    def holds(self, values: Mapping[str, Value]) -> bool | None:
        """Return whether it is true of these values; None where that depends on a value not known.

        Raises InputError where it compares what cannot be compared, or is no statement at all.

        >>> Predicate.parse("2 <= n < 5").holds({"n": 4}), Predicate.parse("n > 1").holds({"n": None})
        (True, None)
        """
        answer = self.value(values)
        if answer is not None and not isinstance(answer, bool):
            raise InputError(f"{self.text!r} is no test: it is a value, and nothing says what it should be")
        return answer

    def value(self, values: Mapping[str, Value]) -> Any:
        """Return the value of the expression: a truth value, a number, a date, a text, bytes or None.

        Raises InputError as `holds` does.
        """
        try:
            return _value(self._tree, values)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
            raise InputError(f"{self.text!r} cannot be worked out: {error}") from None


@functools.cache
def _parsed(text: str) -> Predicate:
    """The same few tests are asked of many snapshots; each is parsed once."""
    if len(text) > _LONGEST:
        raise InputError(f"expected a test of {_LONGEST} characters at most, got {len(text)}")
    try:
        return Predicate(text, _GRAMMAR.parse(text))
    except UnexpectedInput as error:
        ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        at = len(text) if ended or error.pos_in_stream is None else error.pos_in_stream
        rest = text[at : at + 20]
        where = f"at {rest!r} (character {at + 1})" if rest else "after its end"
        raise InputError(
            f"{text!r} is no test: something is wrong {where}; expected such as `share_cn > share_us`, "
            "`20000 <= count < 100000` or `1 ZB == 1e9 TB`"
        ) from None


def _value(node: Tree[Token], values: Mapping[str, Value]) -> Any:
    children = node.children
    match node.data:
        case "either":
            return _any(_truth(child, values) for child in _trees(node))
        case "both":
            return _not(_any(_not(_truth(child, values)) for child in _trees(node)))
        case "negation":
            return _not(_truth(_trees(node)[0], values))
        case "comparison":
            return _compared(node, values)
        case "sum" | "product":
            return _worked(node, values)
        case "minus":
            return _step("*", Fraction(-1), _value(_trees(node)[0], values))
        case "date":
            return dt.date.fromisoformat(str(children[0]))
        case "percent":
            return Fraction(str(children[0])) / 100
        case "quantity":
            return Bytes.of(Fraction(str(children[0])), str(children[1]))
        case "number":
            return Fraction(str(children[0]))
        case "text":
            return str(children[0])[1:-1]
        case _:
            return _plain(values[str(children[0])])


def _trees(node: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in node.children if isinstance(child, Tree)]


def _plain(value: Value) -> Any:
    """A number of a metric as a fraction, exactly as its digits print; anything else as it is."""
    return Fraction(repr(value)) if isinstance(value, int | float) else value


def _compared(node: Tree[Token], values: Mapping[str, Value]) -> Any:
    sides = [_value(child, values) for child in _trees(node)]
    if len(sides) == 1:
        return sides[0]
    signs = [str(child) for child in node.children if isinstance(child, Token)]
    pairs = zip(signs, sides, sides[1:], strict=False)
    return _not(_any(_not(_pair(sign, left, right)) for sign, left, right in pairs))


def _pair(sign: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        raise TypeError("a comparison stands where a number should")
    if type(left) is not type(right):
        raise TypeError(f"{left} cannot be compared with {right}")
    return bool(_COMPARISONS[sign](left, right))


def _worked(node: Tree[Token], values: Mapping[str, Value]) -> Any:
    result = _value(_trees(node)[0], values)
    signs = [str(child) for child in node.children if isinstance(child, Token)]
    for sign, child in zip(signs, _trees(node)[1:], strict=True):
        result = _step(sign, result, _value(child, values))
    return result


def _step(sign: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, dt.date) and isinstance(right, dt.date) and sign == "-":
        return Fraction((left - right).days)
    if isinstance(left, dt.date) and isinstance(right, Fraction) and right.denominator == 1 and sign in "+-":
        return _ARITHMETIC[sign](left, dt.timedelta(days=int(right)))
    if isinstance(left, str | bool) or isinstance(right, str | bool):
        raise TypeError(f"{left!r} {sign} {right!r} is no sum")
    if sign == "/" and not right:
        return None
    return _ARITHMETIC[sign](left, right)


def _truth(node: Tree[Token], values: Mapping[str, Value]) -> bool | None:
    answer = _value(node, values)
    if answer is not None and not isinstance(answer, bool):
        raise TypeError("`and`, `or` and `not` join comparisons")
    return answer


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _any(truths: Any) -> bool | None:
    found = list(truths)
    return True if True in found else None if None in found else False
