"""The handlers of owners."""

from petstore.server.examples import ExampleOwners


class Owners(ExampleOwners):
    """Answers the operations of owners: what has no method here yet is answered by an example.

    To write the first one, import its classes from `petstore.operations`:

        async def get_owner(self, request: GetOwnerRequest) -> GetOwnerResponse:
            return GetOwner200(...)
    """
