"""Names beside points: each where it covers no mark and no other name, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

#: How a name lies to its point: the side it is aligned at.
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Spot:
    """A name to be placed: its point, and how wide and high it is, in pixels from the top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Place:
    """Where a name stands: the point that its text is anchored at, its middle line, and its alignment."""

    x: float
    y: float
    align: Align


@dataclass(frozen=True)
class Box:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether the two have a part in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies within this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def placed(spots: Sequence[Spot], taken: Sequence[Box], within: Box, gap: float) -> list[Place | None]:
    """Place names in order, the most important first; None for one that finds no free place.

    A name stands `gap` pixels to the right of its point, else to the left, above or below, and covers
    neither what is `taken` nor a name before it.

    >>> frame = Box(0, 0, 100, 100)
    >>> names = [Spot(10, 50, 30, 10), Spot(90, 50, 30, 10)]
    >>> [place and place.align for place in placed(names, [], frame, 4)]
    ['left', 'right']
    >>> placed([Spot(10, 50, 300, 10)], [], frame, 4)
    [None]
    """
    occupied = list(taken)
    found: list[Place | None] = []
    for spot in spots:
        free = (
            (place, box)
            for place, box in _candidates(spot, gap)
            if within.holds(box) and not any(box.touches(other) for other in occupied)
        )
        place, box = next(free, (None, None))
        found.append(place)
        if box is not None:
            occupied.append(box)
    return found


def _candidates(spot: Spot, gap: float) -> Iterator[tuple[Place, Box]]:
    half, high, wide = spot.height / 2, spot.height, spot.width
    right, left = spot.x + gap, spot.x - gap
    for y in (spot.y, spot.y - half, spot.y + half):
        yield Place(right, y, "left"), Box(right, y - half, right + wide, y + half)
        yield Place(left, y, "right"), Box(left - wide, y - half, left, y + half)
    for y in (spot.y - half - gap, spot.y + half + gap):
        yield (
            Place(spot.x, y, "center"),
            Box(spot.x - wide / 2, y - high / 2, spot.x + wide / 2, y + high / 2),
        )
