"""The handlers of store."""

from petstore.server.examples import ExampleStore


class Store(ExampleStore):
    """Answers the operations of store: what has no method here yet is answered by an example.

    To write the first one, import its classes from `petstore.operations`:

        async def get_inventory(self, request: GetInventoryRequest) -> GetInventoryResponse:
            return GetInventory200(...)
    """
