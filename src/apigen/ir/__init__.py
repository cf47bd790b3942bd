"""What an API is: operations, schemas and the wire, without Python and without a framework."""
