"""The handlers of pets."""

from petstore.server.examples import ExamplePets


class Pets(ExamplePets):
    """Answers the operations of pets: what has no method here yet is answered by an example.

    To write the first one, import its classes from `petstore.operations`:

        async def list_pets(self, request: ListPetsRequest) -> ListPetsResponse:
            return ListPets200(...)
    """
