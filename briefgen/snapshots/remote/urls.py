"""The addresses that the rows of a snapshot may have, and which addresses are refused."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

#: The characters of an address: no spaces, no control characters, no letters that look like others.
_CHARACTERS = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/%-]+", re.ASCII)
_LONGEST = 1_000
#: A file of a data set on the Hub; the revision is one part of the path, its own strokes written `%2F`.
ON_THE_HUB = re.compile(r"hf://datasets/(?P<dataset>[^/@]+/[^/@]+)(@(?P<revision>[^/@]+))?/(?P<path>.+)")


def checked(address: str) -> str:
    """Return the address of a file unchanged, once it is found safe to fetch and print.

    >>> checked("s3://panels/2026-09-20-my-panel.parquet")
    's3://panels/2026-09-20-my-panel.parquet'
    >>> checked("https://me:secret@example.org/2026-09-20-my-panel.parquet")
    Traceback (most recent call last):
    ValueError: an address with a name or password in it; they would stand in the manifest

    Raises ValueError with what is wrong, and never with the address: it may contain a secret.
    """
    if "?" in address or "#" in address:
        raise ValueError("an address with a ? or #, where signatures and tokens stand; give a lasting one")
    if not _CHARACTERS.fullmatch(address) or len(address) > _LONGEST:
        raise ValueError("not an address: ASCII letters, digits and signs, 1,000 at most")
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise ValueError("an address with a name or password in it; they would stand in the manifest")
    if not parts.hostname or not encrypted(parts):
        raise ValueError("expected https://, s3:// or hf://, or http:// on this machine alone")
    if any(piece in ("", ".", "..") for piece in parts.path.split("/")[1:]) or not parts.path:
        raise ValueError("an address of no file: its path has an empty part, or one of dots")
    if not parts.path.endswith(".parquet"):
        raise ValueError("expected the address of a Parquet file, which ends with .parquet")
    if parts.scheme == "hf" and not ON_THE_HUB.fullmatch(address):
        raise ValueError("expected hf://datasets/OWNER/NAME@REVISION/PATH")
    return address


def encrypted(parts: SplitResult) -> bool:
    """Whether nobody on the way reads what comes from an address, or it does not leave this machine.

    >>> [encrypted(urlsplit(it)) for it in ("https://a/b", "http://127.0.0.1:80/b", "http://a/b")]
    [True, True, False]
    """
    return parts.scheme in ("https", "s3", "hf") or (parts.scheme == "http" and _here(parts.hostname or ""))


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
