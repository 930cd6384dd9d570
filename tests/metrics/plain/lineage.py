"""Who builds on whose models, worked out with plain Python."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from tests.metrics.plain.frames import Frame, Told, compared, days, divided, newest, ranked, total
from tests.metrics.random_hubs import identity

#: A derivative, a base that it names, and of which kind it says it is.
Link = tuple[str, str, str | None]
_COUNTRIES = {"alpha": "US", "late": "US", "beta": "CN", "gamma": "CN", "fran": "FR"}


def edges(rows: Frame) -> set[Link]:
    return {
        (row.id, identity(base["repo_id"]), base["relation"])
        for _, row in rows.iterrows()
        for base in row.base_models
        if identity(base["repo_id"]) != row.id
    }


def family_of(path: str) -> str:
    owner, _, name = path.partition("/")
    if owner == "alpha":
        return "Al-big" if name.startswith("big") else "Al"
    return "Be" if owner == "beta" else ""


def _base_country(path: str) -> str:
    return _COUNTRIES.get(path.split("/")[0], "")


def quantisations(links: set[Link]) -> set[str]:
    return {child for child, _, relation in links if relation == "quantized"}


def roots(links: set[Link]) -> set[tuple[str, str]]:
    """Every model with each ancestor that names no base itself."""
    bases: dict[str, set[str]] = defaultdict(set)
    for child, parent, _ in links:
        bases[child].add(parent)
    found = set()
    for child in bases:
        above, waiting = set(), [child]
        while waiting:
            new = bases.get(waiting.pop(), set()) - above
            above |= new
            waiting += new
        found |= {(child, one) for one in above if one not in bases and one != child}
    return found


def transitive_derivatives(rows: Frame, counted_by: str) -> Told:
    links = edges(newest(rows))
    quantised = quantisations(links)
    base_of = family_of if counted_by == "family" else _base_country
    children: dict[str, set[str]] = defaultdict(set)
    for child, root in roots(links):
        children[base_of(root)].add(child)
    whole = len(set().union(*children.values()) - quantised) if children else 0
    cells = [
        (base == "", -len(held - quantised), base, len(held & quantised)) for base, held in children.items()
    ]
    return [(base, -fewer, divided(-fewer, whole), copies) for _, fewer, base, copies in sorted(cells)]


def publisher_base(rows: Frame) -> Told:
    rows = newest(rows)
    links = edges(rows)
    listed = rows[rows.country.notna()]
    countries = dict(zip(listed.id, listed.country, strict=True))
    held: dict[str, Counter[str]] = defaultdict(Counter)
    whole: dict[str, set[str]] = defaultdict(set)
    for child, base in {(child, _base_country(root)) for child, root in roots(links)}:
        country = countries.get(child)
        if child not in quantisations(links) and country:
            held[country][base] += 1
            whole[country].add(child)
    told = []
    for country in sorted(held, key=lambda one: (-len(whole[one]), one)):
        for base, models in sorted(held[country].items(), key=lambda item: (-item[1], item[0])):
            told.append((country, base, models, models / len(whole[country]), len(whole[country])))
    return told


def dependence(rows: Frame, publisher: str) -> Told:
    rows = newest(rows)
    links = edges(rows)
    created = {row.id: row.created for _, row in rows[rows.country == publisher].iterrows()}
    stands_on = {
        (child, _base_country(root))
        for child, root in roots(links)
        if child in created and child not in quantisations(links)
    }
    undated = {child for child, _ in stands_on if created[child] is None}
    this_half = _half(rows.date.iloc[0])
    halves: dict[dt.date, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for child, base in stands_on:
        if child not in undated and _half(created[child]) < this_half:
            halves[_half(created[child])][base].add(child)
    counts = {half: len(set().union(*held.values())) for half, held in halves.items()}
    return [
        (
            half, base, len(held), len(held) / counts[half], counts[half], sum(counts.values()), len(undated),
        )
        for half in sorted(halves)
        for base, held in sorted(halves[half].items(), key=lambda item: (-len(item[1]), item[0]))
    ]  # fmt: skip


def _half(day: dt.date) -> dt.date:
    return day.replace(month=1 if day.month <= 6 else 7, day=1)


def family_tree(rows: Frame, families: int, bases: int) -> Told:
    rows = newest(rows)
    links = edges(rows)
    held = set(rows.id)
    names: dict[str, str] = {}
    for _, row in rows.iterrows():
        for base in row.base_models:
            path = identity(base["repo_id"])
            if path != row.id:
                names[path] = min(names.get(path, base["repo_id"]), base["repo_id"])
    of_family = Counter(family_of(parent) for _, parent, _ in links)
    named = _largest({one: count for one, count in of_family.items() if one}, families)
    leaves: dict[tuple[int, int, str, str], Counter[str]] = defaultdict(Counter)
    missing: Counter[tuple[int, int, str, str]] = Counter()
    for _, parent, relation in links:
        family, base, place, base_place = family_of(parent), "", 0, 0
        if family in named:
            place = named.index(family) + 1
            of_base = Counter(names[one] for _, one, _ in links if family_of(one) == family)
            shown = _largest(of_base, bases)
            if names[parent] in shown:
                base, base_place = names[parent], shown.index(names[parent]) + 1
        else:
            family = ""
        leaf = (place, base_place, family, base)
        leaves[leaf][relation or ""] += 1
        missing[leaf] += parent not in held
    told: Told = []
    for leaf in sorted(leaves, key=lambda it: (it[0] == 0, it[0], it[1] == 0, it[1])):
        place, base_place, family, base = leaf
        of = sum(sum(kinds.values()) for one, kinds in leaves.items() if one[2] == family)
        for relation, count in sorted(leaves[leaf].items(), key=lambda item: (-item[1], item[0])):
            told.append(
                (
                    family, base, relation, place or None, base_place or None, count,
                    sum(leaves[leaf].values()), of, of / len(links), missing[leaf],
                    sum(missing.values()) / len(links), len(links), len({child for child, _, _ in links}),
                )
            )  # fmt: skip
    return told


def _largest(counts: dict[str, int], number: int) -> list[str]:
    return sorted(counts, key=lambda one: (-counts[one], one))[:number]


def direct_derivatives(rows: Frame, counted_by: str) -> Told:
    some = compared(rows)
    bases = some.id.map(family_of) if counted_by == "family" else some.country.fillna("")
    some = some.assign(base=bases)
    told: Told = []
    before: Frame | None = None
    shares_before: dict[str, float] = {}
    for date, day in days(some):
        parents = ranked(day[day.children.notna() & (day.children > 0)], "children")
        three = parents[:3]
        of_base = {base: of for base, of in day.groupby("base") if total(of.children)}
        children = {base: total(of.children) or 0 for base, of in of_base.items()}
        rest = {base: total(of[~of.id.isin(three.id)].children) or 0 for base, of in of_base.items()}
        added = {} if before is None else _added(before, day)
        all_added = sum(added.values())
        shares = {base: count / sum(children.values()) for base, count in children.items()}
        order = sorted(children, key=lambda one: (one == "", -children[one], one))
        for rank, base in enumerate(order, start=1):
            gained = added.get(base)
            known_share = gained is not None and 0 <= gained <= all_added
            told.append(
                (
                    date, base, rank if base else None, children[base], shares[base],
                    shares[base] - shares_before[base] if base in shares_before else None,
                    rest[base], divided(rest[base], sum(rest.values())), gained,
                    divided(gained, all_added) if known_share else None,
                    ", ".join(three.repo_id), day.handle.nunique(), sum(children.values()),
                )
            )  # fmt: skip
        before, shares_before = day, shares
    return told


def _added(before: Frame, day: Frame) -> dict[str, int]:
    """The net change of children of each base's models that both dates hold and know the children of."""
    earlier = dict(zip(before.id, before.children, strict=True))
    gained: dict[str, int] = defaultdict(int)
    for _, row in day[day.children.notna()].iterrows():
        if total([earlier.get(row.id)]) is not None:
            gained[row.base] += row.children - earlier[row.id]
    return gained
