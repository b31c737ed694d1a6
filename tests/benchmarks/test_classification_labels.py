"""The measurement against labels finds its studies by itself, and says so where it finds none."""

import json
from pathlib import Path

import pytest

from benchmarks.classification import main

STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT99990001",
            "briefTitle": "A made-up trial of pancreatic neuroendocrine tumors",
        },
        "conditionsModule": {"conditions": ["Pancreatic Neuroendocrine Tumor"]},
    }
}
LABEL = {"relevance": "net_specific", "sites": ["lung"], "treatments": [], "differentiation": "not_stated"}


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.json"
    path.write_text(json.dumps({"NCT99990001": LABEL}), "utf-8")
    return path


def test_studies_beside_the_labels_are_read_and_each_error_is_told(
    labels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (labels.parent / "made_up.jsonl").write_text(json.dumps(STUDY) + "\n", "utf-8")
    assert main([str(labels)]) == 0
    told = capsys.readouterr().out
    assert "in-scope recall 1/1" in told
    assert "extra ['pancreas'], missed ['lung']" in told


def test_labels_without_studies_are_refused_with_what_to_do(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(labels)])
    assert "name the files that hold them" in capsys.readouterr().err
