"""The tables of an edition as a spreadsheet."""
