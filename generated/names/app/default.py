"""The handlers of operations without a tag."""

from names_odd_ones_all_of_them_in_one.server.examples import ExampleDefault


class Default(ExampleDefault):
    """Answers the operations of operations without a tag: what has no method here yet is answered by an example.

    To write the first one, import its classes from `names_odd_ones_all_of_them_in_one.operations`:

        async def get_pet(self, request: GetPetOperationRequest) -> GetGetPetResponse:
            return GetGetPet200(...)
    """
