"""Files of data sets: as much of the Hub's resolver as a download asks for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tests.loopback.answers import Answer, Part, Request, refusal

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass(frozen=True)
class _Published:
    commit: str
    file: Path
    etag: str


class Files:
    """The published files, by repository, revision and path."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str, str], _Published] = {}
        self._commits: dict[tuple[str, str], str] = {}

    def publish(self, repo: str, revision: str, commit: str, path: str, file: Path) -> None:
        """Make `file` the one at `path`, under the name of the revision and under that of its commit."""
        with file.open("rb") as opened:
            etag = hashlib.file_digest(opened, "sha256").hexdigest()
        for name in (revision, commit):
            self._commits[repo, name] = commit
            self._files[repo, name, path] = _Published(commit, file, etag)

    def resolve(self, request: Request, repo: str, revision: str, path: str) -> Answer:
        """Answer `GET` or `HEAD` of a file: all of it, or the range that a broken download asks for."""
        if not any(repo == name for name, _ in self._commits):
            return refusal(401, "Repository not found", "RepoNotFound")
        if (repo, revision) not in self._commits:
            return refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        if (repo, revision, path) not in self._files:
            return refusal(404, "Entry not found", "EntryNotFound")
        published = self._files[repo, revision, path]
        size = published.file.stat().st_size
        headers = {
            "Content-Type": "application/octet-stream",
            "Accept-Ranges": "bytes",
            "ETag": f'"{published.etag}"',
            "X-Repo-Commit": published.commit,
        }
        asked = _RANGE.fullmatch(request.headers.get("range", ""))
        if asked is None:
            return Answer(200, headers, Part(published.file, 0, size))
        start, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
        if start > last:
            return Answer(416, {"Content-Range": f"bytes */{size}"})
        span = {"Content-Range": f"bytes {start}-{last}/{size}"}
        return Answer(206, {**headers, **span}, Part(published.file, start, last - start + 1))
