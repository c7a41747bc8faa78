"""Bulk work in slices: all of it is done, in the time that each may take."""

from collections.abc import Sequence

from explorer.core.engine.slices import SLICE_SECONDS, lasting, slice_seconds, sliced


class Worker:
    """Takes so many seconds for an item, by its own clock."""

    def __init__(self, *paces: float) -> None:
        self.now, self.sizes, self._paces = 0.0, list[int](), paces

    def __call__(self, items: Sequence[int]) -> Sequence[int]:
        pace = self._paces[min(len(self.sizes), len(self._paces) - 1)]
        self.now += pace * len(items)
        self.sizes.append(len(items))
        return items

    def clock(self) -> float:
        return self.now


def test_slices_cover_all_items_and_keep_to_their_time() -> None:
    work = Worker(0.5, *[0.002] * 9, 0.004)  # the first one compiles
    steps = sliced(range(100), work, clock=work.clock)
    assert [item for step in steps for item in step] == list(range(100))
    assert work.sizes[:2] == [1, 1] and set(work.sizes[2:10]) == {4}
    assert set(work.sizes[12:-1]) == {2}


def test_quick_items_still_come_in_slices() -> None:
    assert max(map(len, sliced([0] * 500, list, clock=lambda: 0.0))) == 64


def test_a_slice_is_as_short_as_whoever_takes_it_says() -> None:
    work = Worker(0.001)
    steps = sliced(range(40), work, 8, work.clock)
    for seconds in (SLICE_SECONDS, SLICE_SECONDS, 0.002, 0.005, SLICE_SECONDS):
        with lasting(seconds):
            next(steps)
    assert work.sizes == [8, 8, 2, 4, 8] and slice_seconds() == SLICE_SECONDS


def test_beside_a_drag_the_first_slice_is_a_single_item() -> None:
    work = Worker(0.001)
    with lasting(0.002):
        next(sliced(range(40), work, 8, work.clock))
    assert work.sizes == [1]
