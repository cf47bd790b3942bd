"""The server of Depot: handlers to write, and what they raise and receive. `create_app` is the framework's."""

from .._runtime.core import Abort, ServerSentEvent, UploadFile
from .._runtime.server import Credential, DevPrincipal, StartupError, dev_principal
from .handlers import Handlers
from .security import SecurityHandlers

__all__ = [
    "Abort",
    "Credential",
    "DevPrincipal",
    "Handlers",
    "SecurityHandlers",
    "ServerSentEvent",
    "StartupError",
    "UploadFile",
    "dev_principal",
]
