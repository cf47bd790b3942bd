"""Round trips: every operation of a generated package, called by its own clients on its own servers."""
