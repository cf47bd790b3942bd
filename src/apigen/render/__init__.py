"""Turns views into files: targets, Jinja2 templates, one run of the formatter."""
