"""What a forger does: unpacks a bundle, alters it, and makes every list of hashes fit again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
