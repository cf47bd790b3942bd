"""Your side of Depot: apigen wrote these modules once, and never touches them again."""
