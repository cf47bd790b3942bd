"""Names: odd 'ones' & 'all' {{ of }} them \\ in one: models, operations, server, client, made from its OpenAPI contract by apigen."""
