"""Is this pure function right?"""
