"""What the loopback Hub holds: models that a script may change between two requests."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from tests.loopback.bundled import bundled_models
from tests.loopback.made import made_models
from tests.loopback.models import Model, hub_id

MADE_ORGANISATIONS = tuple(f"made-org-{number:03d}" for number in range(100))

#: A place in a listing: what it is sorted by (the largest first, so negative), the Hub's id, the name.
Place = tuple[int, str, str]

_NO_DIGITS = str.maketrans("", "", "-:.TZ")


class Catalogue(Mapping[str, Model]):
    """The models of a Hub, by name.

    Each is kept as the bytes of its JSON, so that hundreds of thousands stay small; what is asked of them
    (orders, authors, tags) is worked out when first asked, and anew after each change.
    """

    def __init__(self, models: Iterable[Model] = ()) -> None:
        self._models: dict[str, bytes] = {}
        self._fields = {"_id", "id"}
        self._orders: dict[tuple[str, str | None, tuple[str, ...]], list[Place]] = {}
        self._named: dict[str, set[str]] = {}
        self.renamed: dict[str, str] = {}
        self.private: set[str] = set()
        for model in models:
            self.add(model)

    @classmethod
    def bundled(cls) -> Catalogue:
        """Return the models of the bundled snapshots, with real numbers; see `bundled_models`."""
        return cls(bundled_models())

    @classmethod
    def made(cls, count: int, organisations: Sequence[str] = MADE_ORGANISATIONS, seed: int = 0) -> Catalogue:
        """Return `count` made-up models of these organisations, the same each time; see `made_models`."""
        return cls(made_models(count, organisations, seed))

    def __len__(self) -> int:
        return len(self._models)

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __contains__(self, repo_id: object) -> bool:
        return repo_id in self._models

    def __getitem__(self, repo_id: str) -> Model:
        model: Model = json.loads(self._models[repo_id])
        return model

    def encoded(self, repo_id: str, fields: Set[str]) -> bytes:
        """Return the JSON of a model: its two names and, of the rest, `fields`."""
        wanted = fields | {"_id", "id"}
        if wanted >= self._fields:
            return self._models[repo_id]
        return _encode({name: value for name, value in self[repo_id].items() if name in wanted})

    def add(self, model: Model) -> None:
        """Add a model, or put it in the place of the one of that name; it gets an `_id` if it has none."""
        repo_id = model["id"]
        self._models[repo_id] = _encode({"_id": hub_id(repo_id), **model})
        self._fields |= model.keys()
        self.private.discard(repo_id)
        if model.get("private"):
            self.private.add(repo_id)
        self._forget()

    def change(self, repo_id: str, **fields: Any) -> None:
        """Give a model other values, by the names that the Hub's JSON has for them."""
        self.add(self[repo_id] | fields)

    def remove(self, repo_id: str) -> None:
        """Delete a model."""
        del self._models[repo_id]
        self.private.discard(repo_id)
        self._forget()

    def rename(self, old: str, new: str) -> None:
        """Give a model another name; it keeps its `_id`, and the old name leads to the new one."""
        model = self[old]
        self.remove(old)
        self.renamed[old] = new
        self.add(model | {"id": new, "author": new.rpartition("/")[0]})

    def places(self, sort: str, author: str | None = None, tags: Sequence[str] = ()) -> list[Place]:
        """Return the models of `author` with all of `tags`, largest `sort` first, ties by the Hub's id."""
        asked = (sort, author, tuple(tags))
        if asked not in self._orders:
            self._orders[asked] = sorted(self._place(name, sort) for name in self._matching(author, tags))
        return self._orders[asked]

    def _place(self, repo_id: str, sort: str) -> Place:
        model = self[repo_id]
        value = model.get(sort, 0)
        number = int(value.translate(_NO_DIGITS)) if isinstance(value, str) else value
        return -number, model["_id"], repo_id

    def _matching(self, author: str | None, tags: Sequence[str]) -> Iterable[str]:
        asked = [f"tag {tag}" for tag in tags] + ([f"author {author}"] if author else [])
        if not asked:
            return self._models
        if not self._named:
            self._named = self._index()
        return set.intersection(*(self._named.get(name, set()) for name in asked))

    def _index(self) -> dict[str, set[str]]:
        index: defaultdict[str, set[str]] = defaultdict(set)
        for repo_id in self._models:
            model = self[repo_id]
            index[f"author {model.get('author')}"].add(repo_id)
            for tag in (*model.get("tags", ()), model.get("pipeline_tag"), model.get("library_name")):
                index[f"tag {tag}"].add(repo_id)
        return index

    def _forget(self) -> None:
        self._orders.clear()
        self._named = {}


def _encode(model: Model) -> bytes:
    return json.dumps(model, separators=(",", ":")).encode()
