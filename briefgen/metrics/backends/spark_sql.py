"""The metrics' SQL, written for DuckDB, in Spark's dialect: by sqlglot, and what that does not translate.

`schema.sql` is parsed into its tables and its macros. Spark has no macros, so they are expanded in each
query; and no variables that a macro could read, so their values are inserted too.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.simplify import simplify

from briefgen.text.sql import literal

#: Open-source Spark accepts from 4.2 on what its commercial sibling accepts: QUALIFY among others.
_SPARK = "databricks"
_DUCKDB = "duckdb"
#: The macro that reads a CSV; Spark gets the rows instead.
_REGISTRY = "registry"

#: Functions that sqlglot passes on under DuckDB's names. Spark's own `hash` has half the bits.
_NAMES = {"epoch_us": "unix_micros", "list_position": "array_position"}

Variables = Mapping[str, str | int | list[str]]


@dataclass(frozen=True)
class Closure:
    """A recursive table: its first rows, and how the newest rows give the next, until there are no new ones.

    Spark has no UNION in a recursion, so one that meets a cycle would never end. `step` reads the newest rows
    as the table `name`_new; `name` is the table in which the query finds all of them.
    """

    name: str
    columns: tuple[str, ...]
    first: str
    step: str


@dataclass(frozen=True)
class SparkTable:
    """A named table: its query, the names of its columns if given, and whether its rows are cached.

    Spark computes a table again for each that reads it, unless its rows are cached.
    """

    name: str
    query: str
    columns: tuple[str, ...]
    cached: bool


@dataclass(frozen=True)
class SparkQuery:
    """A query for Spark; before it the tables that it names, in order, and before these their closures."""

    closures: tuple[Closure, ...]
    tables: tuple[SparkTable, ...]
    query: str


@dataclass(frozen=True)
class _Macro:
    parameters: tuple[str, ...]
    body: exp.Expr


class Translator:
    """Translates queries over the tables and macros of `schema.sql`.

    `tables` are its tables in order, which may read the ones before them, the table `snapshot_rows` (every
    row of the Parquet files, with its file's name) and `registry_…` (a registry, as text).
    """

    def __init__(self, schema: str) -> None:
        self.tables: list[SparkTable] = []
        self._macros: dict[str, _Macro] = {}
        for statement in sqlglot.parse(schema, read=_DUCKDB):
            match statement:
                case exp.Create(kind="MACRO", this=head, expression=body):
                    if head.this.name != _REGISTRY:
                        parameters = tuple(item.name for item in head.expressions)
                        self._macros[head.this.name] = _Macro(parameters, body)
                case exp.Create(this=head, expression=query):
                    self.tables.append(SparkTable(head.name, self._written(query, {})[0], (), cached=True))

    def question(self, sql: str, variables: Variables) -> SparkQuery:
        """Translate one query, the values of its variables inserted."""
        written, closures = self._written(sqlglot.parse_one(sql, read=_DUCKDB), variables)
        query = sqlglot.parse_one(written, read=_SPARK)
        with_ = query.args.get("with_")
        if with_ is None:
            return SparkQuery(closures, (), written)
        with_.pop()
        tables, parts = with_.expressions, [*(table.this for table in with_.expressions), query]
        prefix = f"question_{hashlib.sha256(written.encode()).hexdigest()[:16]}"
        read = {}
        for table in tables:
            name = table.alias
            read[name] = sum(_rename(part, name, f"{prefix}_{name}") for part in parts)
        return SparkQuery(
            closures,
            tuple(
                SparkTable(
                    f"{prefix}_{table.alias}",
                    table.this.sql(_SPARK),
                    tuple(column.name for column in table.args["alias"].columns),
                    read[table.alias] > 1,
                )
                for table in tables
            ),
            query.sql(_SPARK),
        )

    def _written(self, query: exp.Expr, variables: Variables) -> tuple[str, tuple[Closure, ...]]:
        query = _with_values(self._expanded(query.copy()), variables)
        closures = tuple(_closure(with_) for with_ in list(query.find_all(exp.With)) if with_.recursive)
        return _spark(query), closures

    def _expanded(self, query: exp.Expr) -> exp.Expr:
        """Write out every call of a macro, and those within, from the outside in."""
        root, number = exp.Paren(this=query), itertools.count(1)
        while call := next(self._calls(root), None):
            body = _apart(_filled(self._macros[call.name.lower()], call.expressions), next(number))
            place = call.parent
            if isinstance(place, exp.Table):
                alias = place.args.get("alias") or exp.TableAlias(this=exp.to_identifier(call.name.lower()))
                place.replace(exp.Subquery(this=body, alias=alias, joins=place.args.get("joins")))
            else:
                call.replace(body if isinstance(body, exp.Subquery) else exp.Paren(this=body))
        written: exp.Expr = root.this
        return written

    def _calls(self, query: exp.Expr) -> Iterator[exp.Anonymous]:
        return (call for call in query.find_all(exp.Anonymous) if call.name.lower() in self._macros)


def _filled(macro: _Macro, arguments: Sequence[exp.Expr]) -> exp.Expr:
    """The body of a macro with its arguments in their places."""
    given = dict(zip(macro.parameters, arguments, strict=True))

    def argument(node: exp.Expr) -> exp.Expr:
        named = isinstance(node, exp.Column) and not node.table and node.name in given
        return given[node.name].copy() if named else node

    filled: exp.Expr = macro.body.copy().transform(argument)
    return filled


def _apart(body: exp.Expr, number: int) -> exp.Expr:
    """Number the tables that a body names for itself: sqlglot writes all of a query's on top of it."""
    for table in body.find_all(exp.CTE):
        _rename(body, table.alias, f"{table.alias}_{number}")
        table.args["alias"].this.replace(exp.to_identifier(f"{table.alias}_{number}"))
    return body


def _rename(query: exp.Expr, name: str, new: str) -> int:
    """Replace a table in a query by another, under the same alias; return how often."""
    places = [it for it in query.find_all(exp.Table) if it.name == name and not isinstance(it.this, exp.Func)]
    for place in places:
        place.set("this", exp.to_identifier(new))
        if not place.alias:
            place.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
    return len(places)


def _with_values(query: exp.Expr, variables: Variables) -> exp.Expr:
    def value(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous) and node.name.lower() == "getvariable":
            name = node.expressions[0].name
            return sqlglot.parse_one(literal(variables[name]), read=_DUCKDB) if name in variables else node
        return node

    valued: exp.Expr = query.transform(value)
    return valued


def _closure(recursive: exp.With) -> Closure:
    """Extract the recursive table from a query, which then reads the closure by its name."""
    table = recursive.expressions[0]
    columns = tuple(column.name for column in table.args["alias"].columns)
    first, step = table.this.left, table.this.right
    own = table.alias
    name = f"closure_{hashlib.sha256(f'{own} {first.sql()} {step.sql()}'.encode()).hexdigest()[:16]}"
    _rename(step, own, f"{name}_new")
    query = recursive.parent_select
    recursive.pop()
    if query is not None:
        _rename(query, own, name)
    return Closure(name, columns, _spark(first), _spark(step))


def _spark(query: exp.Expr) -> str:
    # From the leaves up, so that what is inside a construct is translated already.
    for node in reversed(list(query.walk())):
        if (carried := _carried_over(node)) is not node:
            node.replace(carried)
    written: str = simplify(query).sql(_SPARK, identify=True, comments=False)
    return written


def _carried_over(node: exp.Expr) -> exp.Expr:
    """Translate one construct for Spark, if sqlglot does not do so by itself; each for its reason."""
    match node:
        case exp.Div():
            # Dividing by zero gives null, as `schema.sql` asks of DuckDB.
            return exp.func("try_divide", node.this, node.expression)
        case exp.ArgMin() | exp.ArgMax():
            # DuckDB passes over the rows whose first argument is null.
            return exp.Filter(this=node.copy(), expression=exp.Where(this=_is_known(node.this)))
        case exp.Filter(this=exp.Filter() as inner):
            both = exp.and_(inner.expression.this, node.expression.this)
            return exp.Filter(this=inner.this, expression=exp.Where(this=both))
        case exp.First(this=exp.Order() as order):
            return exp.func("min_by", order.this, exp.func("struct", *_rising(order)))
        case exp.Join(kind="SEMI" | "ANTI") if node.args.get("using"):
            return _on(node)
        case exp.DataType(this=exp.DType.INT128):
            return exp.DataType.build("decimal(38, 0)")
        case exp.Table(this=exp.ReadParquet()):
            node.set("this", exp.to_identifier("snapshot_rows"))
        case exp.Table(this=exp.Anonymous(this=name) as call) if name == _REGISTRY:
            node.set("this", exp.to_identifier(f"registry_{call.expressions[0].name}"))
        case exp.Table(this=exp.Anonymous(this="query_table") as call):
            node.set("this", exp.to_identifier(call.expressions[0].name))
        case exp.Anonymous() if node.name.lower() in _NAMES:
            return exp.Anonymous(this=_NAMES[node.name.lower()], expressions=node.expressions)
    return node


def _on(join: exp.Join) -> exp.Join:
    """Write a semi or anti join USING columns with ON: else these would come first among the columns."""
    place: Any = join.parent
    left = (place.args["from_"].this if isinstance(place, exp.Select) else place).alias_or_name
    right = join.this.alias_or_name or "the_others"
    if not join.this.alias:
        join.this.set("alias", exp.TableAlias(this=exp.to_identifier(right)))
    same = (exp.column(key.name, left).eq(exp.column(key.name, right)) for key in join.args["using"])
    return exp.Join(this=join.this, kind=join.kind, on=exp.and_(*same))


def _rising(order: exp.Order) -> Iterator[exp.Expr]:
    """Values that rise in the given order, nulls last; a descending one must be a number."""
    for key in order.expressions:
        yield exp.Is(this=key.this, expression=exp.null())
        yield exp.Neg(this=key.this) if key.args.get("desc") else key.this


def _is_known(value: exp.Expr) -> exp.Expr:
    return exp.not_(exp.Is(this=value.copy(), expression=exp.null()))
