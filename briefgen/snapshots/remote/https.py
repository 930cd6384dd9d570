"""Files over HTTPS, and those of the Hub, which are such files with the Hub's own token.

Proxies and certificates are those of the environment (`HTTPS_PROXY`, `SSL_CERT_FILE`), as for the Hub.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import httpx2

import briefgen
from briefgen.snapshots.remote.streams import CHUNK, Stream, UnreachableError
from briefgen.snapshots.remote.urls import ON_THE_HUB, encrypted

#: Seconds without a byte after which a request fails, and the most redirects that are followed.
_SILENCE = 30
_MOST_REDIRECTS = 5
#: What is sent and what comes are the bytes of the file themselves.
_PLAIN = {"User-Agent": f"briefgen/{briefgen.__version__}", "Accept-Encoding": "identity"}

_STATUS = {
    401: "is refused without another token (401). For hf:// set HF_TOKEN to one that may read it",
    403: "is forbidden (403). For hf:// set HF_TOKEN to a token that may read it",
    404: "is not there (404). Check the address",
    410: "is gone (410). Check the address",
    429: "was asked for too often (429). Try again later",
}


@contextmanager
def opened(address: str) -> Iterator[Stream]:
    """Open a file over HTTPS or on the Hub; raises UnreachableError if it cannot be fetched."""
    url, headers = _asked(address)
    try:
        with _client() as client:
            response = _followed(client, client.build_request("GET", url, headers=headers))
            try:
                if response.status_code != 200:
                    status = response.status_code
                    raise UnreachableError(
                        _STATUS.get(status, f"was answered with an error ({status}). Try again later")
                    )
                size = response.headers.get("Content-Length", "")
                yield Stream(int(size) if size.isdecimal() else None, response.iter_bytes(CHUNK))
            finally:
                response.close()
    except httpx2.RemoteProtocolError:
        raise UnreachableError("was cut short on the way. Try again") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise UnreachableError(
            f"cannot be reached ({type(error).__name__}). Check the address and the network"
        ) from None


def _followed(client: httpx2.Client, request: httpx2.Request) -> httpx2.Response:
    """Answer a request and follow redirects, but never from an encrypted address to one that is not."""
    sealed = request.url.scheme == "https"
    for _ in range(_MOST_REDIRECTS + 1):
        response = client.send(request, stream=True, follow_redirects=False)
        if response.next_request is None:
            return response
        response.close()
        request = response.next_request
        if not encrypted(urlsplit(str(request.url))) or (sealed and request.url.scheme != "https"):
            raise UnreachableError("leads on to an address that is not https. Ask who keeps it for another")
    raise UnreachableError("leads from one address to the next without an end. Check the address")


def _client() -> httpx2.Client:
    try:
        return httpx2.Client(timeout=_SILENCE, headers=_PLAIN)
    except (OSError, ValueError):
        raise UnreachableError(
            "cannot be asked for. Look at HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and SSL_CERT_FILE"
        ) from None


def _asked(address: str) -> tuple[str, Mapping[str, str]]:
    """The URL to request and its headers: for the Hub with the user's token, if there is one."""
    named = ON_THE_HUB.fullmatch(address)
    if named is None:
        return address, {}
    from huggingface_hub import hf_hub_url, is_offline_mode
    from huggingface_hub.utils import build_hf_headers

    if is_offline_mode():
        raise UnreachableError("is not asked for, since HF_HUB_OFFLINE is set. Unset it")
    revision = unquote(named["revision"]) if named["revision"] else None
    url = hf_hub_url(named["dataset"], named["path"], repo_type="dataset", revision=revision)
    if not encrypted(urlsplit(url)) or "@" in urlsplit(url).netloc:
        raise UnreachableError("is asked of HF_ENDPOINT, which has to be https, without name or password")
    return url, build_hf_headers(library_name="briefgen", library_version=briefgen.__version__)
