"""The handlers of runs."""

from workflows.server.examples import ExampleRuns


class Runs(ExampleRuns):
    """Answers the operations of runs: what has no method here yet is answered by an example.

    To write the first one, import its classes from `workflows.operations`:

        async def list_runs(self, request: ListRunsRequest) -> ListRunsResponse:
            return ListRuns200(...)
    """
