"""`python -m finder.languages es`: renew the file of a language after English texts have changed, or begin one."""

from pathlib import Path

import click
from babel import Locale, UnknownLocaleError

from finder.languages.catalog import renew_language

_ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.argument("language")
def renew(language: str) -> None:
    """Renew finder/languages/LANGUAGE.po and say what is left to translate."""
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError) as error:
        raise click.BadParameter(f"{language!r} is no code of a language, such as es.") from error
    catalog = renew_language(_ROOT / "finder" / "languages" / f"{language}.po", _ROOT)
    messages = [message for message in catalog if message.id]
    left = sum(not message.string or message.fuzzy for message in messages)
    click.echo(f"{len(messages)} texts, {left} left to translate.")


if __name__ == "__main__":
    renew()
