"""Any chart that a month can have, by its id: of the gallery, of what the month tells, or written in YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from briefgen.charts import registry
from briefgen.charts.custom import draw as custom_draw
from briefgen.charts.custom.schema import ChartEntry
from briefgen.charts.figure import Figure
from briefgen.charts.inputs import ChartInputs
from briefgen.metrics.engine import Engine


def draw(
    chart_id: str, engine: Engine, own: Mapping[str, ChartEntry], told: Callable[[], ChartInputs]
) -> Figure | None:
    """Draw one chart; None where the month has no data for it.

    `own` are the charts that documents write out, by their ids; `told` gives what the month tells, for which
    claims are judged: few charts ask for it. Raises InputError where there is no such chart.
    """
    if chart_id in own:
        return custom_draw.draw(own[chart_id], engine)
    if chart_id in registry.input_chart_names():
        return registry.draw_from_inputs(chart_id, told())
    return registry.draw(chart_id, engine)
