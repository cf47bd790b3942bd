"""The handlers of parcels."""

from depot.server.examples import ExampleGoods


class Goods(ExampleGoods):
    """Answers the operations of parcels: what has no method here yet is answered by an example.

    To write the first one, import its classes from `depot.operations`:

        async def list_parcels(self, request: ListParcelsRequest) -> ListParcelsResponse:
            return ListParcels200(...)
    """
