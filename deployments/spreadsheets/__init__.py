"""The directory as spreadsheets: read as offices keep them, compared row by row, stored, and written out again."""
