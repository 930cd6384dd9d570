"""briefgen: policy briefings from dated statistics of the Hugging Face Hub.

In a notebook, `briefgen.open` opens a project folder (docs/python.md).
"""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # The API takes a second to load, and `briefgen --help` needs none of it.
    if name == "open":
        from importlib import import_module

        return import_module("briefgen.api").open
    raise AttributeError(f"module 'briefgen' has no attribute {name!r}")


def __dir__() -> list[str]:
    return ["__version__", "open"]
