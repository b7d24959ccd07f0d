"""Take rate matrices apart into modes, each of which decays by itself.

Compartments that exchange with each other along a tree have rates that a scaling makes symmetric,
so that their modes are real and found to full precision. A block that is fed by another answers
with the modes of both. Where two of these come close to each other, the answer is a small
difference of large numbers: `sound` is false there, and the caller goes another way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from titrant.pkpd.blocks import Block

Array = NDArray[np.float64]

SOUND = 1e4
"""How far parts may exceed what they sum to: twelve of sixteen digits stay."""

SLOWEST = 1e-5
"""The slowest mode [1/h] whose closed form keeps its digits: a half-life of eight years."""


@dataclass(frozen=True)
class Modes:
    """What each subject's rates come apart into: rates = vectors · diag(values) · inverse.

    `values` (subjects, size) [1/h], `vectors` and `inverse` (subjects, size, size), `sound`
    (subjects,).
    """

    values: Array
    vectors: Array
    inverse: Array
    sound: NDArray[np.bool_]


def modes_of(rates: Array, blocks: tuple[Block, ...]) -> Modes:
    """Take the rates (subjects, size, size) [1/h] of subjects apart."""
    subjects, size = rates.shape[:2]
    values = np.zeros((subjects, size))
    vectors = np.zeros((subjects, size, size))
    inverse = np.zeros((subjects, size, size))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for block in blocks:
            own, basis, back = _own_modes(rates, block)
            at = list(block.members)
            values[:, at] = own
            vectors[:, np.ix_(at, at)[0], at] = basis
            inverse[:, np.ix_(at, at)[0], at] = back
        for place, block in enumerate(blocks):
            _answer(rates, values, vectors, inverse, blocks[:place], block)
        parts = np.abs(vectors) @ np.abs(inverse)
        sound = np.isfinite(parts).all(axis=(1, 2)) & (parts.max(axis=(1, 2)) < SOUND)
    quick = (np.abs(values) > SLOWEST).all(axis=1)
    return Modes(values, vectors, inverse, np.asarray(sound & quick))


def _own_modes(rates: Array, block: Block) -> tuple[Array, Array, Array]:
    """Return a block's values, vectors and their inverse; all NaN where no tree holds it."""
    subjects, at = len(rates), list(block.members)
    size = len(at)
    if size == 1:
        one = np.ones((subjects, 1, 1))
        return rates[:, at, at], one, one
    if not block.tree:
        nothing = np.full((subjects, size, size), np.nan)
        return nothing[:, 0], nothing, nothing
    scale = np.ones((subjects, size))
    alike = np.zeros((subjects, size, size))
    for child, parent in enumerate(block.parent):
        alike[:, child, child] = rates[:, at[child], at[child]]
        if parent >= 0:
            there = rates[:, at[child], at[parent]]
            back = rates[:, at[parent], at[child]]
            scale[:, child] = scale[:, parent] * np.sqrt(there / back)
            alike[:, child, parent] = alike[:, parent, child] = np.sqrt(there * back)
    usable = np.asarray(np.isfinite(alike).all(axis=(1, 2)) & np.isfinite(scale).all(axis=1))
    values, turn = np.linalg.eigh(np.where(usable[:, None, None], alike, 0.0))
    scale = np.where(usable[:, None], scale, np.nan)
    return values, scale[:, :, None] * turn, turn.transpose(0, 2, 1) / scale[:, None, :]


def _answer(
    rates: Array,
    values: Array,
    vectors: Array,
    inverse: Array,
    before: tuple[Block, ...],
    block: Block,
) -> None:
    """Fill in how a block answers to the modes of the blocks that feed it."""
    if not before:
        return
    at = list(block.members)
    up = [one for other in before for one in other.members]
    feeds = rates[:, np.ix_(at, up)[0], up]
    if not feeds.any():
        return
    basis, back = (all_[:, np.ix_(at, at)[0], at] for all_ in (vectors, inverse))
    brought = back @ (feeds @ vectors[:, np.ix_(up, up)[0], up])
    apart = values[:, None, up] - values[:, at, None]
    share = np.where(brought == 0, 0.0, brought / apart)
    answer = basis @ share
    vectors[:, np.ix_(at, up)[0], up] = answer
    inverse[:, np.ix_(at, up)[0], up] = -(back @ (answer @ inverse[:, np.ix_(up, up)[0], up]))
