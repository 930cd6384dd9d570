"""One question to the Hub and its answer, through the Hub's own client.

Retries, back-off and the wait for the rate limit are the client's (`huggingface_hub.utils.http_backoff`),
as are token, endpoint, proxies and certificates. What it does not see is looked at here: whether the body is
whole and JSON, whether a link leads off the Hub, and whether the two clocks agree.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urljoin, urlsplit

import briefgen
from briefgen.errors import InputError
from briefgen.snapshots.archives.common import REPO_ID

if TYPE_CHECKING:
    import httpx2

#: The Hub's clock and this machine's may differ by so much; beyond it the date of a snapshot is not known.
_CLOCKS_DIFFER = dt.timedelta(days=1)


@dataclass(frozen=True)
class Patience:
    """How long to bear with a Hub that does not answer well: seconds, and numbers of tries."""

    tries: int = 5
    first_wait: float = 1
    longest_wait: float = 8
    silence: float = 30
    spoilt_bodies: int = 3


class _SpoiltError(Exception):
    """A body that is not whole; the same question may be answered better the next time."""


class UnansweredError(Exception):
    """The Hub does not return this; `status` is the HTTP status, None without a response."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Limit:
    """The Hub's rate limit at an instant: requests left, and how many a window of `window` seconds allows."""

    left: int
    quota: int
    window: int


@dataclass(frozen=True)
class HubResponse:
    """What the Hub answered: the JSON, when by its own clock, the link to the next page, the limit."""

    body: object
    instant: dt.datetime
    next: str | None
    limit: Limit | None


@dataclass(frozen=True)
class Whereabouts:
    """The state of a model: `model` is its JSON if it is public, `now` its new name if it was renamed.

    The Hub gives a stranger the same answer for a deleted and for a private repository.
    """

    state: Literal["here", "renamed", "disabled", "deleted or private"]
    instant: dt.datetime
    model: Mapping[str, object] | None = None
    now: str | None = None


class Hub:
    """The Hub at `HF_ENDPOINT`, queried with the token that the client finds, or anonymously.

    `models` is the address of its model API. Raises InputError if the client is set to stay offline, or
    cannot be configured as the environment says.
    """

    def __init__(self, endpoint: str | None = None, patience: Patience = Patience()) -> None:
        try:
            from huggingface_hub import constants, is_offline_mode
            from huggingface_hub.utils import build_hf_headers, get_session

            get_session()
        except (OSError, ValueError) as error:
            raise InputError(
                f"The Hub's client cannot be set up ({error}). Look at HF_ENDPOINT, HTTPS_PROXY, HTTP_PROXY, "
                "ALL_PROXY and SSL_CERT_FILE."
            ) from None
        if is_offline_mode():
            raise InputError(
                "HF_HUB_OFFLINE is set, so that the Hub is not asked. Unset it to take a snapshot."
            )
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        if "@" in urlsplit(self.endpoint).netloc:
            # It would appear in manifests and messages.
            raise InputError("HF_ENDPOINT holds a name or password. Take it out; a token goes into HF_TOKEN.")
        self.models = f"{self.endpoint}/api/models"
        self._headers = build_hf_headers(library_name="briefgen", library_version=briefgen.__version__)
        self._patience = patience

    @property
    def known_to_it(self) -> bool:
        """Whether the Hub is asked with a token."""
        return "authorization" in {name.lower() for name in self._headers}

    def ask(self, url: str, query: Sequence[tuple[str, str]] = ()) -> HubResponse:
        """Ask for a list as JSON.

        Raises UnansweredError with the Hub's refusal; InputError if retrying is useless: a wrong token, or
        clocks a day apart.
        """
        response, body = self._whole(url, query)
        if response.status_code != 200:
            raise UnansweredError(_refusal(response), response.status_code)
        return HubResponse(body, self._instant(response), self._next(response), _limit(response))

    def state(self, repo_id: str, fields: Sequence[str]) -> Whereabouts:
        """Return what became of one model.

        Raises UnansweredError if the Hub's response cannot be parsed; InputError as `ask` does.
        """
        from huggingface_hub.errors import DisabledRepoError, HfHubHTTPError, RepositoryNotFoundError
        from huggingface_hub.utils import hf_raise_for_status

        query = [("expand", name) for name in fields]
        response, model = self._whole(f"{self.models}/{quote(repo_id)}", query)
        instant = self._instant(response)
        try:
            hf_raise_for_status(response)
        except DisabledRepoError:
            return Whereabouts("disabled", instant)
        except RepositoryNotFoundError:
            return Whereabouts("deleted or private", instant)
        except HfHubHTTPError:
            raise UnansweredError(_refusal(response), response.status_code) from None
        if isinstance(model, dict):
            return Whereabouts("here", instant, model=model)
        if now := self._moved_to(response):
            return Whereabouts("renamed", instant, now=now)
        raise UnansweredError(_refusal(response), response.status_code)

    def _whole(self, url: str, query: Sequence[tuple[str, str]]) -> tuple[httpx2.Response, object]:
        """Ask, and retry if the body is damaged; the body is None if the status is not 200."""
        for _ in range(self._patience.spoilt_bodies):
            try:
                response = self._get(url, query)
                body = _parsed(response) if response.status_code == 200 else None
                if body == [] and self._next(response):
                    raise _SpoiltError("an empty page with a link to a next one")
            except _SpoiltError as error:
                problem = str(error)
                time.sleep(self._patience.first_wait)
                continue
            if response.status_code == 401 and self.known_to_it and "X-Error-Code" not in response.headers:
                raise InputError(
                    f"{self.endpoint}: refuses the token (401). Log in again with `hf auth login`, mend "
                    "HF_TOKEN, or unset it to ask as nobody."
                )
            return response, body
        raise UnansweredError(f"gives no whole page, {self._patience.spoilt_bodies} times over: {problem}")

    def _get(self, url: str, query: Sequence[tuple[str, str]]) -> httpx2.Response:
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError
        from huggingface_hub.utils import http_backoff

        patience = self._patience
        try:
            return http_backoff(
                "GET",
                url,
                params=list(query) or None,
                headers=self._headers,
                timeout=patience.silence,
                follow_redirects=False,
                max_retries=patience.tries,
                base_wait_time=patience.first_wait,
                max_wait_time=patience.longest_wait,
            )
        except HfHubHTTPError as error:
            raise UnansweredError(_refusal(error.response), error.response.status_code) from None
        except httpx2.DecodingError as error:
            raise _SpoiltError(f"the body is not compressed as it says ({error})") from None
        except (httpx2.LocalProtocolError, UnicodeEncodeError):
            # The reason would quote the token.
            raise InputError(
                "HF_TOKEN: holds a character that no token has. Copy it again from the settings of the Hub."
            ) from None
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise InputError(
                f"HF_ENDPOINT: {self.endpoint!r} is no address. Write it as https://huggingface.co, or "
                "unset it."
            ) from None
        except RuntimeError as error:
            # A thread that finds no connection makes the client close the one that all share.
            raise _SpoiltError(f"the connection was closed ({error})") from None
        except httpx2.HTTPError as error:
            what = str(error).partition("\n")[0][:100] or "no answer in time"
            raise UnansweredError(f"does not answer ({type(error).__name__}: {what})") from None

    def _instant(self, response: httpx2.Response) -> dt.datetime:
        """When the Hub answered, by its own clock."""
        now = dt.datetime.now(dt.UTC)
        try:
            instant = parsedate_to_datetime(response.headers["Date"]).astimezone(dt.UTC)
        except (KeyError, ValueError):
            return now.replace(microsecond=0)
        if abs(instant - now) > _CLOCKS_DIFFER:
            raise InputError(
                f"{self.endpoint}: its clock says {instant:%Y-%m-%d %H:%M} UTC, this machine's "
                f"{now:%Y-%m-%d %H:%M}. Set the clock that is wrong; the pages read so far are kept."
            )
        return instant

    def _next(self, response: httpx2.Response) -> str | None:
        from huggingface_hub.utils import fix_hf_endpoint_in_url

        link = response.links.get("next", {}).get("url")
        if link is None:
            return None
        link = fix_hf_endpoint_in_url(link, self.endpoint)
        if not self._at_home(link):
            raise UnansweredError(f"links to a next page on another host, {urlsplit(link).netloc!r:.80}")
        return link

    def _moved_to(self, response: httpx2.Response) -> str | None:
        """The new name of a model that the Hub redirects to; None if it redirects to anything else."""
        if not response.has_redirect_location:
            return None
        link = urljoin(str(response.url), response.headers["Location"])
        place = re.fullmatch(rf".*/api/models/({REPO_ID}|[A-Za-z0-9_.-]+)", urlsplit(link).path)
        return place[1] if place and self._at_home(link) and link != str(response.url) else None

    def _at_home(self, link: str) -> bool:
        return urlsplit(link)[:2] == urlsplit(self.endpoint)[:2]


def _parsed(response: httpx2.Response) -> object:
    """The body as JSON."""
    from pydantic_core import from_json

    try:
        return from_json(response.content, allow_inf_nan=False)
    except ValueError as error:
        raise _SpoiltError(f"no JSON ({str(error).partition(chr(10))[0][:100]})") from None


def _refusal(response: httpx2.Response) -> str:
    """The Hub's refusal in a few words."""
    message = response.headers.get("X-Error-Message") or response.reason_phrase
    return f"answers {response.status_code} ({message[:100]})"


def _limit(response: httpx2.Response) -> Limit | None:
    from huggingface_hub.utils import parse_ratelimit_headers

    found = parse_ratelimit_headers(response.headers)
    if found is None or not found.limit or not found.window_seconds:
        return None
    return Limit(found.remaining, found.limit, found.window_seconds)
