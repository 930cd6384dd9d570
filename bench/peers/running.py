"""One run of briefgen, of a peer, or of the bare cost, and what it cost."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Cost, cost, in_turn

#: Megabytes that one run may take.
MOST = 16_000
_ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_BARE = _HERE.with_name("bare.py")
_NOTEBOOK = _HERE / "in_pandas.ipynb"
#: nbconvert's page asks for scripts from afar, which nothing in it needs.
_CHROMIUM = (
    "chromium",
    "--headless",
    "--no-sandbox",
    "--log-level=3",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_QUIET = ("--log-level", "ERROR")


@dataclass(frozen=True)
class Runs:
    """The runs on one Hub: each leaves its tables in a folder of its own."""

    hub: Path
    scratch: Path
    python: Path

    def results(self, name: str) -> Path:
        """Return where a run leaves its tables."""
        return self.scratch / name

    def ours(self, extent: str) -> Cost:
        """Run briefgen up to its `tables`, `charts` or `document`."""
        made = ("-m", "bench.peers.ours", str(self.hub), str(self.results("ours")), extent)
        return self._cost(sys.executable, *made)

    def bare(self) -> Cost:
        """Run WeasyPrint and vl-convert alone on the page and charts of briefgen's document."""
        return self._cost(sys.executable, str(_BARE), str(self.results("ours")))

    def peer(self, name: str) -> Cost:
        """Run one of the peers. Raises TooMuchError where it takes more memory than it may."""
        results = str(self.results(name))
        if name == "polars":
            return self._cost(str(self.python), "-m", "bench.peers.polars_script", str(self.hub), results)
        if name == "duckdb":
            return self._cost(str(self.python), str(_HERE / "by_hand.py"), str(self.hub), results)
        return self._notebook(results)

    def _notebook(self, results: str) -> Cost:
        run, page, printed = (self.scratch / f"notebook.{kind}" for kind in ("ipynb", "html", "pdf"))
        given = ("-p", "project", str(self.hub), "-p", "results", results)
        papermill = (str(self.python), "-m", "papermill", "--no-progress-bar", *_QUIET)
        nbconvert = (str(self.python), "-m", "nbconvert", "--to", "html", "--no-input", *_QUIET)
        parts = [
            self._cost(*papermill, str(_NOTEBOOK), str(run), *given),
            self._cost(*nbconvert, str(run)),
            self._cost(
                *_CHROMIUM,
                f"--user-data-dir={self.scratch / 'chromium'}",
                f"--print-to-pdf={printed}",
                page.as_uri(),
            ),
        ]
        return in_turn(parts)

    def _cost(self, *command: str) -> Cost:
        self.scratch.mkdir(exist_ok=True)
        return cost(command, self.scratch, self._environment, MOST)

    @property
    def _environment(self) -> Mapping[str, str]:
        """Nothing that a user set up for notebooks counts."""
        own = str(self.scratch / "own")
        return {**os.environ, "PYTHONPATH": str(_ROOT), "IPYTHONDIR": own, "JUPYTER_CONFIG_DIR": own}
