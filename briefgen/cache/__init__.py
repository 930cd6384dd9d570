"""What was computed once and is cached on disk until something that it rests on changes."""
