"""Does Schemathesis agree? The harness, its command, and every contract of specs/ on every server."""
