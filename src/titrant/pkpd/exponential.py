"""The exponential of many small matrices at once."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Higham 2005, SIAM J Matrix Anal Appl 26:1179: the diagonal Padé approximant of order 13, and the
# norm up to which its error is below the rounding of double precision.
_PADE = (
    *(64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0),
    *(129060195264000.0, 10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0),
    *(40840800.0, 960960.0, 16380.0, 182.0, 1.0),
)
_REACH = 5.371920351148152


def exponential(matrices: Array) -> Array:
    """Return exp(A) of each matrix; shape (many, size, size).

    By scaling and squaring: each is halved until its norm is small enough for the approximant, and
    the result is squared as often.
    """
    norm = np.abs(matrices).sum(axis=1).max(axis=1)
    with np.errstate(divide="ignore"):
        halvings = np.ceil(np.log2(norm / _REACH)).clip(0).astype(int)
    scaled = matrices * (0.5**halvings)[:, None, None]
    result = _pade(scaled)
    for step in range(int(halvings.max(initial=0))):
        left = halvings > step
        result[left] = result[left] @ result[left]
    return result


def _pade(a: Array) -> Array:
    one = np.eye(a.shape[-1])
    b = _PADE
    a2 = a @ a
    a4 = a2 @ a2
    a6 = a4 @ a2
    odd = a @ (
        a6 @ (b[13] * a6 + b[11] * a4 + b[9] * a2) + b[7] * a6 + b[5] * a4 + b[3] * a2 + b[1] * one
    )
    even = (
        a6 @ (b[12] * a6 + b[10] * a4 + b[8] * a2) + b[6] * a6 + b[4] * a4 + b[2] * a2 + b[0] * one
    )
    found: Array = np.asarray(np.linalg.solve(even - odd, even + odd), dtype=np.float64)
    return found
