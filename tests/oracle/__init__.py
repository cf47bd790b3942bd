"""A second opinion of what a request is: the author's document and OpenAPI's text alone, nothing of apigen's runtime.

`document` reads a contract, `requests` makes requests for it, `verdict` judges each by a second, simple decoder, and
`sweep` asks the generated servers. What OpenAPI's text leaves open is a verdict of its own, with a name.
"""
