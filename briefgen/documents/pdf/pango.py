"""The one part of a PDF that no Python package brings: the system's Pango."""

from __future__ import annotations

import contextlib
import io
import warnings

from briefgen.errors import InputError


def require_pango() -> None:
    """Load WeasyPrint, and with it the system's Pango; call this before the work that would be lost.

    Raises InputError, naming the packages to install, where one of the libraries is missing.
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


def _missing(what: str) -> InputError:
    return InputError(
        f"a PDF needs Pango, which is not there or not whole ({what}). Install it: `apt-get install "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`, or on macOS `brew install pango`."
    )
