"""The handlers of workflows."""

from workflows.server.examples import ExampleWorkflows


class Workflows(ExampleWorkflows):
    """Answers the operations of workflows: what has no method here yet is answered by an example.

    To write the first one, import its classes from `workflows.operations`:

        async def list_workflows(self, request: ListWorkflowsRequest) -> ListWorkflowsResponse:
            return ListWorkflows200(...)
    """
