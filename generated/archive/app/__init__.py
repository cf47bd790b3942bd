"""Your side of Archive: apigen wrote these modules once, and never touches them again."""
