"""The best place for the wings of a collage, found by trying, and kept so that a drag need not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from explorer.core.board.board import Board, Mode, Role, Source
from explorer.core.engine.backends import Floats
from training.latent.placing import (
    CHOICES,
    REFINED_EMPHASIS,
    SHARPNESS,
    Placing,
    fit,
    placed,
)
from training.latent.refining import conditions, refine_at_once
from training.latent.regions import blend_regions, region_weights, role_evidence
from training.latent.scoring import pegasus_score

MOST_KEPT = 256
"""Boards' answers kept; the one not asked for longest makes room."""


class Judged(Protocol):
    """Of an engine's scores, what a placing is chosen by."""

    @property
    def probabilities(self) -> Floats: ...
    @property
    def realism(self) -> Floats | None: ...


class Sources(Protocol):
    """Of an engine's sources, what is asked."""

    def latents(self, sources: Sequence[Source]) -> Floats: ...
    def evidence(self, sources: Sequence[Source]) -> Floats: ...


class Networks(Protocol):
    """Of an engine, what trying takes."""

    @property
    def sources(self) -> Sources: ...
    @property
    def refines_at_once(self) -> bool: ...
    def velocity(self, noisy: Floats, time: Floats, condition: Floats) -> Floats: ...
    def decode(self, latents: Floats) -> Floats: ...
    def score(self, images: Floats) -> Judged: ...


@dataclass(frozen=True)
class Question:
    """What the answer depends on: sources, what each is for, and what the score is about.

    Attributes
    ----------
    classes
        For each source, the indices of the classes that it is for.
    wings
        For each source, whether it gives wings.
    parts
        Indices of the classes of bodies, and of wings.
    asked
        For each source the indices of the classes that a prior is asked for, which refines at
        once; None where blends are not refined, or along a flow, which takes too long to try.
    count
        Number of the model set's classes.
    """

    sources: tuple[Source, ...]
    classes: tuple[tuple[int, ...], ...]
    wings: tuple[bool, ...]
    parts: tuple[tuple[int, ...], tuple[int, ...]]
    asked: tuple[tuple[int, ...], ...] | None
    count: int


class Placings:
    """Finds placings with an engine's networks; an engine has its own."""

    def __init__(self, networks: Networks, grid: tuple[int, ...], most: int = MOST_KEPT) -> None:
        self._networks, self._grid = networks, grid
        self._answer = lru_cache(most)(self._best)

    def settle(self, board: Board, names: Sequence[str]) -> Board:
        """Return a board with a placing that is not :attr:`Placing.BEST` but what that comes to.

        The choice is made half-way between all pins, unpainted, so that it holds wherever the
        puck goes; where the board refines at once, by what that makes of it in full. Where nothing
        can be scored it is the evidence.

        Parameters
        ----------
        names
            The model set's classes.
        """
        if board.placing is not Placing.BEST:
            return board
        refines = board.mode is Mode.REFINED and board.refining > 0
        refined = refines and self._networks.refines_at_once
        question = _question(board, names, refined)
        if len(board.pins) < 2 or not all(question.parts):
            return replace(board, placing=Placing.EVIDENCE)
        return replace(board, placing=self._answer(question))

    def _best(self, question: Question) -> Placing:
        images = self._networks.decode(self._tries(question))
        scores = self._networks.score(images)
        pegasus = pegasus_score(scores.probabilities, *question.parts)
        emphasis = 1.0 if question.asked is None else REFINED_EMPHASIS
        fits = fit(pegasus, scores.realism, emphasis)
        return CHOICES[int(fits.argmax())]

    def _tries(self, question: Question) -> Floats:
        """Latents (choices, C, h, w) of an even blend in each placing, refined if it is to be."""
        sources = self._networks.sources
        latents = sources.latents(question.sources)
        height, width = self._grid
        maps = role_evidence(sources.evidence(question.sources), question.classes, (height, width))
        even = np.full((1, len(question.sources)), 1 / len(question.sources), np.float32)
        tries = [
            blend_regions(latents, region_weights(placed(maps, question.wings, p), even, SHARPNESS))
            for p in CHOICES
        ]
        collages = np.concatenate(tries)
        if question.asked is None:
            return collages
        wanted = np.repeat(conditions(even, question.asked, question.count), len(collages), 0)
        whole = np.ones(len(collages), np.float32)
        return np.asarray(refine_at_once(collages, whole, wanted, self._networks.velocity))


def role_classes(board: Board, names: Sequence[str]) -> list[list[int]]:
    """For each pin, the indices of the classes that its role is about."""
    chosen = {Role.BODY: board.body, Role.WINGS: board.wings}
    return [class_indices(names, chosen[role]) for role in board.roles()]


def class_indices(names: Sequence[str], wanted: Collection[str]) -> list[int]:
    """Return where in ``names`` the classes are that are wanted."""
    return [k for k, name in enumerate(names) if name in wanted]


def gives_wings(board: Board) -> list[bool]:
    """For each pin, whether its role is wings."""
    return [role is Role.WINGS for role in board.roles()]


def asked_classes(board: Board, names: Sequence[str]) -> list[list[int]]:
    """For each pin, the index of its own class where the set knows it, else its role's."""
    own = [pin.source.class_name for pin in board.pins]
    return [
        [names.index(name)] if name in names else role
        for name, role in zip(own, role_classes(board, names), strict=True)
    ]


def _question(board: Board, names: Sequence[str], refined: bool) -> Question:
    body, wings = (tuple(class_indices(names, part)) for part in (board.body, board.wings))
    return Question(
        tuple(pin.source for pin in board.pins),
        tuple(map(tuple, role_classes(board, names))),
        tuple(gives_wings(board)),
        (body, wings),
        tuple(map(tuple, asked_classes(board, names))) if refined else None,
        len(names),
    )
