"""The nouns for a notebook: a project is opened, asked, and gives frames of pandas and charts.

>>> import briefgen as bg
>>> p = bg.open(".")
>>> frame = p.ask("coverage", edition="2026-09").frame
>>> frame.attrs["metric"], frame.attrs["edition"]
('coverage', '2026-09')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from briefgen.cache import store
from briefgen.claims.export import COLUMNS, record
from briefgen.claims.judged_edition import JudgedEdition
from briefgen.claims.load import load_validated
from briefgen.edition import Edition, choose
from briefgen.editions.comment.number_lookup import SnapshotChoice, rows_of
from briefgen.errors import InputError
from briefgen.frames import (
    SNAPSHOT_FIELDS,
    described,
    flat_claim,
    frame_of,
    snapshots_behind,
    with_provenance,
)
from briefgen.metrics.catalogue import Metric
from briefgen.metrics.engine import Engine, Row
from briefgen.project import Project
from briefgen.snapshots.catalog import Catalog
from briefgen.snapshots.manifest import Manifest
from briefgen.snapshots.store import Store

if TYPE_CHECKING:
    from briefgen.charts.figure import Figure
    from briefgen.documents.paper import Paper
    from briefgen.editions.build_cache import Built


def open(folder: str | Path | None = None, cache: bool = True) -> OpenProject:
    """Open a project folder; without a name the working directory, else what ships with briefgen.

    With `cache`, answers are remembered from one session to the next, as the commands do.
    Raises InputError if the folder is not a project.
    """
    project = Project.open(Path(folder) if folder is not None else None)
    place = store.folder()
    return OpenProject(replace(project, cache=place if cache else None, fetched=place / store.FETCHED))


class OpenProject:
    """A project folder as it was when it was opened; open it again to see new snapshots.

    Every question is asked as of an edition (`YYYY-MM`, by default the newest month with a snapshot): it
    knows the snapshots up to that month's last day. All raise InputError if anything that is read is wrong.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._engines: dict[Edition, Engine] = {}

    def __repr__(self) -> str:
        return f"briefgen.open({str(self.project.root)!r})"

    @cached_property
    def _manifests(self) -> Sequence[Manifest]:
        return Store.of(self.project).manifests()

    def ask(
        self, metric: str, *, panel: str | None = None, edition: str | None = None, **parameters: str | int
    ) -> MetricAnswer:
        """Answer a metric; `panel` is the archive that answers, by default the newest that knows.

        Raises InputError, with the choices, for a metric, panel, parameter or value that does not exist.
        """
        month = choose(edition, self._manifests)
        engine = self._engine(month)
        panels = sorted({manifest.origin for manifest in engine.holdings.manifests})
        if panel is not None and panel not in panels:
            raise InputError(f"{panel}: no such panel. The panels of {month} are: {', '.join(panels)}.")
        rows = rows_of(engine, metric, SnapshotChoice(origin=panel), parameters)
        if not rows:
            asked = panel or f"of the panels {', '.join(panels)} none"
            raise InputError(f"{metric}: no answer in {month}; {asked} has no data for it.")
        return MetricAnswer(
            rows[0].result.metric, month, snapshots_behind(rows, engine.holdings), tuple(rows)
        )

    def claims(self, edition: str | None = None) -> ClaimVerdicts:
        """Judge the claims of the library, as of when they were made and as of an edition."""
        month = choose(edition, self._manifests)
        engine = self._engine(month)
        judged = JudgedEdition(load_validated(self.project), engine, month.last_day)
        return ClaimVerdicts(month, judged, engine.holdings.manifests)

    def chart(self, chart_id: str, edition: str | None = None) -> DrawnChart:
        """Draw a chart of an edition, by its id; as the last line of a notebook's cell it shows itself.

        Raises InputError, with the choices, if there is no such chart, or if the edition has no data for it.
        """
        from briefgen.charts import registry
        from briefgen.documents import template
        from briefgen.editions import charts
        from briefgen.editions.chart_inputs import chart_inputs

        month = choose(edition, self._manifests)
        own = template.written_out(self.project)
        known = (*registry.every_name(), *own)
        if chart_id not in known:
            raise InputError(f"{chart_id}: no such chart. The charts are: {', '.join(known)}.")
        engine = self._engine(month)
        figure = charts.draw(
            chart_id,
            engine,
            own,
            lambda: chart_inputs(self.claims(str(month)).judged, engine.holdings.manifests),
        )
        if figure is None:
            raise InputError(f"{chart_id}: the edition {month} has no data for this chart.")
        snapshots = tuple(it for it in engine.holdings.manifests if it.id in set(figure.snapshots))
        return DrawnChart(figure, month, snapshots)

    def build(
        self,
        edition: str | None = None,
        templates: Sequence[str] = ("monthly",),
        *,
        output: str | Path | None = None,
        captures: str | Path | None = None,
        paper: Paper | None = None,
        docx: bool = False,
    ) -> Built:
        """Build an edition as `briefgen build` does, and return where its documents are.

        The pages are set by other processes: a script calls this under `if __name__ == "__main__":`.
        """
        from briefgen.editions.build import build

        return build(
            self.project,
            edition,
            templates,
            None if output is None else Path(output),
            None if captures is None else Path(captures),
            paper,
            docx,
        )

    def snapshots(self) -> SnapshotList:
        """Return the snapshots of the project, by date."""
        return SnapshotList(tuple(self._manifests))

    def _engine(self, month: Edition) -> Engine:
        if month not in self._engines:
            self._engines[month] = Engine(self.project, Catalog.until(self._manifests, month.last_day))
        return self._engines[month]


@dataclass(frozen=True)
class MetricAnswer:
    """The answer to a metric; `rows` give each number with its id, as the ledger has it."""

    metric: Metric
    edition: Edition
    snapshots: tuple[Manifest, ...]
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a row of the answer, its provenance in `attrs`; what is not known is null, never 0."""
        return frame_of(self.rows, self.edition, self.snapshots)

    def _repr_html_(self) -> str:
        return self.frame.to_html()


@dataclass(frozen=True)
class ClaimVerdicts:
    """The claims of an edition with their verdicts."""

    edition: Edition
    judged: JudgedEdition
    snapshots: tuple[Manifest, ...]

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """What `briefgen claims --json` prints: one object a claim, with its history (docs/claims.md)."""
        return [record(verdict, self.judged.history(verdict.claim)) for verdict in self.judged.verdicts]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a claim: the columns of `claims.csv`, and the snapshots that answered then and now."""
        plain = [flat_claim(record(verdict, ())) for verdict in self.judged.verdicts]
        frame = pd.DataFrame(plain, columns=[*COLUMNS, "then_snapshot", "now_snapshot"]).astype("string")
        return with_provenance(frame, self.edition, self.snapshots)

    def _repr_html_(self) -> str:
        return self.frame.to_html()


@dataclass(frozen=True)
class DrawnChart:
    """A chart of an edition: `figure` has its words, `svg` the picture, `frame` its data."""

    figure: Figure
    edition: Edition
    snapshots: tuple[Manifest, ...]

    @cached_property
    def svg(self) -> str:
        """The chart as one SVG, with title, note and source, at the size of a page on screen."""
        from briefgen.charts.layout.canvas import compose
        from briefgen.charts.theme.formats import CHART
        from briefgen.presskit.metadata import credit

        return compose(self.figure, CHART, credit(self.edition)).svg

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows that are drawn, with every column of their metric."""
        return frame_of(self.figure.table.rows, self.edition, self.snapshots)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": self.figure.alt}


@dataclass(frozen=True)
class SnapshotList:
    """The snapshots of a project."""

    manifests: tuple[Manifest, ...]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a snapshot: date and how it is known, origin, population, rows, licence, hash."""
        told = [
            {
                **described(manifest),
                "date": manifest.date,
                "population": manifest.population.words,
                "kind": manifest.population.kind,
                "rows": manifest.rows,
                "partial": manifest.partial,
            }
            for manifest in self.manifests
        ]
        columns = [*SNAPSHOT_FIELDS, "population", "kind", "rows", "partial"]
        kinds = {"date": "datetime64[s]", "rows": "Int64", "partial": "boolean"}
        frame = pd.DataFrame(told, columns=columns)
        return frame.astype({column: kinds.get(column, "string") for column in columns})

    def _repr_html_(self) -> str:
        return self.frame.to_html()
