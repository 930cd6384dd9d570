"""What was worked out once and is kept on disk until something that it rests on changes."""
