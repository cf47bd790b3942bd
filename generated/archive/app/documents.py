"""The handlers of documents."""

from archive.server.examples import ExampleDocuments


class Documents(ExampleDocuments):
    """Answers the operations of documents: what has no method here yet is answered by an example.

    To write the first one, import its classes from `archive.operations`:

        async def add_document(self, request: AddDocumentRequest) -> AddDocumentResponse:
            return AddDocument201(...)
    """
