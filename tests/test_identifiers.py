"""Trial identifiers in any spelling."""

import pytest

from finder.identifiers import find_nct_id, read_nct_id


@pytest.mark.parametrize(
    ("value", "nct_id"),
    [
        ("NCT00000101", "NCT00000101"), (" nct00000101 ", "NCT00000101"), ("NCT101", "NCT00000101"),
        ("NCT0000000101", "NCT00000101"), ("NCT00000000", None), ("NCT123456789", None), ("ISRCTN00000101", None),
        ("NCT", None), ("", None), (None, None), (101, None), ("NCT" + "0" * 10_000 + "1", None), ("NCT١٢٣", None),
    ],
)  # fmt: skip
def test_read_nct_id(value: object, nct_id: str | None) -> None:
    assert read_nct_id(value) == nct_id


@pytest.mark.parametrize(
    "study", [None, [], {}, {"protocolSection": []}, {"protocolSection": {"identificationModule": 1}}]
)
def test_no_identifier_in_an_odd_study(study: object) -> None:
    assert find_nct_id(study) is None
