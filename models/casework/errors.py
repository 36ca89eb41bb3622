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


class FocalPointErased(CaseworkError):
    """This focal point's data was erased. Name them anew if they hold a post again."""


class FocalPointNeeded(CaseworkError):
    """This focal point's data cannot be erased yet."""


class BadLine(CaseworkError):
    """This line cannot be read. The field's help shows how a line is written; the number says which one it is."""


class NobodyNamed(CaseworkError):
    """Nobody is named here. Choose an official of the directory, or write a line CODE: name; position; e-mail."""


class NoDayYet(CaseworkError):
    """The gathering has no day and place yet. Set them first, for the invitation says when and where."""


class NoSuchGathering(CaseworkError):
    """This number is no gathering's. `narahubung network list` shows formations, monevs and meetings."""


class NotInvited(CaseworkError):
    """This institution is not among those invited or asked. Invite it first, or choose another one."""


class NobodyAbsent(CaseworkError):
    """Nobody who was invited was absent, so there is nobody to follow up."""


class AbsenteesAsked(CaseworkError):
    """An absent institution still has time to name its focal point. Name whom it put forward, or await the term."""


class StillOpen(CaseworkError):
    """An undertaking of this kind is open already. Go on with that one."""


class SameOfficial(CaseworkError):
    """This is the official who leaves or is asked. Name somebody else, or confirm that they hold the post."""


class NotTheirs(CaseworkError):
    """Whoever leaves a post cannot confirm the one who follows. The successor, or the institution, can."""


class WrongUndertaking(CaseworkError):
    """This belongs to another kind of undertaking of the network."""


class NoDate(CaseworkError):
    """Each item of an action plan needs the day by which it is done: CODE: what is to be done, by YYYY-MM-DD."""


class NotInPost(CaseworkError):
    """This person holds no post that could be confirmed, or cannot be written to. Name who does, or note a rotation."""


class Unsigned(CaseworkError):
    """Nobody is named as signing. The link is the institution's and not a person's: give a name and a position."""


class UnknownDoor(CaseworkError):
    """There is no door with this number. `narahubung links list NUMBER` shows those of a complaint."""


class NotAskedNow(CaseworkError):
    """This is no longer asked: it was answered already, or the matter has moved on. Reload the page to see where."""


class DoorShut(CaseworkError):
    """This link is not valid. Ask the office whose letter you hold for a new one."""
