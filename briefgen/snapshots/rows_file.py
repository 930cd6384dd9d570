"""The Parquet file that holds a snapshot's rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import IO, TYPE_CHECKING

from briefgen.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows that are held in memory and written at a time.
_ROW_GROUP = 131_072
#: zstd levels: a snapshot of one row group is compressed as far as possible, larger ones quickly.
_TIGHT, _QUICK = 19, 3


def misfit(file: Path, rows: int) -> str | None:
    """Return how a Parquet file's footer differs from the snapshot's table; None if it does not."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from briefgen.snapshots.schema import TABLE

    try:
        footer = pq.read_metadata(file)
        columns = footer.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        return f"it does not read as Parquet ({str(error).splitlines()[0][:200]})"
    for place, (found, expected) in enumerate(zip_longest(columns, TABLE), start=1):
        if found is None or expected is None or not found.equals(expected):
            return f"column {place} is {_column(found)}, expected {_column(expected)}"
    return None if footer.num_rows == rows else f"it has {footer.num_rows} rows, the manifest says {rows}"


def _column(field: pa.Field | None) -> str:
    if field is None:
        return "none"
    return f"{field.name[:60]!r} of {str(field.type)[:100]}{'' if field.nullable else ', never null'}"


def write_rows(part: IO[bytes], batches: Iterable[pa.RecordBatch], snapshot_id: str) -> int:
    """Write rows as Parquet, a row group at a time; return their number."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from briefgen.snapshots.schema import TABLE

    written, last = 0, ""
    groups = _groups(batches)
    first = next(groups, TABLE.empty_table())
    level = _TIGHT if first.num_rows < _ROW_GROUP else _QUICK
    with pq.ParquetWriter(part, TABLE, compression="zstd", compression_level=level) as writer:
        for group in chain([first], groups):
            if not group.schema.equals(TABLE):
                raise ValueError(f"{snapshot_id}: the table does not obey the snapshot schema")
            ids = pa.chunked_array([pa.array([last], pa.string()), *group["repo_id"].chunks])
            last = _refuse_repeated(ids, snapshot_id)
            writer.write_table(group)
            written += group.num_rows
    return written


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Gather batches into tables of one row group each; the last may be smaller."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        while sum(map(len, waiting)) >= _ROW_GROUP:
            whole = pa.Table.from_batches(waiting)
            yield whole.slice(0, _ROW_GROUP)
            waiting = whole.slice(_ROW_GROUP).to_batches()
    if waiting:
        yield pa.Table.from_batches(waiting)


def _refuse_repeated(ids: pa.ChunkedArray, snapshot_id: str) -> str:
    """Return the last of the ids, which must rise from one to the next."""
    import pyarrow.compute as pc

    before, after = ids.slice(0, len(ids) - 1), ids.slice(1)
    repeated = after.filter(pc.equal(before, after)).unique()
    if len(repeated):
        raise InputError(
            f"{snapshot_id}: {len(repeated)} repositories stand in several rows, first "
            f"{repeated[0].as_py()!r}. A snapshot holds one row a repository; mend the file."
        )
    if not pc.all(pc.less(before, after), min_count=0).as_py():
        raise ValueError(f"{snapshot_id}: the rows are not sorted by repo_id")
    return str(ids[-1].as_py())
