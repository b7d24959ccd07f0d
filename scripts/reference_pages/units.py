"""The page of the units."""

from scripts.reference_pages.markdown import page, table

from titrant.units import KINDS


def units_page() -> str:
    """Return every unit of every kind, with its factor."""
    words = (
        "A value in a unit is `value × factor + offset` in the base unit of its kind. Every factor "
        "is compared in the tests with two libraries that others wrote: pint, and UCUM of the "
        "National Library of Medicine.\n"
    )
    parts = [words]
    for kind in KINDS:
        said = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        shifted = any(unit.offset for unit in kind.UNITS.values())
        rows = (
            (
                f"`{unit.code}`",
                f"`{unit.ucum}`",
                f"{unit.factor.normalize():f}",
                *((f"{unit.offset:f}",) if shifted else ()),
                ", ".join(f"`{other}`" for other in unit.also),
            )
            for unit in kind.UNITS.values()
        )
        offset = ("offset",) if shifted else ()
        head = ("printed", "UCUM", f"factor to {kind.BASE}", *offset, "also read")
        parts += [f"## {kind.KIND}\n", f"`{kind.__name__}`: {said}\n", table(head, rows)]
    return page("Units", *parts)
