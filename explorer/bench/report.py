"""What was measured, as lines of a table and as nested JSON, and read from that again."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from explorer.bench.figures import Figure, Figures, Measurement, Row
from training.files.errors import UserError
from training.files.strict_json import Malformed, decode, read_bytes

HEADS = ("", "what", "value", "reach", "", "p50 / p90 / p99 ms", "samples", "beside")
MOST_BYTES = 16 << 20
"""Of a report that is read, which is far smaller."""
MOST_DOTS = 8
"""In a key; there are at most three."""


def lines(
    measurements: Iterable[Measurement], figures: Figures, before: Figures
) -> list[tuple[str, ...]]:
    """Return the table's lines of what was measured, as :data:`HEADS` has its columns.

    Where there are figures of ``before``, each line has two more: the value then, and by how much
    today's is larger.
    """
    rows = [row for one in measurements for row in one.rows if row.key in figures]
    return [(*_line(row, figures[row.key]), *_since(row, figures, before)) for row in rows]


def _line(row: Row, figure: Figure) -> tuple[str, ...]:
    many = figure.spread
    times = f"{many.p50:.2f} / {many.p90:.2f} / {many.p99:.2f}" if many else ""
    beside = ", ".join(f"{_name(name)} {value:.4g}" for name, value in figure.beside.items())
    return (
        row.key,
        row.words,
        _written(row, figure.value),
        f"{row.reach} {row.unit}" if row.reach else "",
        "short" if row.falls_short(figure.value) else "",
        times,
        str(many.samples) if many else "",
        "; ".join(filter(None, (beside, figure.note))),
    )


def _since(row: Row, figures: Figures, before: Figures) -> tuple[str, ...]:
    if not before:
        return ()
    now, then = figures[row.key].value, before.get(row.key, Figure(None)).value
    change = f"{now / then:.2f} ×" if now is not None and then else ""
    return _written(row, then), change


def _written(row: Row, value: float | None) -> str:
    return "–" if value is None else f"{value:.3g} {row.unit}".strip()


def _name(key: str) -> str:
    """A number's name without its unit's underscore: ``alone_ms`` is ``alone ms``."""
    return key.replace("_", " ")


def short(measurements: Iterable[Measurement], figures: Figures) -> list[str]:
    """Return the keys of what was measured and falls short."""
    rows = (row for one in measurements for row in one.rows if row.key in figures)
    return [row.key for row in rows if row.falls_short(figures[row.key].value)]


def nested(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """Return figures nested by the dots of their keys."""
    tree: dict[str, Any] = {}
    for key, figure in figures.items():
        *folders, name = key.split(".")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = figure.as_json()
    return tree


def read_report(path: Path) -> tuple[dict[str, Any], Figures]:
    """Read what ``--json`` wrote: all of it, and its figures by key.

    Raises
    ------
    UserError
        Where it cannot be read or is something else.
    """
    try:
        content = read_bytes(path, MOST_BYTES)
        figures = dict(_figures(decode(content, _Report).figures))
        return decode(content, dict[str, Any]), figures
    except (OSError, Malformed) as error:
        raise UserError(f"{path} has no figures of `pegasus bench --json`: {error}.") from error


class _Report(msgspec.Struct):
    figures: msgspec.Raw


def _figures(tree: msgspec.Raw, *above: str) -> Iterable[tuple[str, Figure]]:
    if len(above) > MOST_DOTS:
        raise Malformed("they are too deep")
    for name, inner in decode(tree, dict[str, msgspec.Raw]).items():
        if "value" in decode(inner, dict[str, msgspec.Raw]):
            yield ".".join((*above, name)), decode(inner, Figure)
        else:
            yield from _figures(inner, *above, name)
