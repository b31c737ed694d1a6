"""The only reader of environment variables: where things are written, how polite to be, whom to ask.

Every setting has a safe default. A wrong value is refused at start, with the variable's name and what it takes.
"""

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

import platformdirs
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from finder.errors import SettingError

#: Variables with an access key, such as NET_FINDER_NCI_API_KEY.
_KEY = re.compile(r"NET_FINDER_\w*(KEY|TOKEN|SECRET|PASSWORD)")
#: A shorter text is no secret worth the name, and stands in many a harmless word.
_SHORTEST_SECRET = 6

#: More on one machine only take turns.
MOST_PROCESSES = 32

_CHECKOUT = Path(__file__).resolve().parent.parent


def _default_home() -> Path:
    """`cache/` of a checkout, else the user's cache folder."""
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "cache" / "README.md").is_file():
        return _CHECKOUT / "cache"
    return platformdirs.user_cache_path("net-finder", appauthor=False)


def _default_processes() -> int:
    """A process of the dashboard keeps one core busy, and another core is left to whatever else runs here."""
    return min(2, os.cpu_count() or 1) if os.name == "posix" else 1


def _require_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address that begins with http:// or https://")
    return value.rstrip("/")


def _require_web_address_or_none(value: str) -> str:
    return _require_web_address(value) if value else ""


def _require_folder_or(*schemes: str) -> Callable[[str], str]:
    """A check that takes a path, or the address of a server that speaks one of `schemes`."""

    def check(value: str) -> str:
        if "://" in value and not (value.startswith(schemes) and urlsplit(value).hostname):
            raise ValueError("a path or the address of a server")
        return value

    return check


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
    store: Annotated[str, AfterValidator(_require_folder_or("postgresql://"))] = Field(
        default="", repr=False, description="a folder, or postgresql://user:password@host/database"
    )
    http_cache: Annotated[str, AfterValidator(_require_folder_or("redis://", "rediss://"))] = Field(
        default="", repr=False, description="a file, or redis://host:6379/0"
    )
    profile: Path | None = Field(default=None, description="a folder with the words of a disease")
    sources: str = Field(default="", description="names of sources, separated by commas; see 'net-finder sources'")
    offline: bool = Field(default=False, description="0 or 1")
    own_feeds: str = Field(default="", validation_alias="NET_FINDER_FEEDS", description="a TOML file")
    ping_url: Annotated[str, AfterValidator(_require_web_address_or_none)] = Field(
        default="", repr=False, description="an http or https address"
    )
    keep_snapshots: int = Field(default=14, ge=2, le=1000, description="a whole number from 2 to 1000")
    keep_runs: int = Field(default=60, ge=1, le=100_000, description="a whole number from 1 to 100000")
    keep_damaged: int = Field(default=3, ge=0, le=1000, description="a whole number from 0 to 1000")
    processes: int = Field(
        default_factory=_default_processes,
        ge=1,
        le=MOST_PROCESSES,
        description=f"a whole number from 1 to {MOST_PROCESSES}",
    )
    max_cache_mb: int = Field(default=200, ge=1, le=1_000_000, description="a whole number from 1 to 1000000")

    @property
    def store_server(self) -> str:
        """Address of the PostgreSQL server that readers ask, password and all; empty where the store is a folder."""
        return self.store if "://" in self.store else ""

    @property
    def cache_server(self) -> str:
        """Address of the Redis server that keeps answers and the lock; empty where the HTTP cache is a file."""
        return self.http_cache if "://" in self.http_cache else ""

    @property
    def snapshots(self) -> Path:
        """Folder of snapshots; `store` is taken relative to `home`. Beside a server, where a refresh builds."""
        return self.home / ("snapshots" if self.store_server else self.store or "snapshots")

    @property
    def response_cache(self) -> Path:
        """File of the HTTP cache; `http_cache` is taken relative to `home`."""
        return self.home / (self.http_cache if self.http_cache and not self.cache_server else "http/responses.sqlite")

    @property
    def quarantine(self) -> Path:
        """Folder where damaged files are put aside."""
        return self.home / "quarantine"

    @property
    def runs(self) -> Path:
        """Folder with one log a refresh."""
        return self.home / "runs"

    @property
    def feeds(self) -> Path:
        """Folder of the Atom feeds that a refresh writes."""
        return self.home / "feeds"

    @property
    def feed_questions(self) -> Path | None:
        """The file that names the questions of the feeds, taken relative to `home`; None for those of the program."""
        return self.home / self.own_feeds if self.own_feeds else None

    @property
    def gazetteer(self) -> Path:
        """File with the look-up of places, built once from the gazetteer packages."""
        return self.home / "places.sqlite"

    def list_sources(self) -> set[str]:
        """Names of the sources that a refresh may read; empty where all may."""
        return {name.strip() for name in self.sources.split(",")} - {""}

    def is_wanted(self, name: str, opt_in: str = "") -> bool:
        """Whether a refresh reads the source of this name, as far as settings say; `opt_in` as in its declaration."""
        wanted = self.list_sources()
        return (not wanted or name in wanted) and (not opt_in or self.has_consent(opt_in))

    def read_key(self, variable: str) -> str:
        """The access key that a source asks for; empty where none is set. Never to be logged or shown."""
        return os.environ.get(variable, "").strip()

    def list_keys(self) -> list[str]:
        """Names of the variables that hold an access key and are set."""
        return sorted(name for name in os.environ if _KEY.fullmatch(name) and self.read_key(name))

    def list_secrets(self) -> list[str]:
        """What must stand in no log and no message: access keys, and the address that is told of a success."""
        path = urlsplit(self.ping_url).path.strip("/")
        servers = [self.store_server, self.cache_server]
        passwords = {password for server in servers if (password := urlsplit(server).password)}
        values = {*map(self.read_key, self.list_keys()), self.ping_url, path, *servers, *passwords}
        values |= {unquote(password) for password in passwords}
        return sorted((value for value in values if len(value) >= _SHORTEST_SECRET), key=len, reverse=True)

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


def hand_on(variable: str, value: str) -> None:
    """Set a variable for the processes that this one will start, unless it is set already."""
    os.environ.setdefault(variable, value)


@cache
def load_settings() -> Settings:
    """The settings of this process. Raises SettingError that names the variable and what it takes."""
    try:
        return Settings()
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        variable = f"NET_FINDER_{field.upper()}"
        takes = Settings.model_fields[field].description
        # Pydantic's error holds the value, and that of a secret may not stand in a traceback either.
        secret = not Settings.model_fields[field].repr
        value = "..." if secret else repr(os.environ.get(variable, ""))
        raise SettingError(f"{variable}={value} cannot be used.", remedy=f"It takes {takes}.") from (
            None if secret else error
        )
