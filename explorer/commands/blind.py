"""``pegasus blind``: the blind test, first its sheets, then what raters said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import tyro

from explorer.commands.parts.arguments import OptionalFile, OptionalFolder, OptionalPath, parse
from explorer.commands.parts.choices import find_models
from explorer.commands.parts.loading import load_gallery, load_renderer
from explorer.commands.parts.output import print_pairs, print_table, share_bar, write_json
from explorer.commands.parts.results import model_set_to_json
from explorer.core.gallery.gallery import Gallery
from explorer.core.home.home import Home
from explorer.core.search.generations import Findings, Wanted, search
from explorer.core.search.pegasi import rendered
from training.files.errors import UserError
from training.measure import blind
from training.measure.blind import WINGED, WORDS, Key
from training.measure.raters import Answers, read_answers, results
from training.models.modelset import read

if TYPE_CHECKING:
    from training.measure.blind_groups import Material, Pictures, Row

OutFolder = Annotated[Path, tyro.conf.arg(metavar="DIR")]
AnswerFiles = Annotated[tuple[Path, ...], tyro.conf.arg(metavar="FILE...", help_behavior_hint="")]


@dataclass(frozen=True)
class Blind:
    """Test whether people who know nothing of it call what the models make a winged horse.

    Without --answers it draws the test: pictures that should be winged horses among at least as
    many others, shuffled and numbered, in DIR/sheets, and DIR/answers-form.txt to write on. Give
    raters these alone: DIR/key.json says what is what. With --answers it reads what they wrote,
    lines such as "12: horse", and prints the table. docs/blind.md tells more.

        pegasus blind --data PATH --seed 7 --out test-7
        pegasus blind --out test-7 --answers anna.txt ben.txt chris.txt --json blind.json
    """

    out: OutFolder
    """The folder of the test."""
    answers: AnswerFiles = ()
    """What raters wrote, a file each."""
    json: OptionalFile = None
    """With --answers: write the results as JSON."""
    data: OptionalPath = None
    """The data set whose pictures are used: its test split, or all where it has none; by default
    the dreams of the starter gallery."""
    models: OptionalFolder = None
    """The model set; by default the one that the program uses."""
    count: int = 20
    """Pictures of each kind that is measured."""
    candidates: Annotated[int, tyro.conf.arg(metavar="N")] = 20_000
    """How many candidates the search looks at whose best finds are shown."""
    seed: int = 0
    """Of all that is drawn. A test is used once: give another seed for the next."""


def main(arguments: list[str], home: Home) -> int:
    """Draw a test, or read what raters said of it; return 0."""
    command = parse(Blind, "blind", arguments)
    return _read(command, home) if command.answers else _draw(command, home)


def _draw(command: Blind, home: Home) -> int:
    """Make the groups, then write sheets, form and key."""
    if command.json is not None:
        raise UserError("Give --answers with --json: sheets have no results yet.")
    wanted = Wanted(command.count, command.candidates, command.seed)
    models = read(find_models(home, command.models))
    gallery = load_gallery(command.data, home.cache)
    blind.refuse_used(command.out)
    from training.measure import blind_groups

    material = blind_groups.material_of(models, *_dealt(gallery), command.seed)
    measured = (_search_row(home, gallery, wanted), *blind_groups.MEASURED)
    made, left_out = blind_groups.supplied(
        material, measured, blind_groups.DISTRACTORS, command.count
    )
    numbers, pictures = blind.shuffled(made, command.seed)
    told = {"gallery": gallery.title, "model_set": model_set_to_json(models)}
    key = Key(command.seed, told, tuple(group for group, _ in made), numbers, left_out)
    sheets = blind.write_test(command.out, key, pictures)
    _print_test(command, key, sheets)
    return 0


def _dealt(gallery: Gallery) -> "tuple[Pictures, Any, tuple[str, ...]]":
    """Pictures, labels and classes of what models have not learnt from."""
    rows = gallery.unlearnt()
    return gallery.pictures[rows], gallery.labels[rows], gallery.classes


def _search_row(home: Home, gallery: Gallery, wanted: Wanted) -> "Row":
    """The group of what a search of the gallery finds."""
    from training.measure.blind_groups import Group, Row

    name, where = ("starter", "dreams") if gallery.dreams else ("found", "test pictures")
    group = Group(name, f"the best of a search among {where}", True)
    return Row(group, lambda material, count: _searched(material, home, gallery, wanted))


def _searched(material: "Material", home: Home, gallery: Gallery, wanted: Wanted) -> "Pictures":
    """Search a gallery; return the best finds as the reference shows them."""
    from training.measure.blind_groups import LeftOut

    renderer = load_renderer(material.models, home)
    findings = Findings(0, ())
    try:
        with share_bar("Searching for pegasi") as tell:
            for findings in search(renderer, gallery, wanted):
                share = findings.tried / (wanted.candidates or 1)
                tell(share, f"{len(findings.best)} found")
        pictures = [pegasus.result.picture for pegasus in rendered(material.models, findings.best)]
    except UserError as error:
        raise LeftOut(str(error).rstrip(".")) from error
    if not pictures:
        raise LeftOut("the search found nothing")
    return np.stack([picture for picture in pictures if picture is not None])


def _print_test(command: Blind, key: Key, sheets: Sequence[Path]) -> None:
    counts = {group.name: key.numbers.count(group.name) for group in key.groups}
    rows = [
        (group.name, str(counts[group.name]), "winged?" if group.measured else "distractor")
        for group in key.groups
    ]
    print_table(("group", "pictures", "is"), rows)
    print()
    pegasi = sum(counts[group.name] for group in key.groups if group.measured)
    few = "fewer distractors than pegasi: give a larger data set"
    print_pairs(
        {
            **{f"without {name}": why for name, why in key.left_out.items()},
            "note": few if 2 * pegasi > len(key.numbers) else None,
            "sheets": f"{len(sheets)} in {sheets[0].parent}",
            "form": command.out / blind.FORM,
            "key": f"{command.out / blind.KEY} (not for raters)",
        }
    )


def _read(command: Blind, home: Home) -> int:
    """Print what raters said, and write it where that is asked for."""
    key = blind.read_key(command.out)
    names = [path.stem for path in command.answers]
    if len(set(names)) < len(names):
        names = [str(path) for path in command.answers]
    if len(set(names)) < len(names):
        raise UserError("Give each file of --answers once.")
    count = len(key.numbers)
    raters = {
        name: read_answers(path, count) for name, path in zip(names, command.answers, strict=True)
    }
    believed = _believed(command, home, key, list(raters.values()))
    table = results(key, raters) | believed
    _print_groups(table)
    _print_raters(table)
    _print_summary(table, believed)
    write_json(command.json, table)
    return 0


def _believed(command: Blind, home: Home, key: Key, raters: Sequence[Answers]) -> dict[str, Any]:
    """How far the scores of the test's own model set order its pictures as raters do.

    Nothing where another set is in use, or none that can be read: the table does without.
    """
    try:
        models = read(find_models(home, command.models))
    except UserError:
        return {}
    if key.told.get("model_set") != model_set_to_json(models):
        return {}
    from training.measure import believed

    pictures = blind.read_pictures(command.out, key)
    return believed.areas(models, pictures, believed.called_winged(raters))


def _print_groups(table: Mapping[str, Any]) -> None:
    """Each group's words, means over raters, and the share called winged."""
    words = (WINGED, *(word for word in WORDS if word != WINGED))
    rows = []
    for name, group in table["groups"].items():
        low, high = group["interval"]
        share = f"{group['share']:.0%} ({low:.0%} to {high:.0%})"
        rows.append(
            (name, str(group["count"]), share, *(_short(group["words"][word]) for word in words))
        )
    print_table(("group", "pictures", "winged, 95 %", *words), rows)
    print()


def _print_raters(table: Mapping[str, Any]) -> None:
    """What each rater called winged."""
    groups = [name for name, group in table["groups"].items() if group["measured"]]
    rows = [
        (
            who,
            *(str(table["groups"][name]["winged_by"][who]) for name in groups),
            str(table["false_alarms_by"][who]),
        )
        for who in table["raters"]
    ]
    print_table(("rater: called winged", *groups, "false alarms"), rows)
    print()


def _print_summary(table: Mapping[str, Any], believed: Mapping[str, Any]) -> None:
    agreement = table["agreement"]
    together = agreement and (
        f"{agreement['same']:.0%} same word, {agreement['winged']:.0%} on winged or not, "
        f"kappa {agreement['kappa']:.2f}"
    )
    alarms = _short(table["blind"]["false_alarms"])
    print_pairs(
        {
            **{f"without {name}": why for name, why in table["left_out"].items()},
            "false alarms": f"{alarms} of {table['distractors']} distractors",
            "raters agree": together,
            **{
                f"{name} orders like raters": f"{told['auc']['raters']:.3f}, area under the curve"
                for name, told in believed.items()
            },
        }
    )


def _short(mean: float) -> str:
    return f"{round(mean, 1):g}"
