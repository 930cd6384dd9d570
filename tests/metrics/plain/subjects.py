"""One model, and one organisation, in each snapshot, worked out with plain pandas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.metrics.plain.frames import (
    Frame,
    Told,
    days,
    known,
    liked_part,
    of_population,
    part_known,
    ranked,
    total,
)
from tests.metrics.plain.lineage import edges
from tests.metrics.plain.releases import TIERS
from tests.metrics.random_hubs import handle, identity


def model(rows: Frame, model: str) -> Told:
    told: Told = []
    for date, day in days(rows):
        held = day[day.id == identity(model)]
        if held.empty:
            continue
        row = held.astype(object).where(held.notna(), None).iloc[0]
        liked, fetched = liked_part(day), part_known(day.downloads)
        absent = None
        if row.likes is not None:
            before = rows[(rows.date <= date) & rows.likes.notna()]
            absent = len(set(before[before.likes > row.likes].id) - set(day[day.likes.notna()].id))
        told.append(
            (
                date, row.repo_id, row.publisher, row.country or "", row.likes,
                _place(day, "likes", row.id) if (liked or 0) >= 0.8 else None, absent, liked,
                row.downloads, _place(day, "downloads", row.id) if fetched >= 0.8 else None, fetched,
                row.children, row.created, row.license,
                TIERS.get(row.license.lower(), "other") if row.license else None,
                row.parameters, _first_derivative(day, row),
            )
        )  # fmt: skip
    return told


def _place(day: Frame, figure: str, path: str) -> int | None:
    """The place of a model by a figure; none where its own is not known."""
    order = list(ranked(day, figure).id)
    return order.index(path) + 1 if path in order else None


def _first_derivative(day: Frame, row: Any) -> dt.date | None:
    children = {child for child, parent, _ in edges(day) if parent == row.id}
    created = known(day[day.id.isin(children)].created)
    return min((one for one in created if row.created and one >= row.created), default=None)


def organisation(rows: Frame, organisation: str, since: str, until: str, population: str) -> Told:
    subject = handle(organisation)
    told: Told = []
    for date, day in days(of_population(rows, population)):
        held = day[day.handle == subject]
        if held.empty:
            continue
        listed = day[day.country.notna()]
        of = dict(list(listed.groupby("handle")))
        country = known(held.country)[0] if known(held.country) else None
        compatriots = [one for one in of if country and known(of[one].country) == [country] * len(of[one])]
        released = {one: _released(models, since, until) for one, models in [*of.items(), (subject, held)]}
        downloads = {one: total(models.downloads) for one, models in of.items()}
        fetched = part_known(listed.downloads) if country else None
        placed = (fetched or 0) >= 0.8
        new, copies, last = released[subject]
        end = date if until == "any" else dt.date.fromisoformat(until)
        licences = known(held.license)
        told.append(
            (
                date, subject, known(held.organisation)[0] if known(held.organisation) else subject,
                country or "", len(held), len(known(held.created)), new, copies,
                _among({one: released[one][0] for one in compatriots}, subject), last,
                last and (end - last).days, total(held.downloads),
                _among({one: downloads[one] for one in compatriots}, subject) if placed else None,
                _among(downloads, subject) if placed else None, fetched, len(licences),
                sum(TIERS.get(one.lower()) == "permissive" for one in licences) if licences else None,
            )
        )  # fmt: skip
    return told


def _released(models: Frame, since: str, until: str) -> tuple[int | None, int | None, dt.date | None]:
    """New models and copies of the window, the day of the newest; unknown where no day is known."""
    dated = models[models.created.notna()]
    if dated.empty:
        return None, None, None
    first = dt.date.min if since == "any" else dt.date.fromisoformat(since)
    last = dt.date.max if until == "any" else dt.date.fromisoformat(until)
    window = dated[(dated.created >= first) & (dated.created <= last)]
    new = window[~window["copy"].astype(bool)]
    return len(new), len(window) - len(new), max(new.created, default=None)


def _among(figures: dict[str, int | None], subject: str) -> int | None:
    """The place of the subject by a figure, ties by handle; none where it is not known or not among them."""
    some = {one: figure for one, figure in figures.items() if figure is not None}
    order = sorted(some, key=lambda one: (-some[one], one))
    return order.index(subject) + 1 if subject in order else None
