"""Made-up levels, so that a test of pictures simulates no model."""

import numpy as np

from titrant.cli.pictures.values import Series


def made(
    name: str,
    analyte: str = "ketamine",
    *,
    peak: float = 200.0,
    until: float = 24.0,
    people: bool = True,
    cautions: tuple[str, ...] = (),
    low_evidence: bool = False,
) -> Series:
    """Return levels that rise for 40 min and fall with a half-life of 2.5 h."""
    times = np.linspace(0.0, until, 49)
    median = peak * np.minimum(times / 0.66, 0.5 ** ((times - 0.66) / 2.5))
    return Series(
        name=name,
        analyte=analyte,
        site="venous",
        times=times,
        median=median,
        low=median * 0.6 if people else None,
        high=median * 1.7 if people else None,
        cautions=cautions,
        low_evidence=low_evidence,
    )
