"""The three providers: facts and quirks, one file each."""

from mirror.catalogue import Provider
from mirror.providers.altsportsdata import ALTSPORTSDATA
from mirror.providers.balldontlie import BALLDONTLIE
from mirror.providers.sportradar import SPORTRADAR

PROVIDERS: dict[str, Provider] = {
    provider.name: provider for provider in (BALLDONTLIE, SPORTRADAR, ALTSPORTSDATA)
}
