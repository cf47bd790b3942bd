"""The operations that are wanted, and what they need."""
