"""What tokens cost and how many a model reads at once, from the tables that genai-prices brings along.

Nothing is fetched: the tables are as old as the installed version, so a price is always *about*. What they do not know
(local servers, new models, other hosts) has no price. Importing them costs 50 ms: use a thread, or a moment to spare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.domain.model import ProviderKind
from backend.models.endpoint import address_of
from backend.models.http import is_nearby

if TYPE_CHECKING:
    from pydantic_ai.usage import RequestUsage

    from backend.domain.settings import Provider

_OWN = {ProviderKind.OPENAI: "openai", ProviderKind.ANTHROPIC: "anthropic", ProviderKind.GOOGLE: "google"}


@dataclass(frozen=True, slots=True)
class PriceTag:
    """A model as the tables know it: by a vendor's name, whatever gateway is between, or by the host's address."""

    model: str
    vendor: str | None
    address: str | None

    def cost(self, usage: RequestUsage) -> float | None:
        """US dollars of one request; None where it is not known."""
        from genai_prices import calc_price

        if not (usage.input_tokens or usage.output_tokens):
            return None
        try:
            if self.vendor is not None:
                price = calc_price(usage, self.model, provider_id=self.vendor)
            else:
                price = calc_price(usage, self.model, provider_api_url=self.address)
        except (LookupError, ValueError):  # a host or model, or counts, that the tables have no answer for
            return None
        return float(price.total_price)

    def context_tokens(self) -> int | None:
        """How many tokens the model reads at once; None where it is not known."""
        from genai_prices.data_snapshot import get_snapshot

        try:
            _, model = get_snapshot().find_provider_model(self.model, None, self.vendor, self.address)
        except LookupError:
            return None
        return model.context_window


def price_tag(provider: Provider, model: str) -> PriceTag | None:
    """How the tables know this model; None for a server on this machine or network, which takes no money."""
    if (vendor := _OWN.get(provider.kind)) is not None:
        return PriceTag(model, vendor, None)
    address = address_of(provider)
    if provider.kind is not ProviderKind.OPENAI_COMPATIBLE or not address or is_nearby(address):
        return None
    return PriceTag(model, None, address)
