"""The part of the code that is the same for every contract."""
