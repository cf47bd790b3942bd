"""Your side of Observatory: apigen wrote these modules once, and never touches them again."""
