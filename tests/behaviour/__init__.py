"""What a generated server does with a request, the same for every server target."""
