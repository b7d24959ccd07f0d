"""Words for the options of a next session: what bears on each, and what holds all of them."""

from titrant.clinical import OptionKind
from titrant.dosing.guidance.who import (
    CLINICIAN,
    CORRECTOR,
    DIRECTOR,
    MEASURER,
    NOBODY,
    PRESCRIBER,
)

# Words that only people can add. The tests compare them with the code that works the options out.
OPTIONS = {
    OptionKind.HOLD: "Nothing is given now. It is always there; whatever holds speaks for it.",
    OptionKind.START: "The first dose of a course, or of one that starts again after a long gap.",
    OptionKind.SAME: "The dose of the last session again.",
    OptionKind.UP: "The next higher step, never two at once.",
    OptionKind.DOWN: "The next lower step, or what lies between the lowest dose and the last one.",
    OptionKind.LONGER: "The next longer interval of maintenance, at the same dose.",
    OptionKind.SHORTER: "The next shorter interval of maintenance, within the protocol's range.",
    OptionKind.RETURN: "After a relapse, the last interval after which the response still held.",
    OptionKind.REVIEW: "Somebody looks at the course, decides to go on or to stop, and writes why.",
    OptionKind.STOP: "The course ends, with the calls that follow an end.",
    OptionKind.SWITCH: "Another protocol, always as a new start.",
}

# The leaves that are looked at for an option under every protocol. One that ends in a point stands
# for every leaf that begins so.
SHARED: dict[OptionKind, tuple[str, ...]] = {
    OptionKind.HOLD: (
        "titration.weight.age",
        "titration.serious.event",
        "titration.maintenance.pulled-forward",
        "frequency.active-courses",
        "frequency.interval",
        "frequency.home.per-day",
        "frequency.home.least-interval",
        "frequency.iv-depression.per-week",
        "frequency.nasal-esketamine.per-week",
        "frequency.ledger",
        "exposure.sessions.span",
        "exposure.sessions.lifetime",
        "calendar.endpoint",
    ),
    OptionKind.START: (
        "start.first-session.dose",
        "home.gate.observed",
        "basis.bmi",
        "start.older.age",
        "start.older.injected",
        "titration.missed.restart",
    ),
    OptionKind.SAME: (
        "titration.hold",
        "titration.step.match",
        "titration.up.sessions",
        "titration.missed.back",
    ),
    OptionKind.UP: (
        "titration.up.sessions",
        "titration.up.steps",
        "titration.up.response",
        "titration.up.event",
        "titration.up.conditions",
        "titration.score.fresh",
        "titration.missed.back",
        "alert.systolic.stop.high",
        "alert.diastolic.stop.high",
    ),
    OptionKind.DOWN: (
        "titration.down.event",
        "titration.missed.back",
        "titration.hold",
        "alert.systolic.stop.high",
        "alert.diastolic.stop.high",
    ),
    OptionKind.LONGER: (
        "titration.maintenance.lengthen",
        "titration.maintenance.interval.",
        "titration.score.fresh",
    ),
    OptionKind.SHORTER: (
        "titration.maintenance.frequency",
        "titration.maintenance.interval.",
        "titration.maintenance.pulled-forward",
    ),
    OptionKind.RETURN: (
        "titration.maintenance.lengthen",
        "titration.maintenance.frequency",
        "titration.missed.esketamine",
    ),
    OptionKind.REVIEW: ("titration.stop.form", "titration.review.iv"),
    OptionKind.STOP: (
        "titration.stop.response",
        "titration.stop.sessions",
        "calendar.course-end.call.",
        "calendar.course-end.plan",
    ),
    OptionKind.SWITCH: ("titration.switch",),
}


# Each hold with what it means and who lifts it.
HOLDS = {
    "protocol-held": ("The protocol is kept for reading only, and says why.", NOBODY),
    "protocol-not-approved": ("This site has not approved this version.", DIRECTOR),
    "protocol-age": ("The person is younger than the protocol describes.", NOBODY),
    "protocol-version": ("The course follows another version of the protocol.", PRESCRIBER),
    "two-courses": ("Two active courses of one protocol are on record.", PRESCRIBER),
    "stopped-by-review": ("The last review decided to stop.", PRESCRIBER),
    "course-contradicts-itself": ("Two files tell one session in two ways.", CLINICIAN),
    "session-not-used": ("A session of the files could not be used.", CORRECTOR),
    "another-drug-or-route": ("A session is not of the protocol's drug or route.", CORRECTOR),
    "sessions-on-one-day": ("One day has more sessions than the protocol.", CORRECTOR),
    "not-as-ordered": (
        "Another dose was given than was ordered, and no review says why.",
        PRESCRIBER,
    ),
    "dose-from-another": (
        "Somebody else gave a dose since the last session, and no review looked at it.",
        PRESCRIBER,
    ),
    "screening-open": ("A question of the screening is open that could stop.", CLINICIAN),
    "weight-missing": ("No weight is known.", MEASURER),
    "last-dose-unknown": ("The last dose cannot be told in the protocol's unit.", CLINICIAN),
    "serious-event": ("A serious event, and no review since then.", PRESCRIBER),
    "pulled-forward": ("Sessions in a row were wanted earlier than planned.", PRESCRIBER),
    "beyond-the-protocol": ("What the protocol describes is over.", PRESCRIBER),
    "too-soon": ("The next session may not be yet.", NOBODY),
    "review-due": ("A review is overdue.", PRESCRIBER),
}

STANDS = {
    "open": "Nothing that was looked at stands in the way.",
    "asks": "A written reason, or a second prescriber, is asked for first.",
    "held": "Something has to be entered, mended or signed first.",
    "not offered": "A rule says no, or the protocol has no such step; the reason is given.",
}
