"""Who has how many likes, and since when, worked out with plain pandas."""

from __future__ import annotations

from collections import defaultdict

from tests.metrics.plain.frames import Frame, Told, days, known, liked_part, of_population, ranked


def attention_overlap(rows: Frame, top: int, population: str) -> Told:
    told = []
    some = of_population(rows, population)
    for date, day in days(some[some.downloads.notna() & some.likes.notna()]):
        both = set(ranked(day, "downloads").repo_id[:top]) & set(ranked(day, "likes").repo_id[:top])
        told.append((date, len(both), ", ".join(sorted(both)), len(day)))
    return told


def most_liked(rows: Frame, top: int, population: str) -> Told:
    told = []
    rows = of_population(rows, population)
    for date, day in days(rows):
        share = liked_part(day)
        if share is None or share < 0.8:
            continue
        order = ranked(day, "likes")
        for rank, (_, row) in enumerate(order[:top].iterrows(), start=1):
            before = rows[(rows.date <= date) & (rows.likes > row.likes).fillna(False).astype(bool)]
            missing = set(before.id) - set(order.id)
            ahead = row.likes - order.likes.iloc[rank] if rank < len(order) else None
            told.append((date, rank, row.repo_id, row.likes, ahead, len(missing), share))
    return told


def liked_countries(rows: Frame, top: int, population: str) -> Told:
    told: Told = []
    for date, day in days(of_population(rows, population)):
        share = liked_part(day)
        if share is None or share < 0.8:
            continue
        first = ranked(day, "likes")[:top].fillna({"country": ""})
        places: dict[str, list[int]] = defaultdict(list)
        for place, country in enumerate(first.country, start=1):
            places[country].append(place)
        for country, held in sorted(places.items(), key=lambda item: (-len(item[1]), item[1][0])):
            told.append(
                (date, country, len(held), len(held) / len(first), first.repo_id.iloc[held[0] - 1], held[0])
            )
    return told


def likes_and_downloads(rows: Frame, top: int, population: str) -> Told:
    told: Told = []
    for date, day in days(of_population(rows, population)):
        share = liked_part(day)
        if share is None or share < 0.8:
            continue
        both = day[day.likes.notna() & day.downloads.notna()]
        fetched = list(ranked(both, "downloads").id)
        for liked, (_, row) in enumerate(ranked(both, "likes").iterrows(), start=1):
            place = fetched.index(row.id) + 1
            if min(liked, place) <= top:
                told.append(
                    (
                        date, row.repo_id, row.publisher, row.fillna("").country, row.likes, row.downloads,
                        liked, place, share, len(both),
                    )
                )  # fmt: skip
    return told


def time_to_likes(rows: Frame, likes: int, origin: str, days: int) -> Told:
    assert set(rows.snapshot.str[11:]) == {origin}, "of another archive's snapshots only the dates count"
    found = []
    for _, of in rows.groupby("id"):
        created, seen = known(of.created), of[of.likes.notna()].sort_values("date")
        reached = seen[seen.likes >= likes]
        start = rows[rows.likes.notna()].date.min()
        if not created or reached.empty or not start < min(created) <= reached.date.iloc[0]:
            continue
        below = [date for date in seen.date if date < reached.date.iloc[0]]
        least = max((max(below) - min(created)).days, 0) if below else 0
        most = (reached.date.iloc[0] - min(created)).days
        found.append((most, least, of.id.iloc[0], reached.repo_id.iloc[0], reached.likes.iloc[0]))
    soon = sum(most <= days for most, *_ in found)
    return [
        (rank, name, likes, least, most, soon, len(found))
        for rank, (most, least, _, name, likes) in enumerate(sorted(found), 1)
    ]
