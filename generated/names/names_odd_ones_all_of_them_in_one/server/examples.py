"""Answers made from the contract of Names: odd 'ones' & 'all' {{ of }} them \\ in one: they stand in until a method of your own does."""

from __future__ import annotations

from collections.abc import Awaitable

from .._runtime.server import example
from ..operations import (
    Class200,
    ClassRequest,
    ClassResponse,
    GetAByBC200,
    GetAByBCRequest,
    GetAByBCResponse,
    GetGetPet200,
    GetGetPetResponse,
    GetPetOperationRequest,
    GetPetOperationResponse,
    GetPetRequest,
    GetPetResponse200,
    List200,
    ListOperationRequest,
    ListOperationResponse,
    ListRequest,
    ListResponse,
    ListResponse200,
)
from .handlers import DefaultHandlers, GrößeMaßHandlers, ImportHandlers, ModelsHandlers


class ExampleImport(ImportHandlers):
    """Answers every operation of `ImportHandlers` with an example. Override what you have written."""

    @example
    def class_(self, request: ClassRequest) -> ClassResponse | Awaitable[ClassResponse]:
        return Class200.parse(
            {
                "class": "class",
                "self": "self",
                "json": "json",
                "model_config": 1,
                "copy": True,
                "1st": 1,
                "+1": 1,
                "-1": 1,
                "$ref": "$ref",
                "@type": "x",
                "type": "type",
                "_private": "private",
                "": "string",
                "fooBar": "fooBar",
                "foo_bar": "foo bar",
                "date": "2024-01-01",
                "list": ["list"],
                "None": "None",
                "größe": 1.5,
            }
        )


class ExampleGrößeMaß(GrößeMaßHandlers):
    """Answers every operation of `GrößeMaßHandlers` with an example. Override what you have written."""

    @example
    def list(self, request: ListRequest) -> ListResponse | Awaitable[ListResponse]:
        return List200.parse([{"list": [], "str": "str", "int": 1, "dict": {"key": 1}}])

    @example
    def post_list(self, request: ListOperationRequest) -> ListOperationResponse | Awaitable[ListOperationResponse]:
        return ListResponse200.parse({"list": [], "str": "str", "int": 1, "dict": {"key": 1}})


class ExampleModels(ModelsHandlers):
    """Answers every operation of `ModelsHandlers` with an example. Override what you have written."""

    @example
    def get_get_pet(self, request: GetPetRequest) -> GetPetOperationResponse | Awaitable[GetPetOperationResponse]:
        return GetPetResponse200.parse({"ok": True, "any": {"field": {"any": '"""'}}, "more": {"any": "any"}})


class ExampleDefault(DefaultHandlers):
    """Answers every operation of `DefaultHandlers` with an example. Override what you have written."""

    @example
    def get_pet(self, request: GetPetOperationRequest) -> GetGetPetResponse | Awaitable[GetGetPetResponse]:
        return GetGetPet200.parse({"text": '"""'})

    @example
    def get_a_by_b_c(self, request: GetAByBCRequest) -> GetAByBCResponse | Awaitable[GetAByBCResponse]:
        return GetAByBC200.parse("string")
