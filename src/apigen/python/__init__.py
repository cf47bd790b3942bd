"""Turns the API and its names into views: finished Python text, ready to be put into place."""
