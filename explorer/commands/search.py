"""``pegasus search``: search a gallery for pegasi, without a window."""

import math
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import tyro

from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import find_models
from explorer.commands.parts.loading import load_gallery, load_renderer
from explorer.commands.parts.output import (
    folder_or_scratch,
    print_pairs,
    print_table,
    share_bar,
    write_json,
)
from explorer.commands.parts.results import model_set_to_json, result_to_json, shown
from explorer.core.gallery.gallery import Gallery
from explorer.core.home.home import Home
from explorer.core.scores import blend_scores, part_classes
from explorer.core.search.generations import Findings, Wanted, search
from explorer.core.search.pegasi import Pegasus, file_name, rendered, write_pegasi
from explorer.core.search.scope import Among, among_all
from training.data.class_words import class_word, find_class, known_word
from training.files.atomic import make_folder
from training.files.errors import UserError
from training.files.places import JUDGE
from training.interrupts import interrupts
from training.models.modelset import ModelSet, read

BY_OPTIONS = "by --body and --wings"
Classes = Annotated[tuple[str, ...], tyro.conf.arg(metavar="CLASS...", help_behavior_hint="")]


@dataclass(frozen=True)
class Search:
    """Search a gallery for the best pegasi: blends with body and wings that look real.

    What is found is different: each picture is in one of them, where there are enough. With the
    same gallery, model set, seed and --candidates the result is the same, unless --seconds cut
    it. Ctrl-C stops, and keeps what was found so far.

        pegasus search --out pegasi
        pegasus search --data PATH --candidates 5000 --seconds 600 --out pegasi --json pegasi.json
        pegasus search --data "My pictures" --body ponies --wings "my birds" planes --out pegasi
    """

    count: int = 20
    """How many pegasi."""
    seconds: float = 60.0
    """Stop after so many at the latest; reading pictures and models does not count."""
    candidates: Annotated[int | None, tyro.conf.arg(metavar="N", help_behavior_hint="")] = None
    """Stop when so many blends were decoded and scored; by default, when the time is over."""
    seed: int = 0
    """Of all that is drawn."""
    data: OptionalPath = None
    """The data set to search: its test split, or all where it has none; by default the dreams."""
    body: Classes = ()
    """Classes that give the body beside horse, such as folders of your own."""
    wings: Classes = ()
    """Classes that give the wings beside bird and aeroplane."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""
    out: OptionalFolder = None
    """Write 01.png, 02.png, ... there, best first, each with its recipe inside; the window opens
    them. Files of these names are replaced, and others stay."""
    sheet: OptionalFile = None
    """Draw them all as one PNG, over their scores and what the judge of the reports says."""
    json: OptionalFile = None
    """Write sources and scores as JSON."""


def main(arguments: list[str], home: Home) -> int:
    """Search, print what was found, and write what was asked for.

    Returns 0; 1 where nothing was found, and 130 where Ctrl-C stopped it.
    """
    command = parse(Search, "search", arguments)
    wanted = Wanted(command.count, command.candidates, command.seed)
    _check(command)
    gallery = load_gallery(command.data, home.cache)
    models = read(find_models(home, command.models))
    wanted, among = _with_parts(wanted, command, gallery, models)
    renderer = load_renderer(models, home)
    began = time.monotonic()
    with interrupts(signal.SIGINT) as stopped:
        findings = _followed(search(renderer, gallery, wanted, among=among), command, stopped)
    seconds = time.monotonic() - began
    pegasi = rendered(models, findings.best)
    if command.out is not None or command.sheet is not None:
        _write(command, models, pegasi)
    _print(command, pegasi, findings, seconds)
    summary = {"candidates": findings.tried, "seconds": seconds, "seed": command.seed}
    listed = {"gallery": gallery.title, "model_set": model_set_to_json(models), **summary}
    write_json(command.json, {**listed, "pegasi": _as_json(command, models, pegasi)})
    return _status(findings, bool(stopped))


def _check(command: Search) -> None:
    """Refuse now what would lose the search's result at its end."""
    if not (math.isfinite(command.seconds) and command.seconds > 0):
        raise UserError("Give more than 0 seconds to search.")
    if command.out is not None:
        make_folder(command.out)


def _with_parts(
    wanted: Wanted, command: Search, gallery: Gallery, models: ModelSet
) -> tuple[Wanted, Among]:
    """Let the classes that are named give body and wings, too; return what there is of them."""
    known = *gallery.classes, *models.classes
    body, wings = _named(command.body, known), _named(command.wings, known)
    wanted = replace(wanted, body=(wanted.body - wings) | body, wings=(wanted.wings - body) | wings)
    parts = wanted.body, wanted.wings
    among = among_all(gallery, *parts, BY_OPTIONS)
    part_classes(models.classes, *parts, BY_OPTIONS)
    return wanted, among


def _named(typed: Sequence[str], classes: Sequence[str]) -> frozenset[str]:
    places = {name: find_class(name, classes) for name in typed}
    for name, place in places.items():
        if place is None:
            known = ", ".join(dict.fromkeys(map(class_word, classes)))
            raise UserError(f"There is no class {name!r}: there are {known}.")
    return frozenset(known_word(classes[place]) for place in places.values() if place is not None)


def _write(command: Search, models: ModelSet, pegasi: Sequence[Pegasus]) -> None:
    """Write pegasi and their sheet; the judge sees them as their files have them."""
    with folder_or_scratch(command.out) as folder:
        files = write_pegasi(folder, models, pegasi, command.count)
        if command.sheet is not None and files:
            from explorer.core.evaluation import draw_pegasi, judge_files
            from training.measure.judging import Witness

            draw_pegasi(judge_files(files, Witness(JUDGE)), command.sheet)


def _followed(steps: Iterator[Findings], command: Search, stopped: Sequence[int]) -> Findings:
    """Take steps until the end, the time limit or Ctrl-C; return the last one's findings."""
    findings, end = Findings(0, ()), time.monotonic() + command.seconds
    with share_bar("Searching") as tell:
        for findings in steps:
            left = end - time.monotonic()
            # A search pauses within a slice, too: however little time there is, one is looked at.
            if (left <= 0 and findings.tried) or stopped:
                break
            tell(_share_done(command, findings.tried, left), _words(findings))
    return findings


def _share_done(command: Search, tried: int, left: float) -> float:
    """Whichever limit is nearer."""
    of_time = 1 - left / command.seconds
    return max(of_time, tried / command.candidates) if command.candidates else of_time


def _words(findings: Findings) -> str:
    best = f", best {findings.best[0].value:.2f}" if findings.best else ""
    return f"{findings.tried} candidates, {len(findings.best)} pegasi{best}"


def _print(command: Search, pegasi: Sequence[Pegasus], findings: Findings, seconds: float) -> None:
    rows = [
        (
            file_name(i, command.count).removesuffix(".png"),
            *(pin.source.name for pin in pegasus.board.pins),
            pegasus.board.mode.name,
            *(shown(pegasus.result.scores.get(score.name)) or "" for score in blend_scores()),
            shown(pegasus.value) or "",
        )
        for i, pegasus in enumerate(pegasi)
    ]
    scores = (score.name for score in blend_scores())
    print_table(("", "body", "wings", "mode", *scores, "score"), rows)
    print()
    few = "" if len(pegasi) >= command.count else ": more --candidates or --seconds find more"
    print_pairs(
        {
            "found": f"{len(pegasi)} of {command.count}{few}",
            "candidates": findings.tried,
            "seconds": f"{seconds:.1f}",
            "pictures": command.out,
            "note": _left_behind(command, len(pegasi)),
        }
    )


def _left_behind(command: Search, written: int) -> str:
    """Say which pictures are still in the folder that were there before."""
    if command.out is None:
        return ""
    own = {file_name(i, command.count) for i in range(written)}
    others = [f for f in command.out.glob("*.png") if f.stem.isdigit() and f.name not in own]
    others.sort(key=lambda file: int(file.stem))
    if not others:
        return ""
    if len(others) == 1:
        return f"{others[0].name} was in that folder before."
    return f"{len(others)} pictures, {others[0].name} to {others[-1].name}, were there before."


def _as_json(command: Search, models: ModelSet, pegasi: Sequence[Pegasus]) -> list[dict[str, Any]]:
    return [
        {
            "file": file_name(i, command.count),
            "score": p.value,
            **result_to_json(models, p.board, p.result),
        }
        for i, p in enumerate(pegasi)
    ]


def _status(findings: Findings, stopped: bool) -> int:
    if stopped:
        print("Stopped: this is what was found so far.", file=sys.stderr)
        return 130
    if not findings.best:
        print("No pegasus was found: allow more --candidates or --seconds.", file=sys.stderr)
        return 1
    return 0
