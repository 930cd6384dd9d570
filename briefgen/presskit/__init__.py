"""What a newsroom takes: each chart in every size, with its data, its words and its evidence."""
