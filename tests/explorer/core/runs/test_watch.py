"""What a run folder tells: events read while they grow, and the state made of them."""

import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.core.runs.events import LINE_CHARACTERS, History, Tail, last_line, parse_events
from explorer.core.runs.process import Asked, Launch
from explorer.core.runs.watch import RunState, RunWatch, Status, status_of
from training.run.events import EventLog
from training.run.locking import Process, run_lock

GONE = Process(os.getpid(), "at another time")


def _history(*events: dict[str, Any]) -> History:
    history = History()
    for event in events:
        history.add(event)
    return history


def _step(step: int, time: float, loss: float = 1.0, steps: int = 100) -> dict[str, Any]:
    return {"time": time, "kind": "step", "step": step, "steps": steps, "loss": loss}


def _launch(run: Path, **changes: Any) -> Launch:
    about: dict[str, Any] = {"process": GONE, "started": 5.0, "events": 0, "log": 0}
    launch = Launch(("train", "vae"), **{**about, **changes})
    launch.write(run)
    return launch


def test_a_tail_gives_each_line_once_and_leaves_half_a_line(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    tail = Tail(path)
    assert tail.lines() == []
    path.write_bytes(b"one\ntwo\nthr")
    assert tail.lines() == [b"one", b"two"]
    assert tail.lines() == []
    with path.open("ab") as file:
        file.write(b"ee\n")
    assert tail.lines() == [b"three"]


def test_a_tail_starts_anew_with_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"one\ntwo\n")
    tail = Tail(path)
    tail.lines()
    path.write_bytes(b"new\n")
    assert tail.lines() == [b"new"]


def test_a_tail_of_the_newest_bytes_gives_the_end_alone(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"".join(b"%03d\n" % i for i in range(100)))
    tail = Tail(path, newest=10)
    assert tail.lines()[-2:] == [b"098", b"099"]
    assert tail.lines() == []


def test_a_tail_reads_in_slices_of_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"long first line\ntwo\nthree\nfo")
    tail = Tail(path)
    assert (tail.lines(most=3), tail.behind) == ([b"long first line"], True)
    assert (tail.lines(most=3), tail.behind) == ([b"two"], True)
    assert (tail.lines(), tail.behind) == ([b"three"], False)
    assert (tail.lines(most=1), tail.behind) == ([], False)


def test_a_long_history_is_read_whole(tmp_path: Path) -> None:
    events = (json.dumps(_step(i, i, steps=9000)) for i in range(1, 9001))
    (tmp_path / "events.jsonl").write_text("\n".join(events) + "\n")
    watch = RunWatch(tmp_path)
    assert watch.catch_up()
    state = watch.look()
    assert (state.step, len(state.losses)) == (9000, 9000)


DEEP = b'{"kind": "step", "x": ' + b"[" * 100_000
LONG = b'{"kind": "step", "step": ' + b"9" * 5000 + b"}"


@pytest.mark.parametrize(
    "damage",
    [b"{", b"[1]", b"\xff\xfe", b'{"kind": 3}', b"", b"nu", b"{}", DEEP, LONG],
    ids=range(9),
)
def test_damaged_events_are_passed_over(damage: bytes) -> None:
    assert list(parse_events([damage, b'{"kind": "end"}'])) == [{"kind": "end"}]


def test_the_time_left_follows_the_newest_steps() -> None:
    slow_start = [_step(1, 0.0), _step(2, 500.0)]
    steady = [_step(i, 500.0 + 2 * (i - 2)) for i in range(3, 300)]
    events = [{**event, "steps": 1000} for event in slow_start + steady]
    left = _history(*events).seconds_left
    assert left == pytest.approx(2 * (1000 - 299))


def test_no_time_left_is_told_from_one_step() -> None:
    assert _history(_step(1, 0.0)).seconds_left is None
    resumed = _history(_step(1, 0.0), _step(2, 9.0), {"kind": "start", "step": 2}, _step(3, 5000.0))
    assert resumed.seconds_left is None


def test_a_clock_set_back_gives_no_negative_time() -> None:
    assert _history(_step(1, 100.0), _step(2, 50.0)).seconds_left == 0


def test_steps_taken_again_after_a_crash_replace_the_lost_ones() -> None:
    before = [_step(i, i, loss=1.0) for i in range(1, 6)]
    again = [{"kind": "start", "step": 2, "steps": 100}, _step(3, 9, loss=2.0)]
    losses = _history(*before, *again).losses()
    np.testing.assert_array_equal(losses, [[1, 1], [2, 1], [3, 2]])


def test_metrics_and_figures_are_the_newest() -> None:
    epoch = {"time": 3, "kind": "epoch", "step": 2, "validation_accuracy": 0.5, "note": "x"}
    history = _history(_step(1, 1, loss=3.0), _step(2, 2, loss=2.5), epoch)
    assert history.metrics == {"loss": 2.5}
    assert history.figures == {"validation_accuracy": 0.5}
    assert (history.step, history.steps) == (2, 100)


def test_numbers_that_are_none_are_passed_over() -> None:
    history = _history(_step(1, 1), {"kind": "step", "step": "two", "loss": None, "steps": True})
    assert (history.step, history.steps, history.metrics) == (1, 100, {})
    infinite = json.loads('{"kind": "step", "step": Infinity, "steps": NaN, "loss": NaN}')
    assert _history(infinite).step == 0


def test_an_error_about_a_path_that_is_no_text_is_told() -> None:
    line = json.dumps({"kind": "error", "message": "/a/caf\udce9 is full.\n"}).encode()
    (event,) = parse_events([line])
    assert _history(event).error == "/a/caf is full."


def test_the_last_line_that_says_something(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    assert last_line(log) == ""
    log.write_bytes(b"first\n\x1b[31mRuntimeError: too much\x1b[0m\n \x1b[0m\n\n")
    assert last_line(log) == "RuntimeError: too much"
    assert last_line(log, since=log.stat().st_size) == ""
    log.write_bytes(b"10%\r20%\r30%" + b"\r\n")
    assert last_line(log) == "30%"
    log.write_bytes(b"\xff" * 100_000)
    assert len(last_line(log)) == LINE_CHARACTERS


@pytest.mark.parametrize(
    ("alive", "kind", "asked", "result", "status"),
    [
        (True, "", Asked.NOTHING, False, Status.RUNNING),
        (True, "end", Asked.NOTHING, False, Status.RUNNING),
        (True, "step", Asked.PAUSE, False, Status.STOPPING),
        (False, "end", Asked.NOTHING, True, Status.FINISHED),
        (False, "end", Asked.CANCEL, True, Status.FINISHED),
        (False, "end", Asked.NOTHING, False, Status.FAILED),
        (False, "stopped", Asked.NOTHING, False, Status.STOPPED),
        (False, "stopped", Asked.PAUSE, False, Status.STOPPED),
        (False, "stopped", Asked.CANCEL, False, Status.CANCELLED),
        (False, "", Asked.PAUSE, False, Status.STOPPED),
        (False, "", Asked.NOTHING, False, Status.FAILED),
        (False, "error", Asked.NOTHING, False, Status.FAILED),
        (False, "start", Asked.NOTHING, False, Status.CRASHED),
        (False, "step", Asked.NOTHING, False, Status.CRASHED),
        (False, "epoch", Asked.NOTHING, False, Status.CRASHED),
    ],
)
def test_status(alive: bool, kind: str, asked: Asked, result: bool, status: Status) -> None:
    assert status_of(alive, kind, asked, Path("modelset") if result else None) is status


def test_only_what_has_ended_without_a_result_can_be_resumed() -> None:
    resumable = {status for status in Status if status.resumable}
    assert resumable == {Status.STOPPED, Status.CANCELLED, Status.FAILED, Status.CRASHED}


def test_a_run_of_another_process_is_followed(tmp_path: Path) -> None:
    log, watch = EventLog(tmp_path / "events.jsonl"), RunWatch(tmp_path)
    (tmp_path / "run.json").write_text('{"name": "prior"}')
    with run_lock(tmp_path):
        assert watch.look().message == "It is getting ready."
        log.write("start", step=0, steps=10)
        log.write("step", step=1, steps=10, loss=0.5)
        state = watch.look()
        assert (state.name, state.status, state.step, state.steps) == (
            "prior",
            Status.RUNNING,
            1,
            10,
        )
        assert dict(state.metrics) == {"loss": 0.5}
        log.write("end", step=10)
        assert watch.look().message == "It saves its result."
    (tmp_path / "modelset").mkdir()
    (tmp_path / "modelset" / "modelset.json").touch()
    state = watch.look()
    assert (state.status, state.result) == (Status.FINISHED, tmp_path / "modelset")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_nobody_waits_for_pipes_in_a_run(tmp_path: Path) -> None:
    for name in ("log.txt", "title.txt", "launch.json", "waiting.json", "run.json"):
        os.mkfifo(tmp_path / name)
    assert RunWatch(tmp_path).look().status is Status.FAILED
    os.mkfifo(tmp_path / "events.jsonl")
    with pytest.raises(OSError, match="it is no file"):
        RunWatch(tmp_path).look()


def test_a_crash_is_told_with_the_logs_last_line(tmp_path: Path) -> None:
    EventLog(tmp_path / "events.jsonl").write("step", step=1, steps=2)
    state = RunWatch(tmp_path).look()
    assert state.status is Status.CRASHED
    assert state.message.endswith("it was killed, or memory ran out")
    (tmp_path / "log.txt").write_text("ready\nRuntimeError: no memory\n\n")
    assert RunWatch(tmp_path).look().message.endswith("RuntimeError: no memory")


def test_a_second_start_that_fails_is_not_taken_for_the_first(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "events.jsonl")
    log.write("start", step=0, steps=9)
    log.write("stopped", step=4)
    (tmp_path / "log.txt").write_text("Stopped; the run is kept.\n")
    sizes = {
        "events": (tmp_path / "events.jsonl").stat().st_size,
        "log": (tmp_path / "log.txt").stat().st_size,
    }
    _launch(tmp_path, **sizes)
    with (tmp_path / "log.txt").open("a") as file:
        file.write("There is no data set at /nowhere: give one.\n")
    state = RunWatch(tmp_path).look()
    assert state.status is Status.FAILED
    assert state.message == "There is no data set at /nowhere: give one."


def test_a_second_start_that_says_nothing_is_not_given_the_words_of_the_first(
    tmp_path: Path,
) -> None:
    EventLog(tmp_path / "events.jsonl").write("stopped", step=4)
    (tmp_path / "log.txt").write_text("Stopped; the run is kept.\n")
    events, log = ((tmp_path / name).stat().st_size for name in ("events.jsonl", "log.txt"))
    _launch(tmp_path, events=events, log=log)
    state = RunWatch(tmp_path).look()
    assert state.status is Status.FAILED
    assert state.message == "It ended without a result and said nothing: resume it."


def test_a_run_resumed_by_hand_forgets_that_it_was_asked_to_stop(tmp_path: Path) -> None:
    asked = {"asked": Asked.PAUSE, "asked_at": time.time() - 9999}
    _launch(tmp_path, process=Process(1, "before this one"), **asked)
    with run_lock(tmp_path):
        EventLog(tmp_path / "events.jsonl").write("start", step=4, steps=9)
        assert RunWatch(tmp_path).look().status is Status.RUNNING


def test_a_run_that_was_cancelled_while_it_got_ready_is_cancelled(tmp_path: Path) -> None:
    _launch(tmp_path, asked=Asked.CANCEL, asked_at=time.time() - 9)
    log = EventLog(tmp_path / "events.jsonl")
    log.write("start", step=0, steps=9)  # later than it was asked
    log.write("stopped", step=0)
    assert RunWatch(tmp_path).look().status is Status.CANCELLED


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"process": 3}', '{"asked": "sing"}'])
def test_a_damaged_record_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "launch.json").write_text(text)
    assert Launch.read(tmp_path) is None
    assert isinstance(RunWatch(tmp_path).look(), RunState)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    launch = _launch(tmp_path, events=7, log=8, asked=Asked.CANCEL, asked_at=6.5)
    assert Launch.read(tmp_path) == launch
