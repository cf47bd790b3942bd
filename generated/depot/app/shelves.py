"""The handlers of shelves."""

from depot.server.examples import ExampleShelves


class Shelves(ExampleShelves):
    """Answers the operations of shelves: what has no method here yet is answered by an example.

    To write the first one, import its classes from `depot.operations`:

        async def get_shelves(self, request: GetShelvesRequest) -> GetShelvesResponse:
            return GetShelves200(...)
    """
