"""The handlers of domes."""

from observatory.server.examples import ExampleDomes


class Domes(ExampleDomes):
    """Answers the operations of domes: what has no method here yet is answered by an example.

    To write the first one, import its classes from `observatory.operations`:

        async def get_dome(self, request: GetDomeRequest) -> GetDomeResponse:
            return GetDome200(...)
    """
