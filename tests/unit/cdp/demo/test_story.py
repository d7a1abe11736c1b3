import json
from pathlib import Path

from cdp.demo import story

FIGURES = {
    "records": 10_184,
    "persons": 5_034,
    "links": {"exact": 90, "splink": 4_990, "review": 12},
    "pairwise": {"precision": 1.0, "recall": 0.999, "f1": 0.9995},
    "decisions": 400,
    "permits": 80,
    "refusals": {"consent-missing": 3, "place-unknown": 60},
    "mails_delivered": 11,
    "audit": {"entries": 20_000, "verified": True, "root": "ab" * 32},
}


def test_the_story_is_told_in_both_languages(tmp_path: Path) -> None:
    told = json.loads(story.write(tmp_path, FIGURES).read_text(encoding="utf-8"))
    assert len(told["steps"]) == 4
    for step in told["steps"]:
        sentences = [step["title"], step["text"]]
        sentences += [one["label"] for one in (*step["figures"], *step["links"])]
        for words in sentences:
            assert words["en"]
            assert words["fr"]


def test_the_commonest_refusal_comes_first(tmp_path: Path) -> None:
    steps = story.steps(FIGURES)
    labels = [label["en"] for _, label in steps[1].figures]
    assert labels[2:4] == ["place-unknown", "consent-missing"]


def test_large_numbers_can_be_read() -> None:
    assert story.steps(FIGURES)[0].figures[0][0] == "10,184"
