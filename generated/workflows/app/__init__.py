"""Your side of Workflows: apigen wrote these modules once, and never touches them again."""
