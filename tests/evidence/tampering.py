"""What a forger does: unpacks a bundle, alters it, and makes every list of hashes fit again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"


def unpacked(bundle: Path, folder: Path) -> Path:
    """Unpack a bundle with Python's own zipfile, and return the bag's base folder."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return root


def paths(root: Path) -> list[str]:
    """Every file of a bag."""
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def hash_again(root: Path) -> None:
    """Make both lists of hashes fit what stands there, and the size in bag-info.txt."""
    payload = [name for name in paths(root) if name.startswith("data/")]
    size = sum((root / name).stat().st_size for name in payload)
    lines = (root / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    told = [f"Payload-Oxum: {size}.{len(payload)}" if "Oxum" in line else line for line in lines]
    (root / "bag-info.txt").write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
    _list(root, MANIFEST, payload)
    tags = [name for name in paths(root) if not name.startswith("data/") and name != TAG_MANIFEST]
    _list(root, TAG_MANIFEST, tags)


def _list(root: Path, manifest: str, names: list[str]) -> None:
    hashes = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in names}
    text = "".join(f"{found}  {name}\n" for name, found in hashes.items())
    (root / manifest).write_text(text, encoding="utf-8")


def edit(root: Path, name: str, change: Callable[[Any], None]) -> None:
    """Change a JSON file, written as briefgen writes JSON, and hash again."""
    file = root / name
    content = json.loads(file.read_bytes())
    change(content)
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    hash_again(root)


def zipped(root: Path, target: Path, compression: int = zipfile.ZIP_STORED) -> Path:
    """Pack a folder as anybody would."""
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name in paths(root):
            archive.write(root / name, f"{root.name}/{name}")
    return target


_WORDS = b"(FORGED: 92.4 %)"
_FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)


def painted(source: Path, target: Path) -> Path:
    """Write a PDF again with a white box and other words over every page, its attachments as they are."""
    writer = pypdf.PdfWriter(clone_from=str(source))
    for page in writer.pages:
        before = page.get_contents()
        drawn = b"q " + (before.get_data() if before else b"") + b" Q q 1 1 1 rg 0 600 700 250 re f 0 g "
        _say(page, drawn)
    writer.write(target)
    return target


def one_page(source: Path, target: Path) -> Path:
    """Write a PDF of one page with other words, and with the attachments of another."""
    writer = pypdf.PdfWriter()
    _say(writer.add_blank_page(612, 792), b"q ")
    for name, contents in pypdf.PdfReader(source).attachments.items():
        writer.add_attachment(name, contents[0])
    writer.write(target)
    return target


def _say(page: pypdf.PageObject, drawn: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(drawn + b"BT /FForged 28 Tf 40 700 Td " + _WORDS + b" Tj ET Q")
    page[NameObject("/Contents")] = stream
    resources = page["/Resources"].get_object() if "/Resources" in page else DictionaryObject()
    assert isinstance(resources, DictionaryObject)
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject("/FForged")] = _FONT
    page[NameObject("/Resources")] = resources


def tripled(file: Path) -> None:
    """Make every float of a Parquet file three times what it is."""
    table = pq.read_table(file)
    columns = [
        pa.array([None if value is None else value * 3 for value in column.to_pylist()], column.type)
        if pa.types.is_floating(column.type)
        else column
        for column in table.columns
    ]
    pq.write_table(pa.table(columns, schema=table.schema), file)
