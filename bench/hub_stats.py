"""What it costs to import a large Parquet file in the Hub's own columns: `python -m bench.hub_stats`.

    python -m bench.hub_stats [ROWS] [FOLDER]

The file is made up in FOLDER, or in a temporary one: 3,000,000 models take about 10^9 bytes. Memory is the
largest resident set that the kernel counted of the process that imports.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from briefgen.project import create_project

ROOT = Path(__file__).parents[1]
ROWS = 3_000_000

# Most of such a file is text that a snapshot has no use for; hashes stand for it, which no codec packs.
_MODELS = """
COPY (
    SELECT
        'org-' || (hash(i) % 60000) || '/model-' || i || '-instruct-gguf' AS id,
        split_part(id, '/', 1) AS author,
        TIMESTAMP '2022-03-02' + to_seconds(i * 40) AS createdAt,
        createdAt + INTERVAL 9 DAY AS lastModified,
        (hash(i + 1) % 9000)::BIGINT AS downloads,
        downloads * 7 AS downloadsAllTime,
        (hash(i + 2) % 50)::BIGINT AS likes,
        ['transformers', 'safetensors', 'text-generation', 'license:apache-2.0', 'region:us',
         'arxiv:' || (hash(i) % 9000), 'base_model:quantized:org-' || (i % 999) || '/model-' || (i % 9999)
        ] AS tags,
        list_aggregate(list_transform(range(8), lambda n: md5(i || '.' || n)), 'string_agg', ' ') AS cardData,
        CASE WHEN i % 3 > 0 THEN {
            'parameters': {'BF16': i * 7919, 'F32': NULL::BIGINT}, 'total': i * 7919
        } END AS safetensors,
        CASE WHEN i % 2 = 0 THEN {
            'relation': 'quantized',
            'models': [{'_id': md5(i || ''), 'id': 'org-' || (i % 999) || '/model-' || (i % 9999)}]
        } END AS baseModels,
        'text-generation' AS pipeline_tag,
        'transformers' AS library_name
    FROM range($rows) AS t(i)
) TO '$file' (COMPRESSION snappy)
"""


def main(rows: int, folder: Path) -> None:
    """Make the file, import it into a new project, and print what that cost."""
    file = folder / "models.parquet"
    if not file.exists():
        duckdb.execute("SET enable_progress_bar = false")
        duckdb.execute(_MODELS.replace("$rows", str(rows)).replace("$file", str(file)))
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        project = create_project(Path(scratch, "project"))
        start = time.perf_counter()
        program = "from briefgen.cli import main; main()"
        words = ["--quiet", "--project", str(project), "snapshot", "import", "hub-stats", str(file)]
        subprocess.run(
            [sys.executable, "-c", program, *words, "--date", "2026-05-25"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        seconds = time.perf_counter() - start
        written = (project / "data/snapshots/2026-05-25-hub-stats.parquet").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(f"{rows:,} models, {file.stat().st_size / 1e6:,.0f} MB read, {written / 1e6:,.0f} MB written")
    print(f"{seconds:,.0f} s, {peak / 1e6:,.0f} MB at the peak (1,500 MB)")


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as made:
        main(asked, Path(sys.argv[2] if len(sys.argv) > 2 else made))
