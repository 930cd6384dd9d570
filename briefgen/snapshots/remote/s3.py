"""Files in S3 and in any store with its protocol, through Arrow, which is needed for Parquet anyway.

The usual variables are read: `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_PROFILE`, `AWS_ACCESS_KEY_ID` and those
with it. If neither they nor a file in `~/.aws` name credentials, a bucket is read anonymously.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from briefgen.snapshots.remote.streams import CHUNK, Stream, UnreachableError
from briefgen.snapshots.remote.urls import encrypted

_CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_FILES = (("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config"))
#: The error codes of Amazon's library; the text around them may reveal more than it should.
_REASON = re.compile(r"AWS Error ([A-Z_]+)")


@contextmanager
def opened(address: str) -> Iterator[Stream]:
    """Open an object of a bucket; raises UnreachableError if it cannot be fetched."""
    from pyarrow import fs

    where = address.removeprefix("s3://")
    with _explained():
        source = fs.S3FileSystem(**_settings(where.partition("/")[0])).open_input_file(where)
    with source:
        yield Stream(source.size(), _chunks(source))


def _chunks(source: Any) -> Iterator[bytes]:
    while True:
        with _explained():
            chunk = source.read(CHUNK)
        if not chunk:
            return
        yield chunk


def _settings(bucket: str) -> dict[str, Any]:
    """How a bucket is reached, as far as Arrow does not read it from the environment itself."""
    from pyarrow import fs

    settings: dict[str, Any] = {"anonymous": not _named()}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if endpoint := os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"):
        parts = urlsplit(endpoint)
        if not encrypted(parts) or "@" in parts.netloc:
            raise UnreachableError("is asked of AWS_ENDPOINT_URL, which has to be https, without a password")
        settings |= {"scheme": parts.scheme, "endpoint_override": parts.netloc}
    elif not region:
        region = fs.resolve_s3_region(bucket)
    return settings | {"region": region} if region else settings


def _named() -> bool:
    """Whether the environment or a file names credentials."""
    files = (Path(os.environ.get(name) or Path.home() / ".aws" / usual) for name, usual in _FILES)
    return any(os.environ.get(name) for name in _CREDENTIALS) or any(file.exists() for file in files)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise UnreachableError("is not there. Check bucket and name") from None
    except OSError as error:
        reason = _REASON.search(str(error))
        raise UnreachableError(
            f"cannot be had from S3 ({reason[1] if reason else type(error).__name__}). Check the address, "
            "the network, AWS_REGION, AWS_ENDPOINT_URL and the credentials"
        ) from None
