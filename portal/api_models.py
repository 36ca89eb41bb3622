"""What the interface answers, as its documentation describes it."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from models.casework.doors import Standing
from models.codes import ItemStatus, MatterKind, Mode, Purpose, ReplyKind


class Deadline(BaseModel):
    """A term that binds the institution. While it waits for the receipt of the letter it has no date."""

    key: str
    title: str
    length: str = Field(description="How long the term is, in words.")
    source: str = Field(description="Where the law says so.")
    waits_for_receipt: bool
    due_at: datetime | None
    days_left: int | None = Field(description="Negative once it has passed; answers are taken all the same.")
    provisional: bool = Field(description="Whether a decree on free days may still move it.")
    proof: list[str] = Field(description="How the date was reached, a fact per line.")


class ItemLine(BaseModel):
    """Something the institution is to do."""

    number: int
    text: str
    status: ItemStatus = Field(description="As verified by the examiner.")
    claimed: ItemStatus | None = Field(
        description="As last reported by the institution, until it is verified."
    )


class File(BaseModel):
    """A file that came with a reply. Its own name is not repeated."""

    id: int
    media_type: str = Field(description="What it is by its content.")
    size: int = Field(description="In bytes.")
    sha256: str


class Receipt(BaseModel):
    """The proof that something was received."""

    id: int
    receipt_no: str
    matter: int
    kind: ReplyKind
    at: datetime
    files: list[File]


class MatterLine(BaseModel):
    """A matter in the list."""

    id: int
    number: str = Field(description="The complaint's, or that of the network's undertaking.")
    kind: MatterKind
    purpose: Purpose
    title: str = Field(description="What is asked, in a few words: a question from the public, say.")
    standing: Standing = Field(
        description="`answer`: a reply is awaited; `supplement`: something may be added."
    )
    opened_at: datetime
    due_at: datetime | None = Field(description="The most urgent deadline.")


class Announced(BaseModel):
    """An official whom your institution has named for the gathering so far."""

    name: str
    position: str
    nominated: bool = Field(description="Whether they are to be a focal point.")


class OfficeContact(BaseModel):
    """The office that asks, and how to reach it."""

    name: str
    examiner: str = Field(description="The officer in charge; empty while there is none.")
    phone: str
    email: str


class MeetingSheet(BaseModel):
    """The gathering to which the institution is invited."""

    starts_at: datetime | None
    minutes: int
    place: str
    mode: Mode
    theme: str
    opener: str = Field(description="Who opens it.")
    agenda: list[str] = Field(description="What it deals with, item by item.")
    announced: list[Announced] = Field(description="Your institution's own officials only.")
    held_on: date | None


class CommitmentSheet(BaseModel):
    """The joint commitment that the institution is asked to sign."""

    wording: str = Field(description="The version of its text.")
    text: str = Field(description="The full text. Whoever signs has read it.")
    sha256: str = Field(description="Of the text in UTF-8; it is recorded with each signature.")
    witness: str
    renews: bool = Field(description="Whether it renews an earlier commitment.")


class PostSheet(BaseModel):
    """The post of focal point, and whom `still_in_post` would confirm."""

    focal_point: int | None = Field(
        description="To be repeated in `still_in_post`; null while nobody is named."
    )
    name: str
    position: str
    last_day: date | None = Field(description="Of whoever leaves the post, that day included.")


class Matters(BaseModel):
    """A page of the list."""

    matters: list[MatterLine]
    next: int | None = Field(description="Give it as `after` to read on; null at the end.")


class MatterSheet(MatterLine):
    """A matter: what is asked of the institution, by when, and what it said so far."""

    institution: str
    office: str
    contact: OfficeContact
    asked: str = Field(
        description="As the officer wrote it; whoever may not be named is masked. Where nothing was written, what is"
        " asked in general; empty where items are."
    )
    passed_on: bool = Field(description="Whether your answer may go to the person who asked, in your words.")
    confidential: bool = Field(description="The reporter's identity is kept secret (UU 37/2008 Art. 24(2)).")
    gathering: MeetingSheet | None
    commitment: CommitmentSheet | None
    post: PostSheet | None
    deadlines: list[Deadline]
    items: list[ItemLine]
    can_be_said: list[ReplyKind] = Field(description="The kinds of reply that are taken now.")
    receipts: list[Receipt] = Field(description="What came through this matter's door so far.")
