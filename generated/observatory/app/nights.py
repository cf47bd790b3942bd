"""The handlers of nights."""

from observatory.server.examples import ExampleNights


class Nights(ExampleNights):
    """Answers the operations of nights: what has no method here yet is answered by an example.

    To write the first one, import its classes from `observatory.operations`:

        async def plan_night(self, request: PlanNightRequest) -> PlanNightResponse:
            return PlanNight201(...)
    """
