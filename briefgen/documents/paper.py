"""The sizes of paper that a document can be set on."""

from __future__ import annotations

from typing import Literal

Paper = Literal["letter", "a4"]
