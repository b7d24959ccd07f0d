"""Routes and times as people say them."""

_ROUTES = {
    "iv": "into a vein",
    "im": "into a muscle",
    "sc": "under the skin",
    "nasal": "by nose",
    "sublingual": "under the tongue",
    "oral": "by mouth",
}
_DAYS = 48.0  # hours from which on people count in days


def by_route(route: str) -> str:
    """Return how a dose goes in; a route that only a file of somebody's own names is said as is."""
    return _ROUTES.get(route, f"by {route}")


def brief_hours(hours: float) -> str:
    """Return a time as people say it: in minutes below an hour, in days from two days on."""
    if hours >= _DAYS:
        return f"{hours / 24:.4g} d"
    minutes = float(f"{60 * hours:.3g}")
    if minutes == 60:
        return "1 h"
    return f"{minutes:g} min" if 0 < minutes < 60 else f"{hours:.4g} h"
