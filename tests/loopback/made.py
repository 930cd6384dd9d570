"""Made-up models, for benchmarks and for tests that stop a crawl at any instant."""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from tests.loopback.models import EARLIEST, Model, make_model

_DAYS = 1640
_RELATIONS = ("finetune", "quantized", "adapter", "merge")
_KINDS = (("text-generation", "transformers"), ("text-to-image", "diffusers"), (None, None))
_LICENCES = ("apache-2.0", "mit", "llama3.1", "other", None)


def made_models(count: int, organisations: Sequence[str], seed: int) -> Iterator[Model]:
    """Yield `count` models of these organisations: the same for the same seed, and each number of its own.

    Downloads, likes and children are heavy-tailed, as the Hub's are: few models hold most of them. About
    two in five models name a base among those before them.
    """
    bases = [_base(number, seed) for number in range(count)]
    children = Counter(bases)
    for number in range(count):
        yield _model(number, organisations, seed, bases[number], children[number])


def _model(number: int, organisations: Sequence[str], seed: int, base: int | None, children: int) -> Model:
    a, b, c, d, e, f = _draws(number, seed)
    downloads = int(10 ** (8.5 * a**5))
    created = EARLIEST + timedelta(seconds=int(d * _DAYS * 86_400))
    pipeline_tag, library = _KINDS[int(e * len(_KINDS))]
    relation = _RELATIONS[int(f * len(_RELATIONS))]
    return make_model(
        _name(number, organisations, seed),
        downloads=downloads,
        downloads_all_time=downloads * (1 + int(40 * b)),
        likes=int(downloads**0.5 * c),
        children=children,
        created=created,
        modified=created + timedelta(days=int(30 * c)),
        gated=("auto", "manual", False, False, False)[int(b * 5)],
        pipeline_tag=pipeline_tag,
        library=library,
        license_=_LICENCES[int(c * len(_LICENCES))],
        tags=[tag for tag in (library, pipeline_tag) if tag],
        parameters=int(10 ** (7 + 5 * f)) if e < 0.8 else None,
        bases=[] if base is None else [(relation, _name(base, organisations, seed))],
    )


def _name(number: int, organisations: Sequence[str], seed: int) -> str:
    """The first organisations have many models, the last few."""
    place = _draws(number, seed)[4] ** 2
    return f"{organisations[int(place * len(organisations))]}/model-{number:06d}"


def _base(number: int, seed: int) -> int | None:
    a, b, *_ = _draws(number, seed)
    return int(number * b**4) if number and a < 0.4 else None


def _draws(number: int, seed: int) -> list[float]:
    """Six numbers from 0 up to, and without, 1."""
    digest = hashlib.blake2b(f"{seed}:{number}".encode(), digest_size=24).digest()
    return [drawn / 2**32 for drawn in struct.unpack(">6I", digest)]
