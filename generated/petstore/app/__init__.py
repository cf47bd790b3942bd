"""Your side of Petstore: apigen wrote these modules once, and never touches them again."""
