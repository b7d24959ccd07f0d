"""The visits whose criteria criteria.yaml reads word for word."""

from datetime import datetime
from typing import NamedTuple

from tests.lib.loaded import loaded
from tests.lib.visits import (
    BY_MOUTH,
    EU_SPRAY,
    HEAD,
    HOME,
    IM,
    IV,
    ROWS,
    SPRAY,
    SPRAY_TIMES,
    TIMES,
    judgements,
    record,
    visit,
)
from tests.unit.dosing.visit.telling import Json

from titrant.dosing.readiness import readiness
from titrant.dosing.screening import treatment_of
from titrant.dosing.visit_record import readiness_record

DRIP = "iv-esketamine-crps-r75"  # esketamine that is no spray
NASAL_HOME = "daily-nasal-home-s2"  # a spray that is no Spravato


class Leaving(NamedTuple):
    """Whose files, when, about which protocol; `like` is the visit that it is told beside."""

    files: tuple[str, ...]
    like: str = ""
    at: str = "2026-11-22T12:10"
    protocol: str = IV
    jurisdiction: str | None = "us"
    site: str | None = "demo"

    def record(self) -> Json:
        """Return the whole record of the criteria."""
        kb = loaded(self.site)
        when = datetime.fromisoformat(self.at)
        treatment = treatment_of(kb.protocol(self.protocol), self.jurisdiction)
        files = record(*self.files, site=self.site, as_of=when.date())
        return readiness_record(readiness(files, treatment, when, kb))


READY_TO_GO = visit(TIMES, judgements(), ROWS)
SPRAYED = visit(SPRAY_TIMES, judgements(), ROWS)
NO = "{met: no, by: nurse, at: 12:00}"
NO_TO_ALL = (
    *("orientation", "gait", "nausea", "fluids", "dissociation", "respiration"),
    *("pressure", "adult", "instructions", "sedation", "standing"),
)
EVERY_NO = judgements(
    **dict.fromkeys(NO_TO_ALL, NO),
    suicide_question="{met: no, by: nurse, at: 12:00, new-thought: no}",
)
THOUGHT = "{met: yes, by: monitoring clinician, at: 12:00, new-thought: yes}"
UNANSWERED = "{met: yes, by: psychiatric clinician, at: 12:00}"
LABETALOL = TIMES.replace("rescue: []", "rescue: [{what: labetalol, at: 11:30}]")
TWO_RESCUES = TIMES.replace(
    "rescue: []", "rescue: [{what: labetalol, at: 11:30}, {what: ondansetron, at: 10:20}]"
)
RESCUED_SPRAY = SPRAY_TIMES.replace("rescue: []", "rescue: [{what: labetalol, at: 11:00}]")
STOOD = judgements(standing="{met: yes, by: prescriber, at: 12:02}")


def rows(**signs: str) -> str:
    """Return the rows of a quiet visit, and one more at 12:05."""
    told = "".join(f", {name.replace('_', '-')}: {value}" for name, value in signs.items())
    return f"{ROWS}    - {{at: 12:05{told}}}\n"


BAD_ROW = rows(
    pressure="165/101", heart_rate="85", saturation="93", respiratory_rate="25", moaa_s="4",
    aldrete="8",
)  # fmt: skip
HALF = "  vitals:\n    - {at: 11:55, saturation: 97, heart-rate: 74}\n"
BEFORE_ONLY = ROWS.splitlines(keepends=True)[0] + ROWS.splitlines(keepends=True)[1]

LEAVING: dict[str, Leaving] = {
    "ready": Leaving((READY_TO_GO,)),
    "ready, im": Leaving((READY_TO_GO,), "ready", protocol=IM),
    "ready, spray": Leaving((SPRAYED,), "ready", protocol=SPRAY),
    "ready, spray in europe": Leaving(
        (SPRAYED,), "ready, spray", protocol=EU_SPRAY, jurisdiction="eu"
    ),
    "ready, by mouth": Leaving((READY_TO_GO,), "ready", protocol=BY_MOUTH),
    "ready, a protocol with its own time": Leaving(
        (READY_TO_GO,), "ready", protocol="oral-depression"
    ),
    "ready, a nasal dose that is no Spravato": Leaving(
        (READY_TO_GO,), "ready", protocol=NASAL_HOME
    ),
    "ready, esketamine by vein": Leaving((READY_TO_GO,), "ready", protocol=DRIP, jurisdiction="eu"),
    "ready, at home": Leaving((READY_TO_GO,), "ready", protocol=HOME),
    "ready, nobody said where": Leaving((READY_TO_GO,), "ready", jurisdiction=None),
    "nothing": Leaving((HEAD,), "ready"),
    "nothing, spray": Leaving((visit("  devices: []\n"),), "nothing", protocol=SPRAY),
    "nothing judged": Leaving((visit(TIMES),), "ready"),
    "nothing judged, spray": Leaving((visit(TIMES),), "ready, spray", protocol=SPRAY),
    "every no": Leaving((visit(TIMES, EVERY_NO, ROWS),), "ready"),
    "every no, and figures at caution": Leaving((visit(TIMES, EVERY_NO, BAD_ROW),), "every no"),
    "every no, and nothing measured": Leaving((visit(TIMES, EVERY_NO),), "every no"),
    "figures at caution": Leaving((visit(TIMES, judgements(), BAD_ROW),), "ready"),
    "half measured": Leaving((visit(TIMES, judgements(), HALF),), "ready"),
    "measured before the dose only": Leaving((visit(TIMES, judgements(), BEFORE_ONLY),), "ready"),
    "measured too long ago": Leaving((READY_TO_GO,), "ready", "2026-11-22T13:10"),
    "measured too long ago, half": Leaving(
        (visit(TIMES, judgements(), HALF),), "ready", "2026-11-22T13:10"
    ),
    "measured too long ago, a no": Leaving(
        (visit(TIMES, EVERY_NO, ROWS),), "every no", "2026-11-22T13:10"
    ),
    "during the dose": Leaving((READY_TO_GO,), "ready", "2026-11-22T10:30"),
    "a minute before the end": Leaving((READY_TO_GO,), "ready", "2026-11-22T11:39"),
    "during the spray": Leaving((SPRAYED,), "ready, spray", "2026-11-22T10:07", protocol=SPRAY),
    "a minute before both clocks": Leaving(
        (SPRAYED,), "ready, spray", "2026-11-22T11:59", protocol=SPRAY
    ),
    "a rescue drug": Leaving((visit(LABETALOL, STOOD, ROWS),), "ready"),
    "two rescue drugs, nobody stood up": Leaving(
        (visit(TWO_RESCUES, judgements(), ROWS),), "a rescue drug"
    ),
    "a rescue drug, spray": Leaving(
        (visit(RESCUED_SPRAY, STOOD, ROWS),), "ready, spray", protocol=SPRAY
    ),
    "a rescue drug so far": Leaving(
        (visit(TWO_RESCUES, judgements(), ROWS),), "during the dose", "2026-11-22T10:30"
    ),
    "nobody said whether a rescue drug was given": Leaving(
        (visit(TIMES.replace("  rescue: []\n", ""), judgements(), ROWS),), "ready"
    ),
    "a new thought": Leaving((visit(TIMES, judgements(suicide_question=THOUGHT), ROWS),), "ready"),
    "asked, and no answer": Leaving(
        (visit(TIMES, judgements(suicide_question=UNANSWERED), ROWS),), "ready"
    ),
    "older": Leaving((READY_TO_GO.replace("1985-05-02", "1961-11-22"),), "ready"),
    "older, and stood": Leaving(
        (visit(TIMES, STOOD, ROWS).replace("1985-05-02", "1961-11-22"),), "older"
    ),
    "younger": Leaving((READY_TO_GO.replace("1985-05-02", "1961-11-23"),), "ready"),
    "no site": Leaving((READY_TO_GO,), "ready", site=None),
    "no site, spray": Leaving((SPRAYED,), "no site", protocol=SPRAY, site=None),
    "no site, nothing": Leaving((HEAD,), "no site", site=None),
    "no site, a rescue drug": Leaving((visit(LABETALOL, STOOD, ROWS),), "no site", site=None),
    "no site, older": Leaving(
        (READY_TO_GO.replace("1985-05-02", "1961-11-22"),), "no site", site=None
    ),
    "told in two ways": Leaving(
        (READY_TO_GO, visit("  started: 10:01\n  ended: 10:41\n")), "ready"
    ),
}
