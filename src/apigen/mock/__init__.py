"""A server that answers by a contract alone: the generated one, with handlers that know the contract's examples."""
