"""The handlers of Größe & Maß."""

from names_odd_ones_all_of_them_in_one.server.examples import ExampleGrößeMaß


class GrößeMaß(ExampleGrößeMaß):
    """Answers the operations of Größe & Maß: what has no method here yet is answered by an example.

    To write the first one, import its classes from `names_odd_ones_all_of_them_in_one.operations`:

        async def list(self, request: ListRequest) -> ListResponse:
            return List200(...)
    """
