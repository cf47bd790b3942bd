"""The proof that what is generated from a contract holds: every step of it, and one table at the end."""
