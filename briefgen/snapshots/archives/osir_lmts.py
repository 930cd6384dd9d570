"""The OSIR-LMTS archive: monthly crawls of chosen organizations' model pages, one JSON object per line."""

from __future__ import annotations

import datetime as dt
import re

from pydantic import Field

from briefgen.errors import InputError
from briefgen.snapshots.archives.common import (
    Archive,
    ArchiveRow,
    Count,
    Origin,
    Record,
    Rows,
    Tally,
    read_json_lines,
    snapshot,
)
from briefgen.snapshots.manifest import Population

ORIGIN = Origin(
    id="osir-lmts",
    licence="MIT",
    attribution="OSIR-LMTS, brucecui0120/OSIR-LMTS on GitHub",
    population=Population(
        words="models of the organisations that OSIR-LMTS lists, chosen for language and multimodal models",
        kind="organisations",
        leaves_out=("organisations not listed", "most image-generation models"),
    ),
    date_known="exact",
    notes=(
        "Likes of 1,000 and more are rounded by the archive to three significant digits.",
        "Children are the direct derivatives that the Hub shows on a model's page; 0 where it shows none.",
        "Between two sightings of an organisation, 0.3 to 2.9 % of its models are missing.",
    ),
)

# A repository of data files: its name holds a word for data and no model size, and the Hub counts no
# downloads of it, since it holds no file that a model is loaded from.
_DATA_WORD = re.compile(r"(?:^|[-_.])(?:data|datasets?|corpus|bench|anno)(?:[-_.]|$)", re.IGNORECASE)
_MODEL_SIZE = re.compile(r"(?:^|[-_.])\d+(?:\.\d+)?[mb](?:[-_.]|$)", re.IGNORECASE)


class _Metadata(ArchiveRow):
    downloads_last_month: str


class _Model(ArchiveRow):
    repo: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    model_name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,96}$")
    downloads_last_month: Count
    likes: Count
    descendants: Count
    date_crawl: dt.date
    metadata: _Metadata

    @property
    def downloads_known(self) -> bool:
        # The archive stores 0 for a count that the page shows as `-`; only the text beside it shows that.
        return self.metadata.downloads_last_month != "-"

    @property
    def is_data(self) -> bool:
        return (
            not self.downloads_known
            and _DATA_WORD.search(self.model_name) is not None
            and _MODEL_SIZE.search(self.model_name) is None
        )


def read(archive: Archive) -> Rows:
    """Read one month's `raw-models-info.jsonl`; raises InputError if it is another format or date."""
    models = read_json_lines(archive.file, archive.format, _Model)
    days = sorted({model.date_crawl for model in models})
    if days[0] != archive.date:
        raise InputError(
            f"{archive.file}: crawled from {days[0]} on, not {archive.date}. Give that date to the import."
        )
    tally = Tally()
    data = [f"{model.repo}/{model.model_name}" for model in models if model.is_data]
    tally.counts["datasets_left_out"] = len(data)
    tally.counts["downloads_not_known"] = sum(not model.downloads_known for model in models)
    notes = [f"Data sets among the models, left out: {', '.join(sorted(data))}."] if data else []
    if len(days) > 1:
        notes.append(f"The crawl took {len(days)} days, until {days[-1]}.")
    return snapshot(
        archive,
        ORIGIN,
        [_record(model) for model in models if not model.is_data],
        tally,
        organisations_in_full=sorted(
            {model.repo for model in models}, key=lambda handle: (handle.lower(), handle)
        ),
        notes=notes,
    )


def _record(model: _Model) -> Record:
    return {
        "repo_id": f"{model.repo}/{model.model_name}",
        "downloads_30d": model.downloads_last_month if model.downloads_known else None,
        "likes": model.likes,
        "children": model.descendants,
    }
