"""Favourites found by text, and by what came from what."""

from collections.abc import Iterable, Sequence

from explorer.core.favourites.listing import Listed


def matching(favourites: Sequence[Listed], text: str) -> tuple[Listed, ...]:
    """Return the favourites in which every word of ``text`` is said, in their order.

    Notes, tags, file name, mode, and the names and classes of the pictures count, the latter in
    both spellings, as airplane and aeroplane; capitals count for nothing.
    """
    words = text.casefold().split()
    return tuple(f for f in favourites if all(word in f.said for word in words))


def ancestors(favourite: Listed, others: Iterable[Listed]) -> tuple[Listed, ...]:
    """Return what a favourite came from, and what that came from: nearest first, each once."""
    by_id = {other.id: other for other in others}
    seen, chain = {favourite.id}, list[Listed]()
    waiting = [*favourite.parents]
    while waiting:
        parent = waiting.pop(0)
        if parent not in seen and parent in by_id:
            chain.append(by_id[parent])
            waiting.extend(by_id[parent].parents)
        seen.add(parent)
    return tuple(chain)


def descendants(favourite: Listed, others: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return what came from a favourite, and what came from that: nearest first, each once."""
    by_parent: dict[str, list[Listed]] = {}
    for other in others:
        for parent in other.parents:
            by_parent.setdefault(parent, []).append(other)
    seen, line = {favourite.id}, list[Listed]()
    waiting = [favourite.id]
    while waiting:
        for child in by_parent.get(waiting.pop(0), ()):
            if child.id not in seen:
                seen.add(child.id)
                line.append(child)
                waiting.append(child.id)
    return tuple(line)


def lineage(favourite: Listed, others: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return what a favourite came from, itself, and what came from it, as ``others`` order it."""
    family = {favourite.id}
    family |= {one.id for one in ancestors(favourite, others)}
    family |= {one.id for one in descendants(favourite, others)}
    return tuple(other for other in others if other.id in family)
