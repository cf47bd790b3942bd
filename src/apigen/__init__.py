"""apigen: an OpenAPI document in; models, server, client and contract test out."""

__version__ = "0.1.0"
