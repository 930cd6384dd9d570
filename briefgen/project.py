"""A project folder: the sources, templates, snapshots and output of a briefing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from briefgen.errors import InputError

_PACKAGE = Path(__file__).parent
_SHIPPED = ("templates", "data", "library", "sources.yaml")

#: A folder with one of these is meant as a project, and what ships must not replace it.
_MARKS = ("sources.yaml", "templates/*/briefing.yaml", "data/snapshots", "editions")


@dataclass(frozen=True)
class Project:
    """The places of one project folder.

    `root` is read; builds are written to `output`. They differ if briefgen is installed as a package and run
    in a folder that is not a project: it then reads what ships with it. `cache` is the folder of cached
    answers; None caches none. `spark` is the Spark that is used instead of DuckDB: the address of a Spark
    Connect server, or "" for one on this machine. `fetched` is the folder of fetched remote snapshots; None
    has none. With `network` the addresses of snapshots may be fetched.
    """

    root: Path
    output: Path
    cache: Path | None = None
    spark: str | None = None
    fetched: Path | None = None
    network: bool = False

    @classmethod
    def open(cls, folder: Path | None = None) -> Project:
        """Open `folder`, or else the working directory if it is a project, or else what ships with briefgen.

        Raises InputError if `folder` was named and has no `sources.yaml`, or if the working directory has
        other parts of a project and that one is missing.
        """
        root = (folder or Path.cwd()).resolve()
        sources = root / "sources.yaml"
        if sources.is_file():
            return cls(root, root / "output")
        if any(any(root.glob(mark)) for mark in _MARKS):
            state = "is no file" if sources.exists() else "is missing"
            raise InputError(
                f"{sources}: the library of this project folder {state}. Put it back, or copy the one that "
                "`briefgen init DIR` writes into a new folder."
            )
        if folder is not None:
            raise InputError(
                f"{folder}: not a project folder (no sources.yaml in it). "
                f"Run `briefgen init {folder}` to make one."
            )
        return cls(bundled_root(), root / "output")

    @classmethod
    def own(cls, folder: Path | None = None) -> Project:
        """Open a project that may be written to: as `open`, but never what ships with briefgen.

        Raises InputError if neither `folder` nor the working directory is a project.
        """
        project = cls.open(folder)
        if project.output.parent != project.root:
            raise InputError(
                f"{project.output.parent}: not a project folder (no sources.yaml in it), so there is nowhere "
                "to keep this. Run `briefgen init DIR` and work in DIR, or name one with --project."
            )
        return project

    @property
    def sources(self) -> Path:
        """The curated library of sources."""
        return self.root / "sources.yaml"

    @property
    def templates(self) -> Path:
        """One folder per document."""
        return self.root / "templates"

    @property
    def editions(self) -> Path:
        """The editor's comments, one file per month."""
        return self.root / "editions"

    @property
    def data(self) -> Path:
        """Registries (CSV) and snapshots."""
        return self.root / "data"

    @property
    def snapshots(self) -> Path:
        """The snapshot store."""
        return self.data / "snapshots"


def bundled_root() -> Path:
    """Return the project folder that ships: inside an installed package, or this repository's own."""
    inside = _PACKAGE / "bundled"
    return inside if inside.is_dir() else _PACKAGE.parent


def create_project(folder: Path) -> Path:
    """Copy the project folder that ships to `folder`, all of it or nothing, and return its full path.

    Raises InputError if `folder` is not empty, or cannot be created.
    """
    import shutil
    import tempfile

    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: there is something in it already. Name a new or an empty folder.")
    if not folder.parent.is_dir():
        raise InputError(f"{folder.parent}: no such folder. Make it first, or name another place.")
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".briefgen-") as staging:
        for name in _SHIPPED:
            source, target = bundled_root() / name, Path(staging, name)
            shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
        folder.mkdir(exist_ok=True)
        for name in _SHIPPED:
            Path(staging, name).rename(folder / name)
    return folder
