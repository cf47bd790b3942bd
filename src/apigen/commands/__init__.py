"""The commands, a module each: flags in, one call of a stage, and what people read of it."""
