"""Names of drugs, isotopes and procedures, and what tells them apart from words that look alike."""

import pytest

from finder.normalize.classify.treatment_words import list_mentions, read_values
from finder.normalize.classify.treatments import find_treatments


def read_one(name: str) -> list[str]:
    return sorted(find_treatments({"title": "A study", "study_type": "INTERVENTIONAL", "interventions": [name]}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("RYZ101", "radionuclide"),
        ("161Tb-DOTA-LM3", "radionuclide"),
        ("131I-MIBG", "radionuclide"),
        ("[61Cu]Cu-NODAGA-LM3", "imaging"),
        ("18F-FDOPA", "imaging"),
        ("68Ga-NOTA-exendin-4", "imaging"),
        ("68Ga-FAPI-46", "imaging"),
        ("99mTc-EDDA/HYNIC-octreotide", "imaging"),
        ("123I-metaiodobenzylguanidine", "imaging"),
        ("NETest", "imaging"),
        ("ctDNA", "imaging"),
        ("CAM2029", "somatostatin_analogue"),
        ("Zanzalintinib", "targeted"),
        ("MK-2206", "targeted"),
        ("Sacituzumab tirumotecan", "targeted"),
        ("newdrugtatug newdrugtecan", "targeted"),
        ("Irinotecan liposome", "chemotherapy"),
        ("TH-302", "chemotherapy"),
        ("CVD", "chemotherapy"),
        ("newplatin", "chemotherapy"),
        ("BI 764532", "immunotherapy"),
        ("Tebentafusp", "immunotherapy"),
        ("Enoblituzumab", "immunotherapy"),
        ("newdrugstomig", "immunotherapy"),
        ("newdruglizumab", "immunotherapy"),
        ("Microwave ablation", "liver_directed"),
        ("Percutaneous hepatic perfusion", "liver_directed"),
        ("EUS-guided radiofrequency ablation", "surgery"),
        ("Endoscopic band ligation", "surgery"),
        ("Newthingectomy", "surgery"),
        ("Gamma knife", "external_radiation"),
        ("Radiation: 30 Gy", "external_radiation"),
        ("arginine/lysine", "supportive"),
        ("Creon", "supportive"),
        ("Omalizumab", "other"),
        ("Prednisone", "other"),
        ("Diffusing alpha-emitters Radiation Therapy", "other"),
    ],
)
def test_one_name(name: str, expected: str) -> None:
    assert read_one(name) == [expected]


@pytest.mark.parametrize("text", ["18 for", "68 gastric tumors", "177 lung tumors", "In 111 patients", "64 cutaneous"])
def test_number_before_a_word_is_no_isotope(text: str) -> None:
    assert read_values(text, "title") == {}


def test_letters_of_a_heart_disease_are_no_chemotherapy_in_a_title() -> None:
    assert "chemotherapy" not in read_values("Care for CVD", "title")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("89Zr-newdrugtuzumab", {"imaging"}),
        ("Omburtamab I-131", {"radionuclide"}),
        ("177LuBetatabart", set()),
        ("PET and octreotide", {"imaging", "somatostatin_analogue"}),
        ("111In-octreotide", {"imaging"}),
        ("177Lu-DOTATATE and sunitinib", {"radionuclide", "targeted"}),
        ("Radioembolization With Y-90", {"liver_directed"}),
        ("Y-90 resin microspheres", {"liver_directed"}),
    ],
)
def test_carrier_of_an_isotope_is_no_drug_of_its_own(text: str, expected: set[str]) -> None:
    assert set(read_values(text, "title")) == expected


def test_title_of_a_drug_on_an_isotope_is_read_as_one() -> None:
    row = {"title": "177LuBetatabart in Cancer", "interventions": ["177Lu-Betatabart"], "study_type": "INTERVENTIONAL"}
    assert set(find_treatments(row)) == {"radionuclide"}


def test_words_and_places_are_those_of_the_text() -> None:
    text = "Newdrugtinib with Lutathera"
    first, second = list_mentions(text, "title")
    assert (first.value, text[first.start : first.end], first.words) == ("targeted", "Newdrugtinib", "Newdrugtinib")
    assert (second.value, second.words) == ("radionuclide", "Lutathera")


def test_weak_words_of_a_title_can_be_left_out() -> None:
    assert read_values("Biomarkers of sunitinib", "title", weak=False) == {"targeted": "sunitinib"}
    assert set(read_values("Biomarkers of sunitinib", "title")) == {"imaging", "targeted"}
