"""The search finds what it says it does, the same each time, and different things."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.blend.renderer import Renderer, RenderRequest
from explorer.core.board.board import Board, Role
from explorer.core.board.first_mode import in_first_mode
from explorer.core.board.modes import GRAFT, REGIONS, SLERP
from explorer.core.board.parts import MENU
from explorer.core.board.weights import weights
from explorer.core.engine.engine import Engine
from explorer.core.engine.images import to_images
from explorer.core.engine.jobs import Jobs, Urgency
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.gallery.gallery import Gallery
from explorer.core.gallery.starter import starter_gallery
from explorer.core.play.chance import random_pair
from explorer.core.search import generations
from explorer.core.search.choice import APART, choose_diverse, distance
from explorer.core.search.generations import GENERATION, Findings, Wanted, search
from explorer.core.search.scope import among_all, among_pins, among_shown
from explorer.core.search.standing_out import standing_out
from explorer.core.search.trials import (
    LENGTHS,
    SHARES,
    Space,
    Trial,
    fresh_trial,
    space_of,
    trial_board,
    varied_trial,
)
from training.blending.parts import IS_BODY
from training.files.errors import UserError
from training.grafting.anchors import near_place
from training.grafting.placement import WingPlacement
from training.models.modelset import ModelSet

CANDIDATES = 3 * GENERATION  # the last generation is a varied one


@pytest.fixture(autouse=True, scope="module")
def _soon_varied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generations, "FIRST_FRESH", 2)
        patch.setattr(generations, "FIRST_PICTURES", 48)
        yield


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return starter_gallery()


@pytest.fixture(scope="module")
def findings(engine: Engine, gallery: Gallery) -> Findings:
    *_, last = search(Renderer(engine), gallery, Wanted(count=8, candidates=CANDIDATES))
    return last


def told(findings: Findings) -> list[tuple[Trial, float]]:
    return [(find.trial, find.value) for find in findings.best]


def steps(seen: list[Findings]) -> list[int]:
    """How many had been tried after each slice; there are pauses within them, too."""
    return sorted({step.tried for step in seen} - {0})


def test_it_finds_what_was_asked_for(findings: Findings) -> None:
    assert findings.tried == CANDIDATES
    assert len(findings.best) == 8
    values = [find.value for find in findings.best]
    assert values == sorted(values, reverse=True) and values[-1] > 0
    for find in findings.best:
        assert find.value == pytest.approx(find.scores["pegasus"] * find.scores["realism"])
        assert find.trial.mode == GRAFT


def test_finds_differ_from_each_other(findings: Findings) -> None:
    bodies = {find.trial.body for find in findings.best}
    wings = {find.trial.wings for find in findings.best}
    assert len(bodies) == len(wings) == len(findings.best)
    for i, one in enumerate(findings.best):
        for other in findings.best[:i]:
            floor = APART * min(one.span, other.span)
            assert distance(one.latent, other.latent) >= floor


def test_a_find_is_what_its_board_shows(
    engine: Engine, gallery: Gallery, findings: Findings
) -> None:
    for find in findings.best:
        shown = Renderer(engine).render(RenderRequest(find.board))
        assert shown.error is None and shown.latent is not None and shown.probabilities is not None
        np.testing.assert_allclose(shown.latent, find.latent, atol=1e-4)
        assert shown.scores == pytest.approx(find.scores, abs=1e-3)
        body, wings = (pin.source for pin in find.board.pins)
        assert body == gallery.source(find.trial.body) and body.class_name == "horse"
        assert wings.class_name == gallery.class_name(find.trial.wings)


def test_it_repeats_exactly(engine: Engine, gallery: Gallery, findings: Findings) -> None:
    *_, again = search(Renderer(engine), gallery, Wanted(count=8, candidates=CANDIDATES))
    assert told(again) == told(findings)
    for one, other in zip(again.best, findings.best, strict=True):
        np.testing.assert_array_equal(one.latent, other.latent)


def test_another_seed_finds_others(engine: Engine, gallery: Gallery) -> None:
    by_seed = [
        {tuple(told(step)) for step in search(Renderer(engine), gallery, Wanted(4, 32, seed))}
        for seed in (1, 2)
    ]
    assert by_seed[0] != by_seed[1]


def test_more_candidates_begin_alike_and_slices_change_nothing(
    engine: Engine, gallery: Gallery
) -> None:
    *_, few = search(Renderer(engine), gallery, Wanted(4, 32))
    more = list(search(Renderer(engine), gallery, Wanted(4, 37)))
    assert steps(more) == [16, 32, 37]
    assert told(next(step for step in more if step.tried == 32)) == told(few)
    *_, small = search(Renderer(engine), gallery, Wanted(4, 32), slice_size=4)
    assert [find.trial for find in small.best] == [find.trial for find in few.best]


def test_it_stops_when_told_with_what_it_has(engine: Engine, gallery: Gallery) -> None:
    jobs, seen = Jobs(threaded=False), list[Findings]()

    def take(step: Findings) -> None:
        seen.append(step)
        if step.tried >= 48:
            jobs.cancel("search")

    jobs.submit(Urgency.SEARCH, "search", search(Renderer(engine), gallery, Wanted()), take)
    jobs.run_all()
    assert steps(seen) == [16, 32, 48]
    assert seen[-1].best


def test_the_test_split_alone_is_searched(engine: Engine, gallery: Gallery) -> None:
    splits = np.where(np.arange(len(gallery)) % 4 == 0, "test", "train")
    split = replace(gallery, splits=splits)
    *_, last = search(Renderer(engine), split, Wanted(count=6, candidates=64))
    rows = [row for find in last.best for row in (find.trial.body, find.trial.wings)]
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
    bodies = [find.trial.body for find in last.best]
    assert 2 < len(bodies) <= 6 and max(bodies.count(body) for body in bodies) <= 3


def test_few_pairs_give_several_each(engine: Engine, gallery: Gallery) -> None:
    board = Board()
    for name in ("starter/horse/5", "starter/bird/5", "starter/airplane/9"):
        board = board.add(gallery.source(gallery.find(name) or 0))
    among = among_pins(board)
    *_, last = search(Renderer(engine), gallery, Wanted(4, 24), among=among)
    names = {pin.source for find in last.best for pin in find.board.pins}
    assert names <= {pin.source for pin in board.pins}
    assert {find.board.pins[0].source for find in last.best} == {board.pins[0].source}
    assert len(last.best) > 2 or len({find.board.pins[1].source for find in last.best}) == 2


def test_what_is_shown_alone_is_searched(engine: Engine, gallery: Gallery) -> None:
    wanted = Wanted(4, 24)
    shown = rows_of(gallery, "horse")[:3] + rows_of(gallery, "bird")[5:9] + [0]
    among = among_shown(gallery, shown, wanted.body, wanted.wings)
    *_, last = search(Renderer(engine), gallery, wanted, among=among)
    rows = {row for find in last.best for row in (find.trial.body, find.trial.wings)}
    assert rows and rows <= set(shown)
    with pytest.raises(UserError, match="another filter"):
        among_shown(gallery, shown[:3], wanted.body, wanted.wings)
    with pytest.raises(UserError, match="Pin a body and wings"):
        among_pins(Board().add(gallery.source(0)))


def test_a_search_pauses_often(engine: Engine, gallery: Gallery) -> None:
    """So that a puck on the same thread never waits for a whole candidate."""
    seen = list(search(Renderer(engine), gallery, Wanted(4, 6), slice_size=1))
    counts = [[step.tried for step in seen].count(tried) for tried in range(1, 6)]
    assert counts == [5] * 5 and len(seen) > 2 * 12  # pictures come in by and by


def test_a_long_search_forgets_the_worst_alone(
    engine: Engine, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, everything = search(Renderer(engine), gallery, Wanted(3, 64))
    monkeypatch.setattr(generations, "MOST_KEPT", 12)
    *_, last = search(Renderer(engine), gallery, Wanted(3, 64))
    assert told(last) == told(everything)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"count": 0}, "1 to 400"),
        ({"count": 401}, "1 to 400"),
        ({"candidates": 0}, "one candidate"),
        ({"seed": -1}, "seed of 0"),
    ],
)
def test_bad_wishes(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        Wanted(**wanted)


def test_missing_parts_are_told_at_once(engine: Engine, gallery: Gallery) -> None:
    with pytest.raises(UserError, match="no picture of ship"):
        search(Renderer(engine), gallery, Wanted(body=frozenset({"ship"})))
    with pytest.raises(UserError, match="know no class that gives body"):
        search(
            Renderer(engine),
            replace(gallery, classes=("airplane", "bird", "unicorn")),
            Wanted(body=frozenset({"unicorn"})),
        )


def test_parts_go_by_class_whatever_its_capitals(engine: Engine, gallery: Gallery) -> None:
    own = replace(gallery, classes=("Planes", "Vögel", "Pferde"))
    parts = frozenset({"horse", "pferde"}), frozenset({"VÖGEL"})
    among = among_all(own, *parts)
    assert {own.class_name(row) for row in among.bodies} == {"Pferde"}
    assert {own.class_name(row) for row in among.wings} == {"Vögel"}
    with pytest.raises(UserError, match=f"say {MENU} which of its classes give body and wings"):
        among_all(own, frozenset({"horse"}), parts[1])
    pair = random_pair(own, 1, Board(body=parts[0], wings=parts[1]))
    assert [source.class_name for source in pair] == ["Pferde", "Vögel"]
    board = Board(body=parts[0], wings=parts[1]).add(pair[1]).add(pair[0])
    assert board.roles() == (Role.WINGS, Role.BODY)
    assert in_first_mode(board, ()).mode is GRAFT


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


@pytest.fixture(scope="module")
def plain(tiny_set: ModelSet) -> Engine:
    """A set without a parts network."""
    graphs = {name: file for name, file in tiny_set.graphs.items() if name != "parts"}
    bare = replace(tiny_set, graphs=graphs)
    return Engine(bare, OpenVinoBackend(bare))


def rows_of(gallery: Gallery, *names: str) -> list[int]:
    return [row for row in range(len(gallery)) if gallery.class_name(row) in names][:24]


def space(engine: Engine, gallery: Gallery, seed: int = 0) -> Space:
    bodies, wings = rows_of(gallery, "horse"), rows_of(gallery, "bird")
    made = space_of(engine, gallery, bodies, wings, np.random.default_rng(seed))
    made.grow(12)
    return made


def test_wings_are_set_at_their_usual_place_more_or_less(engine: Engine, gallery: Gallery) -> None:
    drawn, rng = space(engine, gallery), np.random.default_rng(1)
    trial = fresh_trial(drawn, rng)
    for _ in range(12):
        assert trial.body in drawn.bodies.rows[:12] and trial.wings in drawn.wings.rows[:12]
        assert trial.mode == GRAFT and trial.graft is not None and trial.graft.pair
        for wing in (trial.graft.near, trial.graft.far):
            assert wing.root is not None and wing.tip is not None
            assert LENGTHS[0] - 1e-4 <= math.dist(wing.root, wing.tip) <= LENGTHS[1] + 1e-4
            assert wing == WingPlacement(wing.root, wing.tip)
        board = trial_board(gallery, trial, Board())
        assert weights(board) == pytest.approx((0.5, 0.5)) and board.graft == trial.graft
        trial = varied_trial(drawn, trial, rng)


def test_a_body_takes_the_wings_that_stand_out_most(engine: Engine, gallery: Gallery) -> None:
    drawn, rng = space(engine, gallery), np.random.default_rng(2)
    few, many = list[float](), list[float]()
    for _ in range(8):
        trial = fresh_trial(drawn, rng)
        place, best = drawn.bodies.place_of(trial.body), drawn.wings.place_of(trial.wings)
        for places, seen in (([best], few), (list(range(12)), many)):
            body, wings = drawn.bodies.bodies([place]), drawn.wings.wings(places)
            near = near_place(body, wings[0].cutout, np.full(1, 17, np.float32))
            seen.append(float(standing_out(body, wings, near.root, near.tip).mean()))
    assert np.mean(few) > 1.2 * np.mean(many)


def test_usable_pictures_come_first(engine: Engine, gallery: Gallery) -> None:
    pool = space(engine, gallery).bodies
    pictures = np.stack([gallery.pictures[row] for row in pool.rows[:12]])
    chances = engine.parts(to_images(pictures)).chances[:, IS_BODY]
    count = max(4, int((chances >= 0.5).sum()))
    order = [pool.drawn(i / count + 1e-6) for i in range(count)]
    assert order == np.argsort(-chances, kind="stable")[:count].tolist()
    pool.grow(24)
    assert {pool.drawn(i / 99) for i in range(99)} - set(range(12))
    pool.grow(99)  # more than there are


def test_a_set_without_parts_searches_plainly(plain: Engine, gallery: Gallery) -> None:
    *_, last = search(Renderer(plain), gallery, Wanted(count=4, candidates=64))
    assert len(last.best) == 4
    assert {find.trial.mode for find in last.best} <= {SLERP, REGIONS}
    for find in last.best:
        assert SHARES[0] <= find.trial.share <= SHARES[1] and find.board.graft is None
        assert [setting for setting, _ in find.trial.settings] == list(find.trial.mode.settings)
