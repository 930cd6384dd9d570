"""An edition: context, ledger, HTML and PDF."""
