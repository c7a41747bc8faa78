"""Requests become results: exact at the pins, continuous between them, errors included."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.core.blend.renderer import Renderer, RenderRequest, RenderResult
from explorer.core.blend.wings import doubts
from explorer.core.board.board import Board, Layout, Role
from explorer.core.board.modes import (
    DETAIL,
    GRAFT,
    LINEAR,
    MODES,
    REFINED,
    REGIONS,
    SLERP,
    SUM,
    Mode,
)
from explorer.core.board.parts import MENU
from explorer.core.board.regions import repainted
from explorer.core.board.weights import weights
from explorer.core.engine.engine import Engine, Feature, PartsFound
from explorer.core.engine.images import to_images, to_pictures
from explorer.core.engine.openvino_backend import OpenVinoBackend
from explorer.core.engine.torch_backend import TorchBackend
from explorer.core.reasons import unreal_because
from explorer.core.scores import PEGASUS
from tests.explorer.core.conftest import make_source
from training.files.errors import UserError
from training.grafting.placement import TOUCHED, Cut, Graft, WingPlacement
from training.models.modelset import ModelSet

PLANE_MODES = [mode for mode in MODES if mode != SUM]


def show(engine: Engine, board: Board) -> RenderResult:
    result = Renderer(engine).render(RenderRequest(board, generation=7))
    assert result.error is None and result.generation == 7
    return result


def picture(engine: Engine, board: Board) -> np.ndarray:
    picture = show(engine, board).picture
    assert picture is not None
    return picture


@pytest.mark.parametrize("mode", PLANE_MODES)
def test_a_pin_shows_its_reconstruction_and_with_detail_its_original(
    engine: Engine, board: Board, mode: Mode
) -> None:
    for pin in board.pins:
        at_pin = board.with_mode(mode).move_puck(*pin.place)
        pixels = pin.source.picture
        reconstruction = to_pictures(engine.decode(engine.encode(pixels[None])))[0]
        assert np.array_equal(picture(engine, at_pin), reconstruction)
        assert np.array_equal(picture(engine, at_pin.with_setting(DETAIL, 1)), pixels)
        assert not np.array_equal(reconstruction, pixels)


def test_weights_that_are_known_are_not_computed_again(engine: Engine, board: Board) -> None:
    moved = board.move_puck(0.3, 0.5)
    given = Renderer(engine).render(RenderRequest(board, weights=weights(moved)))
    assert given.weights == weights(moved) and given.picture is not None
    assert np.array_equal(given.picture, picture(engine, moved))


def test_the_weighted_sum_shows_its_sources_at_one_of_one_and_nought_of_the_other(
    engine: Engine,
) -> None:
    horse, bird = make_source(0, "horse"), make_source(1, "bird")
    board = Board(mode=SUM, detail=1.0).add(horse).add(bird)
    assert np.array_equal(picture(engine, board.move_puck(2 / 3, 1)), horse.picture)
    assert np.array_equal(picture(engine, board.move_puck(0, 1 / 3)), bird.picture)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("detail", [0.0, 1.0])
def test_the_picture_is_continuous(engine: Engine, board: Board, mode: Mode, detail: float) -> None:
    moved = replace(board, mode=mode, detail=detail)

    def widest(points: np.ndarray) -> tuple[float, np.ndarray]:
        steps = np.abs(np.diff(Renderer(engine).points(moved, points).images, axis=0))
        i = int(steps.max(axis=(1, 2, 3)).argmax())
        return float(steps[i].max()), points[i : i + 2]

    step, ends = widest(np.linspace(board.pins[0].place, board.pins[1].place, 101))
    for _ in range(3):  # a jump is as wide however close one looks
        closer, ends = widest(np.linspace(ends[0], ends[1], 9))
        assert closer < 0.7 * step < 1.0
        step = closer
    assert step < 0.02


@pytest.mark.parametrize("mode", MODES)
def test_many_points_are_the_same_as_one_by_one(engine: Engine, board: Board, mode: Mode) -> None:
    points = np.random.default_rng(0).random((6, 2))
    together = Renderer(engine).points(board.with_mode(mode), points).pictures.astype(int)
    for point, expected in zip(points, together, strict=True):
        alone = picture(engine, board.with_mode(mode).move_puck(*point))
        assert np.abs(alone - expected).max() <= 2


@pytest.mark.parametrize("mode", MODES)
def test_both_backends_show_the_same(tiny_set: ModelSet, board: Board, mode: Mode) -> None:
    moved = replace(board, mode=mode, detail=0.5).move_puck(0.4, 0.5)
    pictures = [
        picture(Engine(tiny_set, backend), moved).astype(int)
        for backend in (OpenVinoBackend(tiny_set), TorchBackend(tiny_set))
    ]
    assert np.abs(pictures[0] - pictures[1]).max() <= 2


def test_modes_differ_from_each_other(engine: Engine, board: Board) -> None:
    pictures = {picture(engine, board.with_mode(mode)).tobytes() for mode in MODES}
    assert len(pictures) == len(MODES)


def test_one_pin_shows_its_picture_in_every_mode_and_none_nothing(engine: Engine) -> None:
    source = make_source(3, "bird")
    for mode in MODES:
        board = Board(mode=mode, detail=1.0).add(source)
        assert np.array_equal(picture(engine, board), source.picture)
    assert show(engine, Board()).picture is None


def test_paint_and_seed_change_their_modes_alone(engine: Engine, board: Board) -> None:
    painted, reseeded = repainted(board, [[0, 1], [2, -1]]), board.with_seed(5)
    for mode in MODES:
        before = picture(engine, board.with_mode(mode))
        same_painted = np.array_equal(picture(engine, painted.with_mode(mode)), before)
        same_seed = np.array_equal(picture(engine, reseeded.with_mode(mode)), before)
        assert same_painted is (mode not in (REGIONS, REFINED))
        assert same_seed is (mode != REFINED)


def test_regions_are_told_as_seen_and_as_they_would_be_by_evidence(
    engine: Engine, board: Board
) -> None:
    for mode in (REGIONS, REFINED):
        plain = show(engine, board.with_mode(mode)).regions
        told = show(engine, repainted(board.with_mode(mode), [[1]])).regions
        assert plain is not None and told is not None
        assert plain.shares.shape == (3, *plain.grid) and plain.grid == told.grid
        assert np.array_equal(plain.shares, plain.evident)
        assert np.allclose(told.evident, plain.shares) and (told.shares[1] > 0.99).all()
    assert show(engine, board.with_mode(SLERP)).regions is None
    assert show(engine, Board(mode=REGIONS).add(make_source(3, "bird"))).regions is None


def test_up_makes_wings_larger_in_a_graft_alone(engine: Engine, board: Board) -> None:
    pair = board.remove(2)
    for mode in MODES:
        low, high = (picture(engine, pair.with_mode(mode).move_puck(0.5, y)) for y in (0.9, 0.1))
        assert np.array_equal(low, high) is (mode not in (GRAFT, SUM))


def test_wings_set_by_hand_are_shown_so(engine: Engine, board: Board) -> None:
    pair = board.remove(2).move_puck(0.5, 0.5)
    by_hand = pair.with_graft(Graft(near=WingPlacement((16.0, 16.0), (2.0, 2.0)), pair=False))
    for mode in MODES:
        before, after = (picture(engine, one.with_mode(mode)) for one in (pair, by_hand))
        assert np.array_equal(before, after) is (mode != GRAFT)


def test_a_graft_tells_where_its_wings_are_and_how_they_are_cut(
    engine: Engine, board: Board
) -> None:
    pair = board.remove(2).with_mode(GRAFT)
    shown = show(engine, pair)
    near, far = shown.wings
    assert (near.pin, far.pin) == (1, 1) and not near.behind and far.behind
    assert list(shown.cuts) == [1] and shown.cuts[1].extent.shape == (32, 32)
    hand = WingPlacement((16.0, 16.0), (2.0, 2.0), True, True, 0.5, 1.5)
    near, _ = show(engine, pair.with_graft(Graft(near=hand)).move_puck(0.5, 0.1)).wings
    assert (near.root, near.tip) == (hand.root, hand.tip) and near.scale > 1
    assert (near.mirrored, near.behind, near.tone, near.softness) == (True, True, 0.5, 1.5)
    lone = show(engine, pair.with_graft(Graft(pair=False)))
    assert len(lone.wings) == 1 and show(engine, pair.with_mode(LINEAR)).wings == ()


def test_a_cut_by_hand_is_shown_and_goes_for_grafts_alone(engine: Engine, board: Board) -> None:
    pair = board.remove(2).move_puck(0.5, 0.5)
    cut = Cut((4.0, 28.0), (28.0, 4.0), bytes([255] * TOUCHED))
    by_hand = pair.with_cut(1, cut)
    for mode in MODES:
        before, after = (picture(engine, one.with_mode(mode)) for one in (pair, by_hand))
        assert np.array_equal(before, after) is (mode != GRAFT)
    seen = show(engine, by_hand.with_mode(GRAFT)).cuts[1]
    assert (seen.root, seen.tip) == (cut.root, cut.tip) and seen.extent.min() == 1


def test_what_a_graft_is_unsure_of_is_said(
    engine: Engine, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = board.remove(2).with_mode(GRAFT)

    def unsure(body: float, wing: float) -> tuple[str, ...]:
        def parts(images: np.ndarray) -> PartsFound:
            parts = PartsFound(
                np.ones((1, 32, 32), np.float32),
                np.full((1, 3, 2), 9.0, np.float32),
                np.zeros((1, 3), np.float32),
            )
            parts.chances[:, 1:] = body, wing
            return parts

        monkeypatch.setattr(engine, "parts", parts)
        return show(engine, pair).unsure

    assert unsure(0.9, 0.8) == ()
    (body,) = unsure(0.3, 0.8)
    assert "1 horse" in body and "by hand" in body
    assert len(unsure(0.3, 0.2)) == 2 and "2 bird" in unsure(0.9, 0.2)[0]
    assert all(not wing.sure for wing in show(engine, pair).wings)
    at_body = pair.move_puck(*pair.pins[0].place)
    assert show(engine, at_body).unsure == ()  # nothing is said of a bird with a weight of 0
    pair = pair.with_graft(Graft(near=WingPlacement(root=(9.0, 9.0))))
    assert len(unsure(0.3, 0.2)) == 1  # whoever has set it by hand knows where it is
    pair = pair.with_cut(1, Cut(root=(9.0, 9.0)))
    assert unsure(0.3, 0.2) == () and all(wing.sure for wing in show(engine, pair).wings)
    assert show(engine, pair.with_mode(LINEAR)).unsure == ()


def test_many_doubts_are_said_in_one_short_sentence(board: Board) -> None:
    herd = board.with_mode(GRAFT).add(make_source(5, "horse")).add(make_source(6, "horse"))
    herd = herd.with_role(2, Role.BODY)
    assert [role is Role.BODY for role in herd.roles()] == [True, False, True, True, True]

    def said(*unsure: int) -> str:
        (sentence,) = doubts(herd, [i not in unsure for i in range(5)], [0.2] * 5)
        return sentence

    one, two, three, all_four = said(0), said(0, 2), said(0, 2, 3), said(0, 2, 3, 4)
    assert "on 1 horse is" in one and "on 1 horse and 3 " in two
    assert ", 3 " in three and "and 1 more is" in three and "and 2 more is" in all_four


def test_a_graft_of_bodies_alone_says_that_it_lacks_wings(engine: Engine) -> None:
    herd = Board().with_mode(GRAFT)
    for i in range(3):
        herd = herd.add(make_source(i, "horse"))
    told = show(engine, herd).unsure
    said = "These are all bodies: pin a picture with wings. Until then, 3 horse is taken for"
    assert told == (f"{said} the wings.",)  # that first: where wings go is no matter till then
    by_hand = show(engine, herd.with_role(2, Role.WINGS)).unsure
    assert not any("all bodies" in said for said in by_hand)
    flock = Board().with_mode(GRAFT).add(make_source(3, "bird")).add(make_source(4, "airplane"))
    said = "These are all wings: pin a picture with a body. Until then, 2 aeroplane is taken for"
    assert show(engine, flock).unsure[0].startswith(said)


def test_the_pegasus_score_is_the_critics_chance(engine: Engine, board: Board) -> None:
    chance = engine.score(Renderer(engine).points(board, [board.puck]).images).pegasus
    assert chance is not None
    assert np.isclose(show(engine, board).scores["pegasus"], chance[0], atol=1e-5)


def test_scores_are_the_classifiers_and_calibrated(
    tiny_set_without_prior: ModelSet, board: Board
) -> None:
    engine = Engine(tiny_set_without_prior, OpenVinoBackend(tiny_set_without_prior))
    result = show(engine, board)
    assert result.picture is not None and result.probabilities is not None
    assert np.isclose(result.probabilities.sum(), 1, atol=1e-6)
    airplane, bird, horse, _ = result.probabilities
    assert np.isclose(result.scores["pegasus"], 4 * horse * (bird + airplane))
    assert 0 <= result.scores["realism"] <= 1
    assert (result.reason is not None) is (result.scores["realism"] < 0.35)
    assert set(result.reasons) <= {"realism"} and result.reasons.get("realism") == result.reason
    assert result.notes == {} and len(result.weights) == 3 and result.milliseconds > 0


def test_a_set_without_the_classes_says_so_and_shows_the_rest(engine: Engine, board: Board) -> None:
    result = show(engine, replace(board, body=frozenset({"unicorn"}), wings=frozenset({"bird"})))
    assert "pegasus" not in result.scores and "realism" in result.scores
    assert result.probabilities is not None
    assert "body" in result.notes["pegasus"] and MENU in result.notes["pegasus"]


@pytest.mark.parametrize(
    "lost, mode, words",
    [
        ("decoder", LINEAR, "no VAE"),
        ("prior", REFINED, "no prior"),
        ("scorer", REGIONS, "no classifier"),
        ("parts", GRAFT, "no parts network"),
    ],
)
def test_what_a_set_lacks_comes_back_as_an_error(
    tiny_set: ModelSet, board: Board, lost: str, mode: Mode, words: str
) -> None:
    graphs = {name: file for name, file in tiny_set.graphs.items() if name != lost}
    bare = replace(tiny_set, graphs=graphs)
    engine = Engine(bare, OpenVinoBackend(bare))
    result = Renderer(engine).render(RenderRequest(board.with_mode(mode)))
    assert result.picture is None and result.error is not None and words in result.error


def test_without_a_classifier_blends_still_show(tiny_set: ModelSet, board: Board) -> None:
    bare = replace(tiny_set, graphs={k: v for k, v in tiny_set.graphs.items() if k != "scorer"})
    engine = Engine(bare, OpenVinoBackend(bare))
    assert Feature.REALISM in engine.missing and Feature.BLEND not in engine.missing
    result = show(engine, board)
    assert result.picture is not None and "no classifier" in result.notes["realism"]
    assert show(engine, board.with_mode(REFINED)).picture is not None


def test_a_broken_backend_is_an_error_too(
    tiny_set: ModelSet, board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(OpenVinoBackend):
        def run(self, *_: object) -> dict[str, np.ndarray]:
            raise RuntimeError("out of cheese")

    result = Renderer(Engine(tiny_set, Broken(tiny_set))).render(RenderRequest(board))
    assert result.error is not None and "out of cheese" in result.error
    assert "out of cheese" in caplog.text


def test_pixels_survive_the_way_to_images_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8).repeat(12).reshape(1, 32, 32, 3)
    assert np.array_equal(to_pictures(to_images(levels)), levels)


def test_sources_are_encoded_once(tiny_set: ModelSet, board: Board) -> None:
    asked: list[str] = []

    class Counting(OpenVinoBackend):
        def run(self, graph: str, inputs: object) -> dict[str, np.ndarray]:
            asked.append(graph)
            return super().run(graph, inputs)  # type: ignore[arg-type]

    renderer = Renderer(Engine(tiny_set, Counting(tiny_set)))
    for x in (0.3, 0.4, 0.5):
        assert renderer.render(RenderRequest(board.move_puck(x, 0.5))).error is None
    assert asked.count("encoder") == 3 and asked.count("shown") == 3
    renderer.render(RenderRequest(board.with_layout(Layout.FREE).remove(0)))
    assert asked.count("encoder") == 3


def test_low_realism_has_a_reason() -> None:
    rng = np.random.default_rng(0)
    originals = rng.uniform(-1, 1, (2, 3, 32, 32)).astype(np.float32)
    blurred = (originals + np.roll(originals, 1, 3) + np.roll(originals, 1, 2))[:1] / 3
    assert unreal_because(blurred.astype(np.float32), 0.9, originals).startswith("blurred")
    shades = np.broadcast_to(np.linspace(-1, 1, 32, dtype=np.float32), (2, 3, 32, 32))
    steps = np.where(np.arange(32) % 2, 0.033, -0.033).astype(np.float32)
    assert unreal_because(shades[:1] * 0.1 + steps, 0.9, shades).startswith("washed out")
    assert unreal_because(originals[:1], 0.2, originals).startswith("muddled")
    assert unreal_because(originals[:1], 0.9, originals).startswith("unlike")


def test_a_score_for_absent_classes_is_refused_in_words(engine: Engine, board: Board) -> None:
    scores = engine.score(to_images(board.pins[0].source.picture[None]))
    wingless = replace(board, wings=frozenset())
    with pytest.raises(UserError, match="wings"):
        PEGASUS.measure(Renderer(engine).seen(wingless, scores))
