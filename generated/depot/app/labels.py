"""The handlers of labels."""

from depot.server.examples import ExampleLabels


class Labels(ExampleLabels):
    """Answers the operations of labels: what has no method here yet is answered by an example.

    To write the first one, import its classes from `depot.operations`:

        async def add_papers(self, request: AddPapersRequest) -> AddPapersResponse:
            return AddPapers201(...)
    """
