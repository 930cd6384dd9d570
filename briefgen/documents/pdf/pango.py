"""The one part of a PDF that no Python package brings: the system's Pango."""

from __future__ import annotations

import contextlib
import io
import warnings

from briefgen.errors import InputError


class PangoMissingError(InputError):
    """Pango, or a library that it needs, is not on this machine: nothing can be set on pages."""


def require_pango() -> None:
    """Load WeasyPrint, and with it the system's Pango; call this before the work that would be lost.

    Raises PangoMissingError, naming the packages to install, if one of the libraries cannot be loaded.
    """
    # WeasyPrint prints advice of its own, several lines of it and to standard output, before it gives up.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        # Without this one it would go on, cut the fonts by other means, and leave other bytes.
        warnings.filterwarnings("error", message="HarfBuzz-Subset")
        try:
            import weasyprint  # noqa: F401
        except OSError as error:
            raise _missing(str(error).partition(":")[0]) from None
        except DeprecationWarning:
            raise _missing("cannot load library 'libharfbuzz-subset'") from None


def _missing(what: str) -> PangoMissingError:
    return PangoMissingError(
        f"a PDF needs Pango, which is not there or not whole ({what}). Install it: `apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`, or on macOS `brew install pango`."
    )
