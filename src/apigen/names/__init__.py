"""Gives everything its Python name: one pass, the same result whatever the order of the contract."""
