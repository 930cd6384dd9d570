"""What an editor must mend before publishing: reads, never writes."""
