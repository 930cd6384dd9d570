"""The example notebook runs from its first cell to its last, and shows what it promises."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


def test_the_example_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(ROOT / "docs/example.ipynb", as_version=4)
    here = {"metadata": {"path": str(ROOT / "docs")}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=here).execute()
    results = [
        output["data"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "execute_result"
    ]
    snapshots, provenance, shares, chart, verdicts = results
    assert "2026-09-20-llmfit" in snapshots["text/html"]
    assert "'sha256'" in provenance["text/plain"]
    assert "United States" in shares["text/html"]
    assert chart["image/svg+xml"].startswith("<svg ")
    assert "supported" in verdicts["text/html"]
