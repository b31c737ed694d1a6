"""The measurement against labels finds its studies by itself, and says so where it finds none."""

import json
from pathlib import Path

import pytest

from benchmarks.classification import is_in_part, is_kept_out, main, read_labels

STUDY = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT99990001",
            "briefTitle": "A made-up trial of pancreatic neuroendocrine tumors",
        },
        "conditionsModule": {"conditions": ["Pancreatic Neuroendocrine Tumor"]},
    }
}
LABEL = {
    "relevance": "net_specific",
    "sites": ["lung"],
    "treatments": [],
    "differentiation": "not_stated",
    "part": "tuned",
}


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


def test_two_files_of_labels_are_counted_together(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = {
        **STUDY["protocolSection"],
        "identificationModule": {"nctId": "NCT99990002", "briefTitle": "Made up: NETs"},
    }
    studies = labels.parent / "made_up.jsonl"
    studies.write_text("\n".join(map(json.dumps, (STUDY, {"protocolSection": other}))) + "\n", "utf-8")
    more = labels.with_name("more.json")
    more.write_text(json.dumps({"NCT99990002": LABEL}), "utf-8")
    assert main([str(labels), str(studies), "--more", str(more), "--part", "tuned"]) == 0
    assert "== tuned: 2 labelled trials\nin-scope recall 2/2" in capsys.readouterr().out


def test_labels_without_studies_are_refused_with_what_to_do(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(labels)])
    assert "name the files that hold them" in capsys.readouterr().err


def test_a_label_may_name_its_part_whatever_the_hash() -> None:
    by_hash = {nct_id: is_kept_out(nct_id) for nct_id in (f"NCT9999000{number}" for number in range(10))}
    assert set(by_hash.values()) == {True, False}
    for nct_id, kept_out in by_hash.items():
        assert is_in_part("kept-out", nct_id, {}) == kept_out
        assert is_in_part("tuned", nct_id, {}) == (not kept_out)
        for part, other in (("tuned", "kept-out"), ("kept-out", "tuned")):
            assert is_in_part(part, nct_id, {"part": part})
            assert not is_in_part(other, nct_id, {"part": part})
            assert is_in_part("all", nct_id, {"part": part})


@pytest.mark.parametrize("word", ["kept", "all", "", None, 3])
def test_a_part_that_there_is_not_is_refused(word: object, tmp_path: Path) -> None:
    path = tmp_path / "labels.json"
    path.write_text(json.dumps({"NCT99990001": {**LABEL, "part": word}}), "utf-8")
    with pytest.raises(ValueError, match="NCT99990001"):
        read_labels(path)


@pytest.mark.parametrize(
    ("options", "part", "told"),
    [
        ((), "tuned", True),
        ((), "kept-out", False),
        (("--errors", "none"), "tuned", False),
        (("--errors", "kept-out"), "kept-out", True),
        (("--errors", "kept-out"), "tuned", False),
        (("--errors", "each"), "kept-out", True),
    ],
)
def test_errors_kept_out_are_told_only_when_asked_for(
    options: tuple[str, ...], part: str, told: bool, labels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels.write_text(json.dumps({"NCT99990001": {**LABEL, "part": part}}), "utf-8")
    (labels.parent / "made_up.jsonl").write_text(json.dumps(STUDY) + "\n", "utf-8")
    main([str(labels), *options])
    said = capsys.readouterr().out
    assert f"== {part}: 1 labelled trials" in said
    assert ("missed ['lung']" in said) is told
    assert ("    lung " in said) is told


def test_labels_of_the_project_name_only_parts_that_there_are() -> None:
    folder = Path(__file__).parents[2] / "benchmarks" / "labels"
    parts = [label.get("part") for label in read_labels(folder / "second_reading.json").values()]
    assert parts.count("tuned") == 29
    for name in ("facets.json", "third_reading.json", "made_up.json", "made_up_plain.json"):
        assert read_labels(folder / name)


@pytest.mark.parametrize(
    ("disputed", "accuracy"), [(["net", "not_stated"], "1.000 (1/1)"), (["net", "nec"], "0.000 (0/1)")]
)
def test_where_readers_disagree_each_of_their_readings_is_right(
    labels: Path, capsys: pytest.CaptureFixture[str], disputed: list[str], accuracy: str
) -> None:
    (labels.parent / "made_up.jsonl").write_text(json.dumps(STUDY) + "\n", "utf-8")
    label = {**LABEL, "differentiation": "net", "differentiation_disputed": disputed}
    labels.write_text(json.dumps({"NCT99990001": label}), "utf-8")
    main([str(labels)])
    assert f"differentiation  accuracy {accuracy}" in capsys.readouterr().out


def test_starter_trials_can_be_measured_without_studies(capsys: pytest.CaptureFixture[str]) -> None:
    labels = Path(__file__).resolve().parents[2] / "benchmarks" / "labels" / "starter_reading.json"
    assert main([str(labels), "--starter", "--part", "tuned"]) == 0
    told = capsys.readouterr()
    assert not told.err, "a labelled trial is not among the starter trials"
    assert "== tuned: 65 labelled trials" in told.out
    assert "NCT01677910" not in told.out, "carcinoid syndrome alone says that the tumor is well differentiated"
