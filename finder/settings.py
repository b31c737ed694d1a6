"""The only reader of environment variables: where things are written, how polite to be, whom to ask.

Every setting has a safe default. A wrong value is refused at start, with the variable's name and what it takes.
"""

import os
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import platformdirs
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from finder.errors import SettingError

_CHECKOUT = Path(__file__).resolve().parent.parent


def _default_home() -> Path:
    """`cache/` of a checkout, else the user's cache folder."""
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "cache" / "README.md").is_file():
        return _CHECKOUT / "cache"
    return platformdirs.user_cache_path("net-finder", appauthor=False)


def _require_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address that begins with http:// or https://")
    return value.rstrip("/")


def _require_store(value: str) -> str:
    if "://" in value:
        raise ValueError("a folder")
    return value


def _require_one_line(value: str) -> str:
    if not value.isprintable() or not value.isascii():
        raise ValueError("one line of plain letters, such as an e-mail or web address")
    return value


WebAddress = Annotated[str, AfterValidator(_require_web_address)]


class Settings(BaseSettings):
    """What the environment says. Read once at the door and handed on; nothing else looks at `os.environ`."""

    model_config = SettingsConfigDict(env_prefix="NET_FINDER_", frozen=True, extra="ignore", env_ignore_empty=True)

    home: Path = Field(default_factory=_default_home, description="a folder for everything that is written")
    ctgov_url: WebAddress = Field(default="https://clinicaltrials.gov/api/v2", description="an http or https address")
    min_interval: float = Field(
        default=1.0, ge=0, le=3600, allow_inf_nan=False, description="a number of seconds from 0 to 3600"
    )
    contact: Annotated[str, AfterValidator(_require_one_line)] = Field(
        default="", description="one line of plain letters, such as an e-mail or web address"
    )
    store: Annotated[str, AfterValidator(_require_store)] = Field(default="", description="a folder")
    http_cache: Annotated[str, AfterValidator(_require_store)] = Field(default="", description="a file")
    sources: str = Field(default="", description="names of sources, separated by commas; see 'net-finder sources'")
    offline: bool = Field(default=False, description="0 or 1")

    @property
    def snapshots(self) -> Path:
        """Folder of snapshots; `store` is taken relative to `home`."""
        return self.home / (self.store or "snapshots")

    @property
    def response_cache(self) -> Path:
        """File of the HTTP cache; `http_cache` is taken relative to `home`."""
        return self.home / (self.http_cache or "http/responses.sqlite")

    @property
    def quarantine(self) -> Path:
        """Folder where damaged files are put aside."""
        return self.home / "quarantine"

    @property
    def gazetteer(self) -> Path:
        """File with the look-up of places, built once from the gazetteer packages."""
        return self.home / "places.sqlite"

    def list_sources(self) -> set[str]:
        """Names of the sources that a refresh may read; empty where all may."""
        return {name.strip() for name in self.sources.split(",")} - {""}

    def read_key(self, variable: str) -> str:
        """The access key that a source asks for; empty where none is set. Never to be logged or shown."""
        return os.environ.get(variable, "").strip()

    def has_consent(self, variable: str) -> bool:
        """Whether a source that is asked only on wish may be asked: its setting says something, and not 0."""
        return os.environ.get(variable, "0").strip() not in ("", "0")

    def source_url(self, variable: str, default: str) -> str:
        """Address of a source whose declaration names its own `NET_FINDER_<SOURCE>_URL`. Raises SettingError."""
        value = os.environ.get(variable) or default
        try:
            return _require_web_address(value)
        except ValueError as error:
            raise SettingError(f"{variable}={value!r} cannot be used.", remedy=f"It takes {error}.") from error


@cache
def load_settings() -> Settings:
    """The settings of this process. Raises SettingError that names the variable and what it takes."""
    try:
        return Settings()
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        variable = f"NET_FINDER_{field.upper()}"
        takes = Settings.model_fields[field].description
        raise SettingError(
            f"{variable}={os.environ.get(variable, '')!r} cannot be used.", remedy=f"It takes {takes}."
        ) from error
