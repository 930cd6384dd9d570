"""What an evidence bundle holds, and how it is written."""
