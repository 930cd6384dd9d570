"""A CSV file, plain or gzipped, row by row: each row with its line number, strictly parsed."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from briefgen.errors import InputError
from briefgen.snapshots.archives.common import readable

_GZIP = b"\x1f\x8b"
_ROWS_AT_A_TIME = 32_768


class TextTable:
    """The rows of a CSV file below its header.

    Raises InputError, naming the line, if the file cannot be read, is empty, is not UTF-8 text, is cut short,
    or names a column twice; `batches` does if a row has more or fewer cells than the header, or repeats it.
    """

    def __init__(self, file: Path, delimiter: str) -> None:
        self._file = readable(file)
        self._rows = self._read(delimiter)
        _, self.columns = next(self._rows, (0, []))
        if not self.columns:
            self._refuse(1, "expected a header with the names of the columns, but the file is empty")
        for name in self.columns:
            if self.columns.count(name) > 1:
                self._refuse(1, f"the column {name[:60]!r} stands here twice; give each a name of its own")

    def batches(self, wanted: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
        """Yield the cells as text, with the `line` of each row; `wanted` has the columns by new names."""
        places = [self.columns.index(column) for column in wanted.values()]
        rows = self._checked()
        while some := list(islice(rows, _ROWS_AT_A_TIME)):
            columns = list(zip(*(cells for _, cells in some), strict=True))
            arrays = [pa.array([line for line, _ in some], pa.int64())]
            arrays += [pa.array(columns[place], pa.string()) for place in places]
            yield pa.RecordBatch.from_arrays(arrays, names=["line", *wanted])

    def _checked(self) -> Iterator[tuple[int, list[str]]]:
        for line, cells in self._rows:
            if len(cells) != len(self.columns):
                self._refuse(
                    line,
                    f"expected {len(self.columns)} cells as in the header, got {len(cells)}; put a cell that "
                    "holds the delimiter in quotes",
                )
            if cells == self.columns:
                self._refuse(line, "the header stands here a second time; take this line out")
            yield line, cells

    def _read(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        with self._file.open("rb") as start:
            zipped = start.read(len(_GZIP)) == _GZIP
        with gzip.open(self._file) if zipped else self._file.open("rb") as content:
            reader = csv.reader(self._decoded(content), delimiter=delimiter, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    self._refuse(
                        line, f"this is not CSV ({error}); check the quotes, and that the file is whole"
                    )
                if cells:
                    yield line, cells

    def _decoded(self, content: Iterable[bytes]) -> Iterator[str]:
        number = 0
        try:
            for number, line in enumerate(content, start=1):
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            wrong = error.object[error.start]
            self._refuse(number, f"expected UTF-8 text, got the byte 0x{wrong:02x}; save the file as UTF-8")
        except (EOFError, gzip.BadGzipFile, zlib.error):
            self._refuse(number + 1, "the gzipped file is cut short or damaged here; fetch it again")

    def _refuse(self, line: int, problem: str) -> NoReturn:
        raise InputError(f"{self._file}:{line}: {problem}.")
