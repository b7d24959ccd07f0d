"""What is printed: sheets, letters and summaries, each set from the rows of the record."""
