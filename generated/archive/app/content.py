"""The handlers of content."""

from archive.server.examples import ExampleContent


class Content(ExampleContent):
    """Answers the operations of content: what has no method here yet is answered by an example.

    To write the first one, import its classes from `archive.operations`:

        async def download(self, request: DownloadRequest) -> DownloadResponse:
            return Download200(...)
    """
