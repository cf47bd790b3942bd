"""The files of a contract: what may be read, and how many become one document."""
