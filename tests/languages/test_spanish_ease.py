"""Spanish sentences are as easy to read as English ones: years of school by Crawford's formula, medical names apart."""

import re
import tomllib
from pathlib import Path

import pytest
import textstat
from babel.messages.pofile import read_po
from languages.speaking import ROOT

HARDEST_YEAR = 8
#: Names that have no simpler word, with what they are.
MEDICAL_NAMES: dict[str, str] = tomllib.loads(Path(__file__).with_name("es_medical_names.toml").read_text("utf-8"))
_NAME = re.compile(rf"\b(?:{'|'.join(MEDICAL_NAMES)})s?\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _in_spanish() -> None:
    textstat.set_lang("es")
    yield
    textstat.set_lang("en_US")


def measure_years(sentence: str) -> float:
    """Years of school (Crawford 1984), each medical name and each blank counted as one short word."""
    plain = re.sub(r"\{\w+\}|“[^”]*”", "uno", _NAME.sub("nombre", sentence))
    return float(textstat.crawford(plain))


def list_sentences() -> list[tuple[str, str]]:
    with (ROOT / "finder/languages/es.po").open("rb") as file:
        messages = [(str(m.context), str(m.string)) for m in read_po(file, locale="es") if m.id]
    parts = [(place, part) for place, text in messages for part in re.split(r"(?<=[.?!:;])\s+", text)]
    return [(place, part) for place, part in parts if len(part.split()) > 3]


def test_every_spanish_sentence_is_easy_to_read() -> None:
    sentences = list_sentences()
    assert len(sentences) > 1500
    hard = {f"{place}: {text}": years for place, text in sentences if (years := measure_years(text)) > HARDEST_YEAR}
    assert hard == {}


def test_every_medical_name_is_used() -> None:
    said = " ".join(text for _, text in list_sentences()).casefold()
    assert [name for name in MEDICAL_NAMES if name not in said] == []


def test_the_measure_tells_hard_from_easy() -> None:
    assert measure_years("Puede llamar al sitio y preguntar si aún está abierto.") < 5
    hard = "Los participantes que demuestren progresión radiográfica necesitarán reevaluación multidisciplinaria."
    assert measure_years(hard) > 10
