"""Charts: a frame in, a finished Altair spec out; one chart a file."""
