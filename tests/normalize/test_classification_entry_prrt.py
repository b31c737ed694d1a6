"""Earlier PRRT: each rule, and the sentences that look like it and say something else."""

from typing import Any

import pytest

from finder.normalize.classification import classify_trial


def classify(**fields: Any) -> dict[str, Any]:
    return classify_trial({"title": "A study", "conditions": ["Neuroendocrine Tumors"], **fields})


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("inclusion", "Disease progression during or after PRRT", "required"),
        ("inclusion", "Patients must have received at least 2 cycles of 177Lu-DOTATATE", "required"),
        ("inclusion", "Prior PRRT is not allowed", "excluded"),
        ("inclusion", "PRRT-naive patients", "excluded"),
        ("inclusion", "No prior radionuclide therapy", "excluded"),
        ("inclusion", "No PRRT within 6 months", "allowed"),
        ("inclusion", "Patients may have received prior PRRT", "allowed"),
        ("inclusion", "Prior PRRT is allowed if completed more than 12 weeks before enrollment", "allowed"),
        (
            "inclusion",
            "Progression after at least one prior therapy, for example everolimus, sunitinib or PRRT",
            "allowed",
        ),
        ("inclusion", "Patients who received prior PRRT must have progressed since", "allowed"),
        ("inclusion", "Eligible for PRRT with 177Lu-DOTATATE", "not_stated"),
        ("inclusion", "Candidate for peptide receptor radionuclide therapy", "not_stated"),
        ("inclusion", "Measurable disease within 4 weeks before the first dose of 177Lu-DOTATATE", "not_stated"),
        ("inclusion", "No prior systemic therapy other than somatostatin analogs or PRRT", "allowed"),
        ("inclusion", "Any prior therapy is allowed except PRRT", "excluded"),
        ("inclusion", "Prior therapies allowed include:\n* chemotherapy\n* radiolabeled octreotide therapy", "allowed"),
        ("inclusion", "Cohort A: must have progressed on prior PRRT\nCohort B: no prior PRRT", "allowed"),
        ("inclusion", "Previously treated with PRRT", "required"),
        ("inclusion", "Patients who have been treated with 177Lu-DOTATATE", "required"),
        ("inclusion", "Documented progression following PRRT", "required"),
        ("inclusion", "Has not received prior PRRT", "excluded"),
        ("inclusion", "Must not have received prior PRRT", "excluded"),
        ("inclusion", "Planned to receive PRRT", "not_stated"),
        ("exclusion", "Prior PRRT", "excluded"),
        ("exclusion", "Prior or concurrent PRRT", "excluded"),
        ("exclusion", "Concurrent PRRT", "not_stated"),
        ("exclusion", "PRRT within 6 weeks of enrollment", "allowed"),
        ("exclusion", "PRRT at any time before randomization", "excluded"),
        ("exclusion", "More than 4 prior cycles of PRRT", "allowed"),
        ("exclusion", "Prior therapy other than somatostatin analogs and PRRT", "allowed"),
        ("exclusion", "PRRT-naive patients", "required"),
        ("exclusion", "Patients who have not received PRRT", "required"),
        ("exclusion", "Has received PRRT within the past 3 months or has not recovered from it", "allowed"),
        ("exclusion", "Not recovered from the toxicity of prior PRRT", "allowed"),
        ("exclusion", "Allergy to 177Lu-DOTATATE", "not_stated"),
        ("exclusion", "Prior 177Lu-PSMA radioligand therapy", "not_stated"),
        ("exclusion", "Any of the following within 4 weeks before the first dose:\n* chemotherapy\n* PRRT", "allowed"),
        (
            "exclusion",
            "Prior treatment with any of the following:\n* everolimus\n* peptide receptor radionuclide therapy",
            "excluded",
        ),
        ("exclusion", "Prior PRRT (cohort 1 only)", "allowed"),
        ("exclusion", "Prior PRRT, unless completed more than 6 months ago", "allowed"),
        ("exclusion", "Known hypersensitivity to lutetium", "not_stated"),
        ("exclusion", "Contraindication to PRRT", "not_stated"),
        ("exclusion", "No prior PRRT", "excluded"),
        ("exclusion", "Prior external beam radiotherapy to more than 25% of bone marrow; prior PRRT", "excluded"),
        ("title", "Drug X After Failure of PRRT", "required"),
        ("title", "Drug X in PRRT-naive NET", "excluded"),
        ("title", "Retreatment with 177Lu-DOTATATE", "required"),
        ("title", "177Lu-DOTATATE versus everolimus", "not_stated"),
        ("title", "Everolimus after PRRT or chemotherapy", "not_stated"),
        (
            "inclusion",
            "Subjects must have progressed following 2-4 cycles of Lu-177 labeled somatostatin analogue therapy",
            "required",
        ),
        ("inclusion", "Prior treatment with PRRT, with 177Lu-SSA, of 2 to 4 cycles is required", "required"),
        ("inclusion", "PRRT naïve", "excluded"),
        ("inclusion", "Cohort 1: PRRT-naive. Cohort 2: previously treated with PRRT", "allowed"),
        ("exclusion", "Any PRRT prior to enrollment", "excluded"),
        ("exclusion", "Prior exposure to any radioligand therapy (RLT)", "excluded"),
        ("exclusion", "Previous PRRT with more than 4 cycles or cumulative activity above 29.6 GBq", "allowed"),
        ("exclusion", "Treatment with PRRT less than 3 months before the first dose", "allowed"),
        ("exclusion", "Systemic anticancer therapy, including PRRT, within 4 weeks prior to first dose", "allowed"),
        ("exclusion", "Prior radioembolization or PRRT", "excluded"),
        ("exclusion", "Subjects who are eligible for PRRT and have not refused it", "not_stated"),
        ("exclusion", "Prior therapy with everolimus (PRRT is permitted)", "allowed"),
        ("inclusion", "Patients with prior PRRT are eligible if at least 6 months have passed", "allowed"),
        ("inclusion", "Patients who have received prior PRRT are excluded", "excluded"),
        ("inclusion", "Patients previously treated with PRRT are not eligible", "excluded"),
        ("inclusion", "Prior PRRT permitted but not required", "allowed"),
        ("inclusion", "Patients may or may not have had prior PRRT", "allowed"),
        ("inclusion", "Refractory to PRRT", "required"),
        ("inclusion", "Patients must have received prior PRRT unless SSTR negative", "allowed"),
        ("inclusion", "Must have received prior PRRT or be ineligible for PRRT", "allowed"),
        ("inclusion", "At least 4 weeks since prior PRRT", "allowed"),
        ("inclusion", "Life expectancy must be more than 6 months after PRRT", "not_stated"),
        ("inclusion", "Contraception must be used for 6 months after 177Lu-DOTATATE", "not_stated"),
        ("inclusion", "Patients scheduled for PRRT after progression on somatostatin analogs", "not_stated"),
        ("inclusion", "Progression after somatostatin analogs; PRRT planned as next treatment", "not_stated"),
        ("inclusion", "Patients must be willing to receive PRRT after previous therapy", "not_stated"),
        ("exclusion", "Prior therapy with lanreotide. PRRT is the study treatment", "not_stated"),
        ("exclusion", "Patients who progressed on prior PRRT", "allowed"),
        ("exclusion", "Never treated with PRRT", "required"),
        ("title", "Safety of 177Lu-DOTATATE after progression on octreotide", "not_stated"),
        ("title", "Sunitinib After Progression on Lutathera", "required"),
        ("title", "Study of X in Patients Previously Treated With 177Lu-DOTATATE", "required"),
        ("title", "Octreotide maintenance following completed PRRT", "required"),
        ("title", "177Lu-DOTATATE in patients who must have low uptake", "not_stated"),
        (
            "exclusion",
            "Prior PRRT, chemotherapy, targeted drugs, immunotherapy, embolisation or other treatment within 3 months",
            "allowed",
        ),
        (
            "exclusion",
            "Prior chemotherapy, radiotherapy to the liver, or any systemic radiolabeled therapy (Lu-177 octreotide)",
            "excluded",
        ),
        (
            "exclusion",
            "Prior external beam therapy to both kidneys, the liver or the spine, embolisation, or PRRT",
            "excluded",
        ),
        ("exclusion", "PRRT or embolisation ongoing or given in the 3 months before", "allowed"),
        ("exclusion", "PRRT in the last year", "allowed"),
        ("exclusion", "Two or more earlier courses of PRRT", "allowed"),
        ("exclusion", "Prior PRRT without a response", "allowed"),
        ("exclusion", "Progression on prior PRRT", "allowed"),
        ("exclusion", "No progression after prior PRRT", "allowed"),
        ("exclusion", "Prior PRRT is not an exclusion", "allowed"),
        ("exclusion", "Prior PRRT if the kidneys are impaired", "allowed"),
        ("exclusion", "Bone marrow disease due to earlier PRRT", "allowed"),
        ("exclusion", "Prior PRRT other than 177Lu-DOTATATE", "allowed"),
        ("exclusion", "Prior PRRT with alpha emitters", "allowed"),
        ("exclusion", "Prior PRRT in Part B", "allowed"),
        ("exclusion", "Cohorts A and B: prior PRRT", "allowed"),
        ("exclusion", "For the PRRT-naive cohort: any prior PRRT", "allowed"),
        ("exclusion", "Both cohorts: prior PRRT", "excluded"),
        ("exclusion", "Prior radionuclide therapy with 131I-MIBG", "not_stated"),
        ("exclusion", "Contraindication to 177Lu-DOTATATE after previous therapy", "not_stated"),
        ("exclusion", "Pretreatment with radiolabelled peptides", "excluded"),
        ("inclusion", "Never treated with radioligand therapy", "excluded"),
        ("inclusion", "PRRT-naive (cohort 1) or previously treated with PRRT (cohort 2)", "allowed"),
        ("inclusion", "Cohort 1: progression on octreotide; no prior radiopeptide", "allowed"),
        ("inclusion", "Both PRRT-naive and PRRT-pretreated patients can join", "allowed"),
        ("inclusion", "Progression on octreotide, with or without prior PRRT", "allowed"),
        ("inclusion", "At least 6 weeks since the last cycle of PRRT", "allowed"),
        ("inclusion", "No previous PRRT in the last year", "allowed"),
        (
            "inclusion",
            "Any number of prior therapies, including chemotherapy, interferon, everolimus, or PRRT",
            "allowed",
        ),
        ("inclusion", "Prior PRRT: at least 2 cycles of Lutathera or another 177Lu agent", "required"),
        ("inclusion", "Patients who had PRRT must have had at least 2 cycles of Lutathera", "allowed"),
        ("inclusion", "Disease progression after PRRT, or no access to PRRT", "allowed"),
        ("title", "Drug X in PRRT-naive and PRRT-experienced NET", "allowed"),
        ("title", "Patients Re-treated With Lutetium-177 DOTATATE", "required"),
        ("exclusion", "Recent PRRT", "allowed"),
        ("exclusion", "Prior PRRT or chemo in past 3 mo", "allowed"),
        ("exclusion", "PRRT < 12 wks", "allowed"),
        ("exclusion", "Patients who will receive PRRT", "not_stated"),
        ("inclusion", "No PRRT in past 6 mo", "allowed"),
    ],
)
def test_sentence_about_earlier_prrt(field: str, text: str, expected: str) -> None:
    found = classify(**{field: text})
    assert found["prior_prrt"] == expected
    said = [words for words in found["matched"] if words.startswith("prior_prrt ")]
    assert [words.split(":")[0] for words in said] == ([] if expected == "not_stated" else [f"prior_prrt {expected}"])
    for words in said:
        quoted, _, where = words.split(": ", 1)[1].rpartition(" (")
        assert quoted in " ".join(text.split())
        assert where == f"{field})"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"inclusion": "Progressive disease after PRRT", "exclusion": "Prior PRRT"}, "allowed"),
        (
            {"inclusion": "0 to 2 prior lines, such as everolimus or PRRT", "exclusion": "PRRT within 3 months"},
            "allowed",
        ),
        ({"inclusion": "Lanreotide may be given 4 hours after lutetium", "exclusion": "Prior PRRT"}, "excluded"),
        (
            {"title": "177Lu-DOTATATE versus X", "exclusion": "Previous treatment with the drugs under study"},
            "excluded",
        ),
        ({"title": "Sunitinib versus X", "exclusion": "Previous treatment with the drugs under study"}, "not_stated"),
        (
            {"title": "177Lu-DOTATATE", "exclusion": "Previous treatment with study drugs within 4 weeks"},
            "not_stated",
        ),
        ({"inclusion": "Cohort A:\n* prior PRRT required\nCohort B:\n* no prior PRRT"}, "allowed"),
        ({"inclusion": "Prior PRRT is allowed", "exclusion": "Prior PRRT, not yet recovered"}, "allowed"),
        ({"inclusion": "Prior PRRT is allowed", "exclusion": "Prior PRRT"}, "allowed"),
        ({"exclusion": "All cohorts: prior PRRT"}, "excluded"),
    ],
)
def test_sentences_together(fields: dict[str, str], expected: str) -> None:
    assert classify(**fields)["prior_prrt"] == expected


def test_heading_far_above_is_not_read() -> None:
    lines = ["Prior therapies allowed include:", *["* surgery"] * 20, "* peptide receptor radionuclide therapy"]
    assert classify(inclusion="\n".join(lines))["prior_prrt"] == "not_stated"


@pytest.mark.parametrize(
    ("field", "text", "either"),
    [
        ("inclusion", "Disease that is refractory to or not suitable for PRRT", ["allowed", "not_stated"]),
        ("inclusion", "Progressed on or after, or ineligible for, PRRT", ["allowed", "not_stated"]),
        ("inclusion", "Progression after PRRT, unless contraindicated or not available", ["allowed", "not_stated"]),
        ("exclusion", "Previous severe reaction to PRRT", ["allowed", "not_stated"]),
        ("exclusion", "Patients who have not had PRRT and are candidates for it", ["not_stated", "required"]),
        ("exclusion", "Lack of prior PRRT", ["not_stated", "required"]),
    ],
)
def test_doubtful_sentence_makes_no_hard_claim(field: str, text: str, either: list[str]) -> None:
    assert classify(**{field: text})["prior_prrt"] in either
