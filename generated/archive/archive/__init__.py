"""Archive: models, operations, server and client, made from its OpenAPI contract by apigen."""
