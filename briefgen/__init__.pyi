from briefgen.api import open as open

__version__: str
