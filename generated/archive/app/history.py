"""The handlers of history."""

from archive.server.examples import ExampleHistory


class History(ExampleHistory):
    """Answers the operations of history: what has no method here yet is answered by an example.

    To write the first one, import its classes from `archive.operations`:

        async def watch_changes(self, request: WatchChangesRequest) -> WatchChangesResponse:
            return WatchChanges200(...)
    """
