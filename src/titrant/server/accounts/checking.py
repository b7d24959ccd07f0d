"""Hold what the accounts say now against what the record says of them: `titrant verify` asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from titrant.server.accounts import entries
from titrant.server.accounts.models import Account
from titrant.server.audit.models import Entry


@dataclass
class Said:
    """What the record says of one account. `name` is empty where no invitation began it."""

    name: str = ""
    email: str = ""
    active: bool = True


def differing() -> Iterator[str]:
    """Yield a sentence for each account that is not what the record says."""
    there = {account.pk: account for account in Account.objects.order_by("pk")}
    said = _said()
    for number in sorted(said.keys() - there.keys()):
        yield f"Account {number} is gone, and the record names it."
    for number, account in there.items():
        known = said.get(number, Said())
        if known.name and account.name != known.name:
            yield f"Account {number}: the name is not the one that its invitation says."
        if known.email and account.email != known.email:
            yield f"Account {number}: the mail address is not the one that its invitation says."
        if account.is_active and not known.active:
            yield f"Account {number} is active, and the record says that it was disabled."
        if known.active and not account.is_active:
            yield f"Account {number} is disabled, and no entry says so."


def not_compared() -> list[str]:
    """Return a sentence about accounts whose name no entry says; none where there are none."""
    said = _said()
    numbers = [
        account
        for account in Account.objects.order_by("pk").values_list("pk", flat=True)
        if not said.get(account, Said()).name
    ]
    if not numbers:
        return []
    named = ", ".join(map(str, numbers))
    return [f"Names and addresses not compared, because no invitation says them: account {named}."]


def _said() -> dict[int, Said]:
    """Return what the record says of each account that it names.

    An account begins with an accepted invitation, which says its name and address. A later one
    gives a role to who is there already, and the name in it is only what somebody called them.
    """
    invited: dict[object, entries.Invited] = {}
    found: dict[int, Said] = {}
    for entry in _in_order():
        if entry.kind == entries.invited.name:
            invited[entry.ref] = entries.invited.read(entry)
        elif entry.kind == entries.accepted.name:
            accepted = entries.accepted.read(entry)
            by = invited[accepted.invitation]
            found.setdefault(accepted.account, Said(by.name, by.email))
        elif entry.kind == entries.role_given.name:
            found.setdefault(entries.role_given.read(entry).account, Said())
        else:
            switched = entries.switched.read(entry)
            found.setdefault(switched.account, Said()).active = switched.active
    return found


def _in_order() -> list[Entry]:
    """Return what is said of accounts, as it happened in all chains together.

    Within a chain the numbers count: where the clock stepped back, an entry is as late as the
    latest before it.
    """
    kinds = (entries.invited, entries.accepted, entries.role_given, entries.switched)
    rows = Entry.objects.filter(kind__in=[kind.name for kind in kinds])
    latest: dict[int, datetime] = {}
    keyed = []
    for entry in rows.order_by("chain", "number"):
        latest[entry.chain] = max(entry.recorded, latest.get(entry.chain, entry.recorded))
        keyed.append(((latest[entry.chain], entry.chain, entry.number), entry))
    return [entry for _, entry in sorted(keyed, key=lambda one: one[0])]
