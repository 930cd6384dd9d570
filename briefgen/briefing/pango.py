"""The one part of a PDF that no Python package brings: the system's Pango."""

from __future__ import annotations

import contextlib
import io

from briefgen.project import InputError


def require_pango() -> None:
    """Load WeasyPrint, and with it the system's Pango; call this before the work that would be lost.

    Raises InputError, naming the packages to install, where one of the libraries is missing.
    """
    # WeasyPrint prints advice of its own, several lines of it and to standard output, before it gives up.
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            import weasyprint  # noqa: F401
        except OSError as error:
            library = str(error).partition(":")[0]
            raise InputError(
                f"a PDF needs Pango, which is not there ({library}). Install it: `apt-get install "
                "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0` or `brew install pango` on macOS."
            ) from None
