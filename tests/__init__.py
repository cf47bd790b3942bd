"""The tests. One folder for each question, see CONTRIBUTING.md."""
