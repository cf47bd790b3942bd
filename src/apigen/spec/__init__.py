"""Reads and judges contracts: bytes to a `Document`, a `Document` to findings."""
