from cdp.bench import decisions
from cdp.bench.load import Round


def rounds(*counts):
    return [
        Round(
            seconds=1.0,
            latencies=[n / 1000 for n in range(1, count + 1)],
            bodies=[decisions.ALLOWED] * count,
        )
        for count in counts
    ]


def test_the_ratio_is_taken_round_by_round_not_from_the_medians(settings):
    found = decisions._report(
        decisions.Plan(), settings, rounds(100, 200, 400), rounds(400, 400, 4_000)
    )
    assert found["decisions_per_second"] == 200
    assert found["floor_rps"] == 400
    assert found["ratio"] == 0.25
    assert found["decisions"] == found["permitted"] == 700
    assert found["p50_ms"] < found["p99_ms"]
    assert found["durable"] is True


def test_every_question_is_about_somebody_who_agreed(services, settings):
    prepared = decisions._questions(settings, decisions.Plan(persons=3))
    assert len(set(prepared)) == 3
    with services.database.reading() as conn:
        for number in range(3):
            who = f"bench-{number}@example.test"
            assert services.asking.circle(conn, "email", who).known
