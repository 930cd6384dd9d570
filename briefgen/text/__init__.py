"""Text at its smallest: characters, dates, fonts, SQL names."""
