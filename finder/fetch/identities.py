"""The ways in which we may honestly introduce ourselves, tried in order where a firewall answers 403.

Such a firewall judges the TLS handshake together with the User-Agent, so asking again in the same way cannot help.
None of them is a browser, none hides that a program asks.
"""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal
from urllib.parse import urlsplit, urlunsplit
from urllib.request import OpenerDirector

import requests

Stack = Literal["default", "p256", "tls12", "urllib"]


@dataclass(frozen=True)
class Identity:
    """One introduction: `named` adds the program's name and contact behind the library's own User-Agent.

    `stack` is the TLS handshake: `default` of requests, `p256` offers that curve alone, `tls12` that version alone,
    `urllib` is the standard library's client. `www` asks the same host under its second name.
    """

    name: str
    stack: Stack = "default"
    named: bool = True
    www: bool = False


IDENTITIES = (
    Identity("requests with our name"),
    Identity("requests alone", named=False),
    Identity("requests, P-256 only", stack="p256"),
    Identity("requests, TLS 1.2 only", stack="tls12"),
    Identity("requests alone, www", named=False, www=True),
    Identity("requests, P-256 only, www", stack="p256", www=True),
    Identity("requests, TLS 1.2 only, www", stack="tls12", www=True),
    Identity("urllib alone", stack="urllib", named=False),
)

#: The one host that is known to answer under both names.
_HOST_WITH_WWW = "clinicaltrials.gov"
_winners: dict[str, Identity] = {}


def list_identities(base_url: str) -> list[Identity]:
    """Those that make a difference at this address, the one that worked last in this process first."""
    parts = urlsplit(base_url)
    secure = parts.scheme == "https"
    fitting = [
        identity
        for identity in IDENTITIES
        if (secure or identity.stack in ("default", "urllib"))
        and (not identity.www or (secure and parts.hostname == _HOST_WITH_WWW))
    ]
    winner = _winners.get(parts.netloc)
    return sorted(fitting, key=lambda identity: identity != winner)


def remember_winner(base_url: str, identity: Identity) -> None:
    """Begin with this identity in the next session of this process."""
    _winners[urlsplit(base_url).netloc] = identity


def forget_winners() -> None:
    """Begin again with the first identity everywhere."""
    _winners.clear()


def write_address(url: str, identity: Identity) -> str:
    """The address under the host name that the identity asks for."""
    if not identity.www:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"www.{parts.netloc}"))


def write_user_agent(identity: Identity, contact: str) -> str:
    """The library's own User-Agent, first and unchanged; then, where named, our name and contact."""
    if identity.stack == "urllib":
        library = dict(OpenerDirector().addheaders)["User-agent"]
    else:
        library = requests.utils.default_user_agent()
    if not identity.named:
        return library
    return f"{library} net-finder/{_find_version()}" + (f" (+{contact})" if contact else "")


def _find_version() -> str:
    try:
        return version("net-finder")
    except PackageNotFoundError:
        return "0"
