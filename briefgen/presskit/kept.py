"""Pictures kept from one run to the next by the hash of all that they are drawn from."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

import briefgen
from briefgen.files import write_whole

_FOLDER = "pictures"
_DRAWN_WITH = ("vl-convert-python", "weasyprint", "pypdfium2", "altair", "uharfbuzz", "font-source-sans-pro")


class Kept:
    """The pictures kept in a folder for one state of briefgen; without a folder nothing is kept.

    A file is a zip under the hash of what it was drawn from. One that is damaged counts as missing, and the
    folder may be deleted at any time.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / _FOLDER if folder else None

    def get(self, key: Iterable[str]) -> dict[str, bytes] | None:
        """Return the pictures drawn from `key`, None where there are none."""
        if self._folder is None:
            return None
        try:
            with zipfile.ZipFile(self._file(key)) as kept:
                return {name: kept.read(name) for name in kept.namelist()}
        except (OSError, zipfile.BadZipFile):
            return None

    def put(self, key: Iterable[str], pictures: Mapping[str, bytes]) -> None:
        """Keep pictures. A folder that cannot be written to keeps nothing, and that is no error."""
        if self._folder is None:
            return
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as kept:
            for name, picture in pictures.items():
                kept.writestr(name, picture)
        with contextlib.suppress(OSError):
            write_whole(self._file(key), content.getvalue())

    def _file(self, key: Iterable[str]) -> Path:
        state = hashlib.sha256()
        for part in (*map(version, _DRAWN_WITH), *key):
            state.update(hashlib.sha256(part.encode()).digest())
        for code in _code():
            state.update(hashlib.sha256(code).digest())
        name = state.hexdigest()
        return Path(self._folder or "", name[:2], f"{name}.zip")


def _code() -> Iterable[bytes]:
    """The program itself: any change to it may change a picture."""
    folder = Path(briefgen.__file__).parent
    for part in ("charts", "presskit", "briefing", "fonts.py"):
        place = folder / part
        yield from (file.read_bytes() for file in sorted(place.rglob("*.py")) or [place])
