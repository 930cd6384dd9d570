"""The one error that a user is to blame for, and can mend."""

from __future__ import annotations


class InputError(Exception):
    """Something a user gave is wrong; the message names the place, what was expected and what to do.

    The command line prints the message alone and exits with 2.
    """
