"""briefgen: policy briefings from dated statistics of the Hugging Face Hub."""

__version__ = "0.1.0"
