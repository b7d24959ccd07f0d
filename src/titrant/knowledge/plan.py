"""What a course keeps of the version it was opened in: doses and schedule, and never a guard.

A limit, an age, a pause or a review of a newer version counts at once, and so does a signature
that a site has withdrawn.
"""

from collections import ChainMap
from typing import Any

from titrant.knowledge.store import Knowledge

# The last words of the leaves under `protocol.<id>` that are doses and schedule. Everything else,
# and every limit, is a guard, and guards are always the newest.
_PLANNED = (
    *("start", "start.older", "increment", "trial", "second", "within-session"),
    *("duration.usual", "rate.usual", "window.induction", "up.sessions"),
    *("interval.induction", "interval.maintenance", "interval.weeks-5-to-8"),
    *("sessions.adjustment", "sessions.dose-finding", "sessions.induction"),
    *("sessions.per-day", "sessions.per-week"),
    *("step.1", "step.2", "step.3", "tier.1", "tier.2", "tier.3"),
)


def plan_of(kb: Knowledge, protocol: str) -> dict[str, Any]:
    """Return what a course of this protocol keeps, as JSON values; raises `UnknownEntry`."""
    names = [id for one in _PLANNED if kb.find(id := f"protocol.{protocol}.{one}") is not None]
    return {
        "protocol": protocol,
        "row": kb.entry("protocols", protocol),
        "leaves": {name: kb.entry("leaves", name) for name in names},
        "signatures": {name: kb.signatures[name] for name in names if name in kb.signatures},
        "approval": kb.approvals.get(protocol),
    }


def with_plan(kb: Knowledge, plan: dict[str, Any]) -> Knowledge:
    """Return knowledge in which one protocol has the doses and the schedule of an earlier version.

    What that version was approved and signed with stands, as long as the site still approves the
    protocol and still signs the leaf; knowledge that says the same is returned as it is.
    """
    protocol = plan["protocol"]
    if protocol not in kb.ids("protocols") or plan == plan_of(kb, protocol):
        return kb
    now = kb.entry("protocols", protocol)
    then = {**plan["row"], "held": now["held"]}  # one that is taken out of use is out of use
    leaves = {**kb.content["leaves"], **plan["leaves"]}
    content = ChainMap(
        {"leaves": leaves, "protocols": {**kb.content["protocols"], protocol: then}}, kb.content
    )
    site = kb.overlay
    if site is not None:
        site = {
            **site,
            "signatures": [
                plan["signatures"].get(one["leaf"], one) if one["leaf"] in plan["leaves"] else one
                for one in site["signatures"]
            ],
            "approvals": [
                (plan["approval"] or one) if one["protocol"] == protocol else one
                for one in site["approvals"]
            ],
        }
    made = Knowledge(content, hash=kb.hash, site=site, trusted=True)
    made.versions, made.site_hash = kb.versions, kb.site_hash  # what is in force, not what is kept
    return made
