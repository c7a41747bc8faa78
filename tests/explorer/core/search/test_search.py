"""The search finds what it says it does, the same each time, and different things."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import UNPAINTED, Board
from explorer.core.board.modes import REFINED, REGIONS, SLERP
from explorer.core.engine.engine import Engine
from explorer.core.engine.jobs import Jobs, Urgency
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.search.choice import APART, choose_diverse, distance, is_apart
from explorer.core.search.eye import SEEN
from explorer.core.search.generations import GENERATION, Findings, Wanted, search
from explorer.core.search.seams import seam
from explorer.core.search.trials import (
    SHARES,
    Space,
    Trial,
    fresh_patch,
    fresh_trial,
    trial_board,
    varied_trial,
)
from training.files.errors import UserError

CANDIDATES = 9 * GENERATION  # the last generation is a varied one


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return starter_gallery()


@pytest.fixture(scope="module")
def findings(engine: Engine, gallery: Gallery) -> Findings:
    *_, last = search(Renderer(engine), gallery, Wanted(count=8, candidates=CANDIDATES))
    return last


def told(findings: Findings) -> list[tuple[Trial, float, float]]:
    return [(found.trial, found.value, found.fitness) for found in findings.best]


def test_it_finds_what_was_asked_for(findings: Findings) -> None:
    assert findings.tried == CANDIDATES
    assert len(findings.best) == 8
    values = [found.value for found in findings.best]
    assert values == sorted(values, reverse=True) and values[-1] > 0
    for found in findings.best:
        assert found.value == found.scores["pegasus"] * found.scores["realism"]
        assert found.fitness <= found.value + 1e-6  # it only ever dims


def test_finds_differ_from_each_other(findings: Findings) -> None:
    bodies = {found.trial.body for found in findings.best}
    wings = {found.trial.wings for found in findings.best}
    assert len(bodies) == len(wings) == len(findings.best)
    for i, one in enumerate(findings.best):
        for other in findings.best[:i]:
            floor = APART * min(one.span, other.span)
            assert distance(one.latent, other.latent) >= floor


def test_a_find_is_what_its_board_shows(
    engine: Engine, gallery: Gallery, findings: Findings
) -> None:
    for found in findings.best:
        shown = Renderer(engine).render(RenderRequest(found.board))
        assert shown.error is None and shown.latent is not None and shown.probabilities is not None
        np.testing.assert_allclose(shown.latent, found.latent, atol=1e-4)
        assert shown.scores == pytest.approx(found.scores, abs=1e-3)
        names = engine.modelset.classes
        probabilities = dict(zip(names, shown.probabilities.tolist(), strict=True))
        assert probabilities["horse"] >= SEEN - 1e-3
        assert probabilities["bird"] + probabilities["airplane"] >= SEEN - 1e-3
        body, wings = (pin.source for pin in found.board.pins)
        assert body == gallery.source(found.trial.body) and body.class_name == "horse"
        assert wings.class_name == gallery.class_name(found.trial.wings)
        sources = Renderer(engine).sources.latents([body, wings])
        assert is_apart(found.latent, sources)


def test_it_repeats_exactly(engine: Engine, gallery: Gallery, findings: Findings) -> None:
    *_, again = search(Renderer(engine), gallery, Wanted(count=8, candidates=CANDIDATES))
    assert told(again) == told(findings)
    for one, other in zip(again.best, findings.best, strict=True):
        np.testing.assert_array_equal(one.latent, other.latent)


def test_another_seed_finds_others(engine: Engine, gallery: Gallery) -> None:
    found = [
        {tuple(told(step)) for step in search(Renderer(engine), gallery, Wanted(4, 32, seed))}
        for seed in (1, 2)
    ]
    assert found[0] != found[1]


def test_more_candidates_begin_alike_and_slices_change_nothing(
    engine: Engine, gallery: Gallery
) -> None:
    *_, few = search(Renderer(engine), gallery, Wanted(4, 32))
    more = list(search(Renderer(engine), gallery, Wanted(4, 37)))
    assert [step.tried for step in more] == [16, 32, 37]
    assert told(more[1]) == told(few)
    *_, small = search(Renderer(engine), gallery, Wanted(4, 32), slice_size=4)
    assert [found.trial for found in small.best] == [found.trial for found in few.best]


def test_it_stops_when_told_with_what_it_has(engine: Engine, gallery: Gallery) -> None:
    jobs, seen = Jobs(threaded=False), list[Findings]()

    def take(step: Findings) -> None:
        seen.append(step)
        if step.tried >= 48:
            jobs.cancel("search")

    jobs.submit(Urgency.SEARCH, "search", search(Renderer(engine), gallery, Wanted()), take)
    jobs.run_all()
    assert [step.tried for step in seen] == [16, 32, 48]
    assert seen[-1].best


def test_the_test_split_alone_is_searched(engine: Engine, gallery: Gallery) -> None:
    splits = np.where(np.arange(len(gallery)) % 4 == 0, "test", "train")
    split = replace(gallery, splits=splits)
    *_, last = search(Renderer(engine), split, Wanted(count=6, candidates=64))
    rows = [row for found in last.best for row in (found.trial.body, found.trial.wings)]
    assert rows and all(row % 4 == 0 for row in rows)


def test_few_pictures_are_used_evenly(engine: Engine, gallery: Gallery) -> None:
    rows = [*range(0, 60), *range(240, 242)]  # two horses
    assert {gallery.class_name(row) for row in rows[-2:]} == {"horse"}
    small = replace(
        gallery,
        pictures=gallery.pictures[rows],
        names=tuple(gallery.names[row] for row in rows),
        labels=gallery.labels[rows],
        splits=gallery.splits[rows],
        first=None,
    )
    *_, last = search(Renderer(engine), small, Wanted(count=6, candidates=192))
    bodies = [found.trial.body for found in last.best]
    assert 2 < len(bodies) <= 6 and max(bodies.count(body) for body in bodies) <= 3


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"count": 0}, "1 to 400"),
        ({"count": 401}, "1 to 400"),
        ({"candidates": 0}, "one candidate"),
        ({"seed": -1}, "seed of 0"),
    ],
)
def test_bad_wishes(wanted: dict[str, int], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Wanted(**wanted)


def test_missing_parts_are_told_at_once(engine: Engine, gallery: Gallery) -> None:
    with pytest.raises(UserError, match="no picture of ship"):
        search(Renderer(engine), gallery, Wanted(body=frozenset({"ship"})))
    with pytest.raises(UserError, match="knows no class of the body"):
        search(
            Renderer(engine),
            replace(gallery, classes=("airplane", "bird", "unicorn")),
            Wanted(body=frozenset({"unicorn"})),
        )


def test_a_gallery_without_classes_is_refused(engine: Engine, gallery: Gallery) -> None:
    plain = replace(gallery, labels=np.full(len(gallery), -1), classes=())
    with pytest.raises(UserError, match="no picture of horse"):
        search(Renderer(engine), plain, Wanted())


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 3), st.integers(4, 7), st.integers(-4, 4)),
        max_size=20,
    ),
    st.integers(1, 8),
    st.integers(1, 3),
)
def test_a_diverse_choice(finds: list[tuple[float, int, int, int]], count: int, most: int) -> None:
    values = [value for value, *_ in finds]
    sources = [(body, wings) for _, body, wings, _ in finds]
    latents = [np.full(1, place / 8, np.float32) for *_, place in finds]
    chosen = choose_diverse(values, sources, latents, [1.0] * len(finds), count, most)
    assert len(chosen) == len(set(chosen)) <= count
    assert [values[i] for i in chosen] == sorted((values[i] for i in chosen), reverse=True)

    def clashes(i: int, others: list[int]) -> bool:
        used = [source for j in others for source in sources[j]]
        near = any(distance(latents[i], latents[j]) < APART for j in others)
        return near or any(used.count(source) >= most for source in sources[i])

    for place, i in enumerate(chosen):
        assert not clashes(i, chosen[:place])
    if len(chosen) < count:  # nothing more could be taken
        assert all(clashes(i, chosen) for i in range(len(finds)) if i not in chosen)


def test_a_blend_that_is_one_of_its_sources_is_none() -> None:
    sources = np.eye(2, dtype=np.float32)
    assert is_apart(sources.mean(0), sources)
    for weight in (0.0, 0.2, 0.8, 1.0):
        assert not is_apart(weight * sources[0] + (1 - weight) * sources[1], sources)
    assert not is_apart(sources[0], sources[[0, 0]])


def test_a_seam_is_a_step_where_two_sources_meet() -> None:
    image = np.zeros((3, 32, 32), np.float32)
    image[:, 16:] = 0.5
    upper = ((1, 1), (0, 0))
    assert seam(image, upper) == seam(image.swapaxes(1, 2), ((1, 0), (1, 0))) == 0.5
    assert seam(image, ((1, 0), (1, 0))) == 0  # a step elsewhere is part of the picture
    assert seam(image, None) == seam(image, ((1, 1), (1, 1))) == 0
    assert seam(image, ((UNPAINTED, 1), (0, 0))) == 0.5
    assert seam(image, ((UNPAINTED, UNPAINTED), (0, 0))) == 0


SPACES = st.builds(
    Space,
    st.just((0, 1, 2)),
    st.just((5, 6)),
    st.sampled_from(((SLERP,), (REGIONS,), (SLERP, REGIONS))),
    st.sampled_from(((), (REFINED,))),
    st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.sampled_from((0.03, 0.5)),
    st.booleans(),
)


@given(SPACES, st.integers(1, 9), st.integers(0, 1000))
def test_whatever_is_drawn_is_a_board(
    gallery: Gallery, space: Space, in_play: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    trial = fresh_trial(space, in_play, rng)
    for _ in range(20):
        assert trial.body in space.bodies[:in_play] and trial.wings in space.wings[:in_play]
        assert SHARES[0] <= trial.share <= SHARES[1]
        assert trial.mode in (*space.modes, *space.refining)
        assert space.grid or trial.paint is None
        assert [setting for setting, _ in trial.settings] == list(trial.mode.settings)
        trial_board(gallery, trial, Board())
        trial = varied_trial(space, trial, in_play, rng)


@given(st.tuples(st.integers(1, 6), st.integers(1, 6)), st.integers(0, 1000))
def test_a_patch_has_some_of_both(grid: tuple[int, int], seed: int) -> None:
    paint = np.array(fresh_patch(grid, np.random.default_rng(seed)))
    assert paint.shape == grid and UNPAINTED not in paint
    assert paint.any() and (not paint.all() or grid[0] == 1)
