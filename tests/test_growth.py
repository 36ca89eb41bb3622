"""How the soak judges growth: by medians of the first and the last third, and never by too little."""

import pytest

from tests.soak.growth import LEAST, ROWS, Process, Sample, TooFewSamples, grown


def samples(
    many: int = 3 * LEAST,
    /,
    *,
    memory: float = 0.0,
    handles: float = 0.0,
    rows: float = 0.0,
    size: float = 0.0,
) -> list[Sample]:
    """An office at work, of which something grows by so much with each sample."""
    return [
        Sample(
            minutes=float(each),
            worker=Process(1, 100 + memory * each, 30 + round(handles * each)),
            server=Process(2, 300 + memory * each, 50),
            complaints=10 + each,
            happenings=10 + each,
            rows={name: round((10 + rows * each) * (10 + each)) for name in ROWS},
            size=round((50_000 + size * each) * (10 + each)),
        )
        for each in range(many)
    ]


def test_what_stays_the_same_for_each_complaint_has_not_grown() -> None:
    """However many complaints there are by then."""
    assert [] == grown(samples(), samples())


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"memory": 20.0}, ["worker's memory", "server's memory"]),
        ({"handles": 1.0}, ["worker's handles"]),
        ({"rows": 1.0}, list(ROWS)),
        ({"size": 5_000.0}, ["bytes of Prefect's database"]),
    ],
)
def test_what_grows_is_named(more: dict[str, float], named: list[str]) -> None:
    """Also where it never falls below its highest of the beginning by chance."""
    found = samples(**more)
    assert named == grown(found, found)


def test_one_sample_says_nothing() -> None:
    """A peak in the first third hides no growth, and one in the last third is none."""
    calm, peaked = samples(), samples()
    peaked[-1] = Sample(0, Process(1, 900, 900), Process(2, 900, 50), 10, 10, peaked[-1].rows, 10**9)
    assert [] == [name for name in grown(peaked, peaked) if name not in ROWS]
    assert [] == grown(calm, calm)


def test_too_few_samples_are_no_proof() -> None:
    """A soak that was too short fails, and says so."""
    with pytest.raises(TooFewSamples):
        grown(samples(LEAST - 1), samples())
    with pytest.raises(TooFewSamples):
        grown(samples(), samples(LEAST - 1))
