"""What may stand in the way of a decision. Each docstring is the message that an officer reads."""


class CaseworkError(Exception):
    """This cannot be done."""

    def __init__(self, detail: str = "") -> None:
        message = (type(self).__doc__ or "").strip()
        super().__init__(f"{message} ({detail})" if detail else message)
        self.detail = detail


class UnknownComplaint(CaseworkError):
    """There is no complaint with this number. `narahubung list` shows the numbers there are."""


class UnknownInstitution(CaseworkError):
    """There is no institution with this code among those the form offers. Choose one from the list."""


class UnknownOfficer(CaseworkError):
    """There is no active officer of this office with this name or e-mail. Choose one from the list."""


class UnknownOffice(CaseworkError):
    """There is no representative office with this code."""


class UnknownFocalPoint(CaseworkError):
    """This institution does not have exactly one focal point of this name or address. `narahubung route` lists them."""


class BadEvidence(CaseworkError):
    """Evidence is a short code in small letters, digits and underscores, such as `phone_call`; it holds no names."""


class NothingSuch(CaseworkError):
    """This part of a focal point's entry cannot be changed. End the entry and name a new one instead."""


class Missing(CaseworkError):
    """Something this decision needs is empty. Fill it in and submit again."""


class NotForwardedThere(CaseworkError):
    """The complaint has no open track at this institution. Forward it there first, or choose another institution."""


class AlreadyForwarded(CaseworkError):
    """It is already with this institution, which has not answered yet. Wait, or ask it for a clarification instead."""


class NoSuchClock(CaseworkError):
    """No open deadline of this kind is running for this complaint."""


class NotSuspendable(CaseworkError):
    """This deadline is fixed by law and cannot be paused. The office head may override it with a reason."""


class NotExtendable(CaseworkError):
    """This deadline cannot be extended by so much: once only, and by no more than its original length."""


class NotYetReceived(CaseworkError):
    """This deadline has not started: its letter is not known to have been received. Set the date of receipt first."""


class InTheFuture(CaseworkError):
    """This date lies in the future. Give the date on which it happened."""


class InThePast(CaseworkError):
    """This date has passed. Give a date that is still to come."""


class BeforeSending(CaseworkError):
    """This date lies before the letter was sent. Check the date of receipt."""


class ItemsOpen(CaseworkError):
    """Not every item has been verified as done. Verify the open ones, or choose the decision for an unmet result."""


class NoItems(CaseworkError):
    """A finding needs at least one item, each with its addressee: write them one per line, CODE: what is to be done."""


class UnknownItem(CaseworkError):
    """There is no item with this number. The desk lists the numbers there are."""


class WrongKind(CaseworkError):
    """This kind of maladministration does not exist under the rules this complaint was opened under."""


class NoSuchAct(CaseworkError):
    """No such step is waiting for release. It may have been released already."""


class TooOld(CaseworkError):
    """The event is older than two years (UU 37/2008 Art. 24(3)). Waive that with a reason: an ongoing omission."""


class SameExaminer(CaseworkError):
    """An objection must be reviewed by somebody other than the complaint's examiner."""


class DeskMovedOn(CaseworkError):
    """What you decided about has changed since this form was opened. Look again and decide anew."""


class RunSuperseded(CaseworkError):
    """Another run drives this complaint now. Open the complaint's present run from the register."""


class NotErasable(CaseworkError):
    """The reporter's data can be erased only after the complaint is closed."""


class UnknownDoor(CaseworkError):
    """There is no door with this number. `narahubung links list NUMBER` shows those of a complaint."""


class NotAskedNow(CaseworkError):
    """This is no longer asked: it was answered already, or the matter has moved on. Reload the page to see where."""


class DoorShut(CaseworkError):
    """This link is not valid. Ask the office whose letter you hold for a new one."""
