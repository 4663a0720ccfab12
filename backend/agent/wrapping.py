"""A run's model as the run asks it: counted, heard out, continued where it was cut off, asked again, made to fit."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable

from pydantic_ai.models import Model

from backend.agent import history, parameters
from backend.agent.fitted import Everywhere, Fitted, Places, Summed
from backend.agent.job import Job
from backend.agent.meter import Meter
from backend.agent.parameters import Outspoken
from backend.agent.patience import Patient
from backend.agent.question import Question
from backend.agent.recorder import Recorder
from backend.agent.room import Room
from backend.agent.seam import Seam
from backend.agent.tools.common import fitting
from backend.agent.witness import Witness
from backend.domain import facts, limits
from backend.domain.errors import ProviderError
from backend.domain.model import BUILTIN_PROVIDER, split_model_id
from backend.models.catalog import Catalog
from backend.models.continuing import Continuing

CARRY_ON = "Your answer was cut off. Go on exactly where it stopped, without repeating what is there already."
NEW_TURN = "This model does not take up a half sentence, so it was asked in a new turn to go on."


class Wrapping:
    """One run's. `of` is called once; `for_helper` for each helper after that."""

    def __init__(
        self,
        job: Job,
        catalog: Catalog,
        recorder: Recorder,
        meter: Meter,
        translate: Callable[[Exception], ProviderError],
    ) -> None:
        self._job = job
        self._catalog = catalog
        self._recorder = recorder
        self._meter = meter
        self._translate = translate
        self._provider = split_model_id(job.model)[0]

    async def of(self, model: Model, asked: Question, *, goes_on: bool) -> Model:
        """The model of the run itself."""
        self._heard = self._heard_out(model, asked)
        wrapped = self._heard
        if goes_on and asked.first_half is not None:
            wrapped = await self._in_mid_sentence(wrapped, asked.first_half)
        self._recorder.result_messages.update(asked.results)
        return self._fitted(wrapped, Places(asked.asked, self._recorder.result_messages), self._say_summed)

    def for_helper(self) -> Model:
        """The same model for a helper, whose steps no summary in the log stands for."""
        return self._fitted(self._heard, Everywhere(), lambda _: None)

    def _heard_out(self, model: Model, asked: Question) -> Model:
        tell = self._recorder.note
        counted = self._meter.of(Outspoken(model, model_id=self._job.model, told=asked.told, tell=tell))
        return Witness(counted, provider=self._provider, kind=self._catalog.kind(self._job.model), tell=tell)

    def _fitted(self, model: Model, places: Places, tell: Callable[[Summed], None]) -> Model:
        """The model whose questions are made to fit it. What the built-in one is asked always does."""
        patient = Patient(model, translate=self._translate, tell=self._recorder.note)
        if self._provider == BUILTIN_PROVIDER:
            return patient

        async def space() -> Room:
            try:
                async with asyncio.timeout(limits.CONTEXT_ASK_S):
                    info = await self._catalog.info(self._job.model)
            except TimeoutError:  # the model itself will say when it is too much
                info = None
            return Room(info.context_tokens if info is not None else None)

        settings, _ = parameters.settings_for(
            {"maxTokens": limits.SUMMARY_TOKENS},
            kind=self._catalog.kind(self._job.model),
            profile=dict(model.profile),
            info=None,
        )
        return Fitted(
            patient,
            aside=Patient(self._heard, translate=self._translate, tell=self._recorder.note),
            space=space,
            places=places,
            translate=self._translate,
            tell=tell,
            summary_settings=settings,
        )

    def _say_summed(self, made: Summed) -> None:
        value = {"id": uuid.uuid4().hex, "through": made.through, "text": fitting(made.text), "messages": made.count}
        self._recorder.tell(facts.custom(facts.SUMMARISED, {**value, "at": facts.now_ms()}))

    async def _in_mid_sentence(self, model: Model, first_half: history.FirstHalf) -> Model:
        """The model that goes on from its own words, where it is known to."""
        prefill = await self._catalog.prefill(self._job.model, thought=first_half.thought)
        if prefill is None:
            return model
        seam = Seam(first_half.text, echoes=prefill.echoes)
        return Continuing(
            model,
            prefill,
            instruction=CARRY_ON,
            translate=self._translate,
            taken=lambda: self._recorder.go_on_from(first_half.message_id, seam),
            refused=lambda: self._recorder.note("new_turn", NEW_TURN),
        )
