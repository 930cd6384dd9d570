"""The forms that charts are made of: lines, bars, strips, small multiples."""
