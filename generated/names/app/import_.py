"""The handlers of import."""

from names_odd_ones_all_of_them_in_one.server.examples import ExampleImport


class Import(ExampleImport):
    """Answers the operations of import: what has no method here yet is answered by an example.

    To write the first one, import its classes from `names_odd_ones_all_of_them_in_one.operations`:

        async def class_(self, request: ClassRequest) -> ClassResponse:
            return Class200(...)
    """
