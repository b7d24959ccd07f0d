"""The sheet on which a clinician answers many questions of a screening in one sitting."""

from dataclasses import dataclass

from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from titrant.server.accounts.acting import Acting
from titrant.server.courses.answering import row_key
from titrant.server.courses.asked import AskedForm, AskedSaid
from titrant.server.courses.questions import Question, questions
from titrant.server.courses.screened import Open, Page
from titrant.server.patients.actions import written_before
from titrant.server.patients.models import Patient
from titrant.server.patients.row_form import AGAIN, ClinicalForm

_OWN = ("answer", "which", "remark")  # what a row asks; all else is asked once for the sheet
_ONCE = ("sure", "when")


@dataclass(frozen=True)
class Row:
    """One question on the sheet; `open` is what the screening says of it, None once answered."""

    question: Question
    form: AskedForm
    open: Open | None

    @property
    def touched(self) -> bool:
        """Whether anything of it was pressed, ticked or written: it is to be written then."""
        return self.form.is_bound

    @property
    def which(self) -> BoundField | None:
        """What can be ticked, where the question names several things."""
        return self.form["which"] if "which" in self.form.fields else None

    @property
    def wrong(self) -> list[str]:
        """What is wrong with the row itself, in sentences."""
        errors = self.form.errors
        return [sentence for name in _OWN if name in errors for sentence in map(str, errors[name])]

    @property
    def doubts(self) -> list[str]:
        """What is to be looked at again before it is written."""
        return getattr(self.form, "doubted", [])

    @property
    def again(self) -> str:
        """The name of the tick that says it was looked at again."""
        return self.form.add_prefix(AGAIN)


class Sheet:
    """Every open question of a screening that a yes or a no answers, and who says so, once.

    `typed` is a sheet that was sent. What was typed on it stays, whoever else answered meanwhile.
    """

    def __init__(
        self, page: Page, patient: Patient, acting: Acting, typed: QueryDict | None = None
    ) -> None:
        self._patient, self._acting = patient, acting
        self._sent, self._typed = typed is not None, typed or QueryDict()
        self.head = ClinicalForm(typed, patient=patient, acting=acting)
        self.groups: dict[str, list[Row]] = {}
        self.elsewhere: list[Open] = []
        for group, open_ones in page.asked.items():
            for one in open_ones:
                if one.asks is None:
                    self.elsewhere.append(one)
                else:
                    self._add(group, one.asks, one)
        known = {row.question.id for row in self.rows}
        for question in questions().values():
            if question.id not in known and self._touched(question):
                self._add(question.group, question, None)

    @property
    def rows(self) -> list[Row]:
        """Every row, as it stands on the page."""
        return [row for rows in self.groups.values() for row in rows]

    @property
    def answered(self) -> list[Row]:
        """The rows on which somebody pressed, ticked or wrote something."""
        return [row for row in self.rows if row.touched]

    @property
    def to_look_at(self) -> list[Row]:
        """The rows that keep the sheet from being written."""
        return [row for row in self.answered if row.wrong or row.doubts]

    @property
    def nothing(self) -> bool:
        """Whether it was sent with no answer on it."""
        return self._sent and not self.answered

    def settled(self, key: str) -> bool:
        """Return whether the whole sheet may be written: each row may, as by its own form.

        What a row of this sheet has written already is doubted no second time.
        """
        ready = [self._ready(row.form, row_key(key, row.question.id)) for row in self.answered]
        return self.head.is_valid() and bool(ready) and all(ready)

    def statements(self) -> list[AskedSaid]:
        """Return what will be written; the sheet has been found settled."""
        return [row.form.statement() for row in self.answered]

    def _ready(self, form: AskedForm, key: str) -> bool:
        if written_before(by=self._acting, key=key) is not None:
            return form.is_valid()
        return form.settled()

    def _touched(self, question: Question) -> bool:
        typed = (self._typed.getlist(f"{question.id}-{name}") for name in _OWN)
        return any(one.strip() for several in typed for one in several)

    def _add(self, group: str, question: Question, one: Open | None) -> None:
        form = AskedForm(
            self._as_its_own(question.id) if self._touched(question) else None,
            prefix=question.id,
            initial={"what": question.id},
            patient=self._patient,
            acting=self._acting,
        )
        self.groups.setdefault(group, []).append(Row(question, form, one))

    def _as_its_own(self, what: str) -> MultiValueDict[str, str]:
        """Return one row of what was typed as the question's own form would send it."""
        own = {f"{what}-{name}": self._typed.getlist(f"{what}-{name}") for name in (*_OWN, AGAIN)}
        once = {f"{what}-{name}": self._typed.getlist(name) for name in _ONCE}
        return MultiValueDict({**own, **once, f"{what}-what": [what]})
