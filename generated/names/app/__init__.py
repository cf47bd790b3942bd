"""Your side of Names: odd 'ones' & 'all' {{ of }} them \\ in one: apigen wrote these modules once, and never touches them again."""
