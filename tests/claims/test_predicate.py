"""The language of tests: what it reads it works out as Python does with fractions; the rest it refuses."""

from __future__ import annotations

import contextlib
import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefgen.claims.predicate import Predicate, Value
from briefgen.errors import InputError

#: An expression in the language, and the same in Python.
Pair = tuple[str, str]


def worked_out(text: str, **values: Value) -> object:
    return Predicate.parse(text).value(values)


def holds(text: str, **values: Value) -> bool | None:
    return Predicate.parse(text).holds(values)


NAMES = ("a", "b_2", "share")
NUMBERS = st.sampled_from(["0", "1", "7", "2.5", "0.1", "1e3", "2e-2", "40%"])
LEAVES = st.one_of(
    NUMBERS.map(lambda it: (it, f"(F('{it[:-1]}') / 100)" if it.endswith("%") else f"F('{it}')")),
    # More often than not a name, since it is values that a test is about.
    *[st.sampled_from(NAMES).map(lambda name: (name, name))] * 2,
)
KNOWN = st.fixed_dictionaries(
    {name: st.one_of(st.integers(-99, 99), st.fractions(-9, 9, max_denominator=12)) for name in NAMES}
)


def joined(inner: st.SearchStrategy[Pair], *signs: str) -> st.SearchStrategy[Pair]:
    """Two expressions with a sign between them and no brackets, so that what binds closer is tried."""
    pairs = st.tuples(inner, st.sampled_from(signs), inner)
    return pairs.map(lambda it: (f"{it[0][0]} {it[1]} {it[2][0]}", f"{it[0][1]} {it[1]} {it[2][1]}"))


def around(inner: st.SearchStrategy[Pair], before: str, after: str = "") -> st.SearchStrategy[Pair]:
    return inner.map(lambda pair: (f"{before}{pair[0]}{after}", f"{before}{pair[1]}{after}"))


def sums(*signs: str) -> st.SearchStrategy[Pair]:
    return st.recursive(
        LEAVES,
        lambda inner: joined(inner, *signs) | around(inner, "(", ")") | around(inner, "-"),
        max_leaves=8,
    )


SUMS = sums("+", "-", "*", "/")
SIGNS = ("==", "!=", "<", "<=", ">", ">=")
# A ratio to zero is an error to Python, and where it stops at the first false part it may not meet it.
WHOLE = sums("+", "-", "*")
LINKS = joined(WHOLE, *SIGNS)
CHAINS = st.tuples(LINKS, st.sampled_from(SIGNS), WHOLE).map(
    lambda it: (f"{it[0][0]} {it[1]} {it[2][0]}", f"{it[0][1]} {it[1]} {it[2][1]}")
)
STATEMENTS = st.recursive(
    LINKS | CHAINS,
    lambda inner: joined(inner, "and", "or") | around(inner, "(", ")") | around(inner, "not "),
    max_leaves=4,
)


def by_python(source: str, values: dict[str, int | Fraction]) -> object:
    """What Python makes of it, each number a fraction; a ratio to zero is not known."""
    names = {name: Fraction(value) for name, value in values.items()}
    try:
        return eval(source, {"F": Fraction}, names)
    except ZeroDivisionError:
        return None


@given(SUMS, KNOWN)
def test_sums_are_those_of_python_over_fractions(pair: Pair, values: dict[str, int | Fraction]) -> None:
    text, source = pair
    assume(len(text) <= 300)
    assert worked_out(text, **values) == by_python(source, values)


@given(STATEMENTS, KNOWN)
def test_statements_are_as_true_as_in_python(pair: Pair, values: dict[str, int | Fraction]) -> None:
    text, source = pair
    assume(len(text) <= 300)
    assert holds(text, **values) is by_python(source, values)


@given(st.lists(SUMS, min_size=3, max_size=4), st.data(), KNOWN)
def test_a_chain_holds_where_each_of_its_links_does(
    sides: list[Pair], data: st.DataObject, values: dict[str, int | Fraction]
) -> None:
    texts = [text for text, _ in sides]
    signs = [data.draw(st.sampled_from(SIGNS)) for _ in texts[1:]]
    chain = texts[0] + "".join(f" {sign} {text}" for sign, text in zip(signs, texts[1:], strict=True))
    links = [f"{left} {sign} {right}" for left, sign, right in zip(texts, signs, texts[1:], strict=False)]
    assume(len(" and ".join(links)) <= 300)
    assert holds(chain, **values) is holds(" and ".join(links), **values)


#: Three statements that are true, false and not known, with their places in Kleene's order.
ATOMS = st.sampled_from([("yes == 1", 1), ("no == 1", -1), ("unknown == 1", 0)])
KLEENE = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda it: (f"({it[0][0]}) and ({it[1][0]})", min(it[0][1], it[1][1]))),
        st.tuples(inner, inner).map(lambda it: (f"({it[0][0]}) or ({it[1][0]})", max(it[0][1], it[1][1]))),
        inner.map(lambda it: (f"not ({it[0]})", -it[1])),
    ),
    max_leaves=6,
)


@given(KLEENE)
def test_what_is_not_known_follows_kleene(pair: tuple[str, int]) -> None:
    text, truth = pair
    assume(len(text) <= 300)
    assert holds(text, yes=1, no=0, unknown=None) is {1: True, -1: False, 0: None}[truth]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("text", ["gone {} 1", "1 + gone {} 1", "1 {} -gone", "1 {} 2 * gone", "1 {} 1 / 0"])
def test_what_is_worked_out_from_the_unknown_is_not_known(text: str, sign: str) -> None:
    assert holds(text.format(sign), gone=None) is None


def test_a_chain_that_fails_at_a_known_link_fails_whatever_the_unknown_is() -> None:
    assert holds("5 < 3 < gone", gone=None) is False
    assert holds("2 < 3 < gone", gone=None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 ZB == 1e9 TB", True),
        ("1 ZB == 1e12 GB and 1 ZB == 1e21 B and 1 YB == 1000 ZB", True),
        ("1 KiB == 1024 B and 1 MiB == 1024 KiB and 1 GiB > 1 GB", True),
        ("180 ZB / 300 TB == 6e8", True),
        ("2 * 1 TB + 500 GB == 2.5 TB", True),
        ("1 EB < 1 PB", False),
        ("3 TB - 1 TB == -(-2 TB) and 3 TB / 3 == 1 TB and 1 TB * 2 > 1 TB", True),
        ("1 TB / 0 TB == 1", None),
        ("1 TB / 0 == 1 TB", None),
    ],
)
def test_units_of_information_are_those_of_the_si_and_the_iec(text: str, expected: bool | None) -> None:
    assert holds(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "1 ZB == 1",
        "1 ZB + 1 == 2 ZB",
        "1 TB * 1 TB == 1 TB",
        "1 / 1 TB == 1",
        "1 ZB < 2025-01-01",
        "1 ZB + 'a' == 1",
        "1 km == 1",
        "1 tb == 1 TB",
        "1 TB",
    ],
)
def test_a_mistake_of_dimension_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        holds(text)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("2025-07-26 - 2025-07-23 == 3", {}, True),
        ("2025-02-28 + 1 == 2025-03-01 and 2025-03-01 - 1 == 2025-02-28", {}, True),
        ("2025-01-01 <= made <= 2025-01-31", {"made": dt.date(2025, 1, 31)}, True),
        ("made + days < 2025-02-01", {"made": dt.date(2025, 1, 31), "days": 1}, False),
        ("tier == 'permissive'", {"tier": "permissive"}, True),
        ("tier != 'permissive'", {"tier": "other"}, True),
    ],
)
def test_dates_and_texts_are_compared_with_their_own_kind(
    text: str, values: dict[str, Value], expected: bool
) -> None:
    assert holds(text, **values) is expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2025-13-01 < made", "month must be in 1..12"),
        ("made == 'today'", "cannot be compared"),
        ("made > 1", "cannot be compared"),
        ("made + made == 1", "cannot be worked out"),
        ("made + 1/2 == made", "cannot be worked out"),
        ("(1 < 2) == (2 < 3)", "a comparison stands where a number should"),
        ("-(1 < 2) == 1", "cannot be worked out"),
        ("1 + (2 > 1) == 2", "is no sum"),
        ("1 and 2", "join comparisons"),
        ("not 1", "join comparisons"),
        ("1 + 1", "nothing says what it should be"),
    ],
)
def test_what_is_no_statement_is_refused(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        holds(text, made=dt.date(2025, 1, 1))
    assert told in str(caught.value)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("place = 1", "at '= 1' (character 7)"),
        ("place == ", "after its end"),
        ("", "after its end"),
        ("place == 1 2", "at '2' (character 12)"),
        ("__import__('os')", "(character 1)"),
        ("place.real == 1", "at '.real == 1' (character 6)"),
        ("2 ** 3 == 8", "(character 4)"),
        ("1 == 1 " * 50, "300 characters at most, got 350"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        Predicate.parse(text)
    assert told in str(caught.value)


def test_numbers_of_metrics_are_exact() -> None:
    # To binary fractions 0.1 + 0.2 is no 0.3, and 52 / 10 is more than 5.2.
    assert holds("share + 0.2 == 0.3", share=0.1) is True
    assert holds("big / small <= 5.2", big=52, small=10) is True
    assert holds("0 < share < 1e-12", share=1e-13) is True


def test_the_names_are_told_once_each_in_order() -> None:
    assert Predicate.parse("b + a > b and 'c' == tier").names == ("b", "a", "tier")


PIECES = ["1", "2.5", "1e9", "50%", "TB", "ZB", "a", "b", "and", "or", "not", "(", ")", "+", "-", "*", "/",
          "<", "<=", "==", "!=", "2025-01-01", "2025-02-30", "'x'", "'", "=", ".", "٣"]  # fmt: skip
FILLINGS: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=3), st.dates(), st.fractions()
)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=320), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)), st.data()
)
def test_whatever_is_written_is_read_or_refused(text: str, data: st.DataObject) -> None:
    with contextlib.suppress(InputError):
        parsed = Predicate.parse(text)
        parsed.holds({name: data.draw(FILLINGS) for name in parsed.names})


@pytest.mark.parametrize(("before", "after"), [("(" * 140, ")" * 140), ("not " * 70, ""), ("-" * 290, "")])
def test_depth_is_no_danger(before: str, after: str) -> None:
    assert holds(f"{before}1 < 2{after}") is True
