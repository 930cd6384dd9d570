"""A file of a data set on the Hub, fetched with the Hub's own client and pinned to a commit.

The client reads `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_OFFLINE`, `HF_HOME`, proxies and certificates by itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import briefgen
from briefgen.errors import InputError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_COMMIT = re.compile(r"[0-9a-f]{40}")

_NOT_THE_HUB = "is not described there as the Hub does it. Check HF_ENDPOINT and the proxy"

# What to do about an error of the Hub's client, by its name: some inherit from others, so the order matters.
_ADVICE = {
    "OfflineModeIsEnabled": "is not at hand, and HF_HUB_OFFLINE is set. Unset it, or name a file instead",
    "GatedRepoError": "is gated. Accept its terms on the Hub, and set HF_TOKEN to a token that may read it",
    "DisabledRepoError": "was disabled by the Hub. Name another data set with --dataset",
    "RepositoryNotFoundError": "is no data set of the Hub, or a private one. Check --dataset, which is "
    "OWNER/NAME, or set HF_TOKEN to a token that may read it",
    "RevisionNotFoundError": "has no such revision. Give --revision as the Hub's history of commits has it",
    "RemoteEntryNotFoundError": "has no such file at this revision. Name one with --file",
    "FileMetadataError": _NOT_THE_HUB,
    "JSONDecodeError": _NOT_THE_HUB,
    "HFValidationError": "is no name of a data set. Give --dataset as OWNER/NAME",
    "ValueError": "is no path of a file in a data set. Name one with --file",
}
_STATUS = {
    401: "is refused to this token. Mend HF_TOKEN, log in again with `hf auth login`, or ask as nobody",
    403: "is forbidden to this token. Set HF_TOKEN to one that may read it",
    429: "was asked for too often (429). Wait five minutes, or set HF_TOKEN, with which more is allowed",
}


@dataclass(frozen=True)
class Pinned:
    """A file of a data set at one commit, and its path on this machine."""

    dataset: str
    path: str
    commit: str
    file: Path

    @property
    def parameters(self) -> dict[str, str]:
        """The manifest's record of where the file was found."""
        return {"data_set": self.dataset, "path": self.path, "commit": self.commit}

    @property
    def day(self) -> dt.date:
        """The day (UTC) of the commit that added the file; raises InputError if it is not known."""
        with _explained(self.dataset, self.path, self.commit):
            found = _client().get_paths_info(
                self.dataset, self.path, expand=True, revision=self.commit, repo_type="dataset"
            )
        if not found or found[0].last_commit is None:
            raise _error(self.dataset, self.path, self.commit, "has no date on the Hub. Give one with --date")
        return found[0].last_commit.date.astimezone(dt.UTC).date()


def fetch(dataset: str, path: str, revision: str) -> Pinned:
    """Fetch a file of a data set at a revision, or load it from the client's cache.

    A branch or tag is resolved first, so that an old copy in the cache is never used for it. Raises
    InputError if the file cannot be fetched whole; the token is in no message.
    """
    from huggingface_hub import hf_hub_url

    with _explained(dataset, path, revision):
        commit: str | None = revision
        if not _COMMIT.fullmatch(revision):
            url = hf_hub_url(dataset, path, repo_type="dataset", revision=revision)
            commit = _client().get_hf_file_metadata(url=url).commit_hash
        if commit is None:
            raise _error(dataset, path, revision, "comes without its commit. Give --revision as 40 digits")
        file = _client().hf_hub_download(dataset, path, repo_type="dataset", revision=commit)
    return Pinned(dataset, path, commit, Path(file))


def _client() -> HfApi:
    from huggingface_hub import HfApi

    return HfApi(library_name="briefgen", library_version=briefgen.__version__)


@contextmanager
def _explained(dataset: str, path: str, revision: str) -> Iterator[None]:
    """Turn each failure of the Hub's client into one message, without what the Hub or the client wrote."""
    from httpx2 import HTTPError
    from huggingface_hub.errors import XetDownloadError

    try:
        yield
    except (HTTPError, XetDownloadError, OSError, ValueError) as error:
        raise _error(dataset, path, revision, _reason(error)) from None


def _reason(error: BaseException) -> str:
    from httpx2 import HTTPError
    from huggingface_hub.errors import LocalEntryNotFoundError

    # The cause of this error says what stopped the client.
    if isinstance(error, LocalEntryNotFoundError) and error.__cause__:
        error = error.__cause__
    kinds = {kind.__name__ for kind in type(error).__mro__}
    for kind, advice in _ADVICE.items():
        if kind in kinds:
            return advice
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status:
        return _STATUS.get(status, f"was answered with an error ({status}). Try again later")
    if isinstance(error, HTTPError):
        return f"did not come: the connection failed ({type(error).__name__}). Try again later"
    return f"did not come whole ({getattr(error, 'strerror', None) or 'its length is wrong'}). Try again"


def _error(dataset: str, path: str, revision: str, reason: str) -> InputError:
    return InputError(f"{dataset}, {path} at {revision}: {reason}.")
