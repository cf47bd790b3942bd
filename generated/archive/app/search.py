"""The handlers of search."""

from archive.server.examples import ExampleSearch


class Search(ExampleSearch):
    """Answers the operations of search: what has no method here yet is answered by an example.

    To write the first one, import its classes from `archive.operations`:

        async def search_simple(self, request: SearchSimpleRequest) -> SearchSimpleResponse:
            return SearchSimple200(...)
    """
