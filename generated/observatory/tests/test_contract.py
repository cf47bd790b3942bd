"""The contract as a test: Schemathesis finds no request that Observatory answers wrongly."""

import apigen.contract

from app.main import app


def test_contract() -> None:
    apigen.contract.check(app)
