"""Every chart of odd months, asked of made-up snapshots: a sound drawing in every shape, or none at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from briefgen.charts import registry
from briefgen.charts.figure import Figure
from briefgen.charts.output import svg_export
from tests.charts.conftest import EVERY, REGISTRIES, Draw, Rows, made_up
from tests.charts.test_odd_series import LONG, SHAPES, sound

DAYS = {
    "osir-lmts": ("2025-01-14", "2025-02-14", "2025-07-14"),
    "llmfit": ("2026-03-01", "2026-04-01", "2026-07-01"),
    "hub-stats": ("2026-05-24",),
    "radar": ("2026-08-19",),
}
ORGANISATIONS = 100
MODELS = 7
#: As the registry has countries: the three with a colour of their own, and as many others.
CODES = ("US", "CN", "FR", *(f"{a}{b}" for a in "ABDE" for b in "GHIJKLMNOPQRSTVWXYZ"))


def _registries(name: str) -> Mapping[str, str]:
    """A hundred organisations, each with its family, half of them in three countries."""
    numbers = range(ORGANISATIONS)
    where = [CODES[n // 2 % (len(CODES) if n % 2 else 3)] for n in numbers]
    return {
        **REGISTRIES,
        "countries.csv": "code,name,adjective\n" + "".join(f"{c},Land {c},Of {c}\n" for c in CODES),
        "organisations.csv": "handle,name,country,role\n"
        + "".join(f"org{n:03},{name}{n:03},{where[n]},publisher\n" for n in numbers),
        "families.csv": "family,handle,name_prefix\n" + "".join(f"{name}{n},org{n:03},\n" for n in numbers),
        "licences.csv": "licence,tier\nmit,permissive\nllama3.1,use-restricted\nagpl-3.0,copyleft\n",
        "tracked_models.csv": "repo_id\n" + "".join(f"org{n:03}/{name}-0\n" for n in numbers),
    }


def _models(name: str, count: int = ORGANISATIONS, **same: Any) -> Rows:
    """Models of so many organisations with everything known; `same` holds what is the same of all."""
    rows = []
    for n in range(count):
        for model in range(MODELS):
            base = {"relation": ("finetune", "quantized", "adapter")[model % 3]}
            rows.append(
                {
                    "repo_id": f"org{n:03}/{name}-{model}",
                    "author": f"org{n:03}",
                    "created_at": dt.datetime(2025 + n % 2, 1 + n % 8, 1 + model, tzinfo=dt.UTC),
                    "downloads_30d": 10 ** (n % 10) + model,
                    "likes": n**2 + model,
                    "children": 1000 * n + model,
                    "license": ("mit", "llama3.1", "agpl-3.0", "unheard-of")[n % 4],
                    "parameters": 10 ** (n % 13) + 1,
                    "base_models": [{**base, "repo_id": f"org{(n * 7 + 1) % count:03}/{name}-0"}]
                    if model
                    else [],
                    **same,
                }
            )
    return rows


def _every_day(rows: Rows) -> dict[str, Rows]:
    """The same models in every snapshot that is no older than they."""
    return {
        f"{day}-{origin}": [row for row in rows if f"{row['created_at'] or ''}"[:10] <= day]
        for origin, days in DAYS.items()
        for day in days
    }


_UNKNOWN = dict.fromkeys(
    ("created_at", "downloads_30d", "likes", "children", "license", "parameters", "base_models")
)
_ZERO = dict.fromkeys(("downloads_30d", "likes", "children", "parameters"), 0)

#: The name that models are made with, and the rows of every snapshot.
MONTHS: Mapping[str, tuple[str, Rows]] = {
    "no models": ("m", []),
    "one model": ("m", _models("m", 1)[:1]),
    "nothing known": ("m", _models("m", **_UNKNOWN)),
    "all zero": ("m", _models("m", **_ZERO)),
    "a hundred series": ("m", _models("m")),
    "long names": (LONG, _models(LONG)),
}


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Figure]]:
    """Every chart of each odd month."""
    return {
        month: made_up(tmp_path_factory.mktemp("month"), _every_day(rows), _registries(name))
        for month, (name, rows) in MONTHS.items()
    }


@pytest.mark.parametrize("chart", registry.names())
@pytest.mark.parametrize("month", MONTHS)
def test_a_chart_of_an_odd_month_is_sound(
    month: str, chart: str, months: dict[str, dict[str, Figure]]
) -> None:
    figure = months[month].get(chart)
    for shape in SHAPES if figure else ():
        sound(svg_export.svg(figure, shape), shape)


def test_every_chart_is_drawn_of_an_odd_month(months: dict[str, dict[str, Figure]]) -> None:
    for month in ("a hundred series", "long names"):
        assert set(registry.names()) - set(months[month]) == set()
    assert set(months["no models"]) == set()


def test_no_chart_draws_what_can_be_negative(figures: dict[str, dict[str, Figure]]) -> None:
    for chart in EVERY:
        figure = figures["2026-09"][chart]
        columns = figure.table.rows[0].result.metric.columns
        assert "points" not in {columns[measure].unit for measure in figure.measures}, chart


def test_with_a_third_panel_the_alternative_text_tells_of_the_newest(draw: Draw) -> None:
    rows = [
        {"repo_id": f"{it}/one", "author": it, "downloads_30d": 10, "likes": 1} for it in ("alpha", "beta")
    ]
    days = ("2025-01-14-osir-lmts", "2025-09-14-osir-lmts", "2026-03-01-llmfit", "2026-09-20-llmfit")
    figures = draw(dict.fromkeys((*days, "2026-10-01-hub-tracked", "2026-11-01-hub-tracked"), rows))
    for chart in ("download-share", "concentration"):
        assert "1 November 2026" in figures[chart].alt
        assert "14 September 2025" not in figures[chart].alt
        assert figures[chart].alt.endswith(".")
