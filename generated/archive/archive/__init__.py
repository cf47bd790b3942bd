"""Archive: models, operations, server, client, made from its OpenAPI contract by apigen."""
