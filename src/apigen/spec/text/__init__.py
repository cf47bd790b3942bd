"""The text of one file, YAML or JSON, into one value with its places."""
