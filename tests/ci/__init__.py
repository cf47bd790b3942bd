"""The definitions for CI do what docs/ci.md says, as far as that can be seen without CI."""
