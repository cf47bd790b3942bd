"""Models that datamodel-code-generator makes: it is given definitions, and its answer is read, judged and named."""
