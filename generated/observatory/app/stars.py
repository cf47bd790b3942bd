"""The handlers of stars."""

from observatory.server.examples import ExampleStars


class Stars(ExampleStars):
    """Answers the operations of stars: what has no method here yet is answered by an example.

    To write the first one, import its classes from `observatory.operations`:

        async def list_stars(self, request: ListStarsRequest) -> ListStarsResponse:
            return ListStars200(...)
    """
