"""The handlers of models."""

from names_odd_ones_all_of_them_in_one.server.examples import ExampleModels


class Models(ExampleModels):
    """Answers the operations of models: what has no method here yet is answered by an example.

    To write the first one, import its classes from `names_odd_ones_all_of_them_in_one.operations`:

        async def get_get_pet(self, request: GetPetRequest) -> GetPetOperationResponse:
            return GetPetResponse200(...)
    """
