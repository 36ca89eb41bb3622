"""Which happening of the network's undertakings calls for which letter to whom (DOMAIN 6, its last rows)."""

from collections.abc import Mapping

from models.codes import Party
from models.stages import Event as E
from notifications.addressees import SAID, SENDER, ByName, F, H, I, P, S, To, X
from notifications.kinds import LetterKind as K
from notifications.situations import (
    both,
    first_invitation,
    more_than_one_asked,
    not_overtaken,
    successor_known,
    successor_unknown,
)

NETWORK_LETTERS: Mapping[E, tuple[To, ...]] = {
    # the network: gatherings
    E.GATHERING_PLANNED: (To(K.OFFICE_TASK, X),),
    E.PLAN_CHANGED: (To(K.GATHERING_CHANGED, F), To(K.GATHERING_CHANGED, P), To(K.OFFICE_NOTICE, X)),
    E.INVITED: (
        To(K.GATHERING_INVITATION, P), To(K.GATHERING_INVITATION, F), To(K.CARBON_COPY, S), To(K.CARBON_COPY, I),
        To(K.OFFICE_NOTICE, H, first_invitation),
    ),
    E.ATTENDANCE_ANNOUNCED: (To(K.ANSWER_RECEIVED, SENDER), To(K.OFFICE_NOTICE, X)),
    E.PRESENCE_NOTED: (),  # the minutes say it
    E.ABSENCE_NOTED: (),
    E.GATHERING_HELD: (
        To(K.GATHERING_MINUTES, F), To(K.GATHERING_MINUTES, S), To(K.GATHERING_MINUTES, I), To(K.OFFICE_TASK, X),
        To(K.OFFICE_NOTICE, H),
    ),
    E.FOCAL_POINTS_NAMED: (To(K.WELCOME, ByName.NAMED), To(K.OFFICE_NOTICE, X)),
    E.ABSENTEE_ASKED: (To(K.ABSENCE_FOLLOW_UP, P), To(K.ABSENCE_FOLLOW_UP, F), To(K.CARBON_COPY, S)),
    E.OBSTACLES_NOTED: (),
    E.PLAN_AGREED: (
        To(K.ACTION_PLAN, P), To(K.ACTION_PLAN, F), To(K.CARBON_COPY, S), To(K.CARBON_COPY, I),
        To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    E.PLAN_DONE: (To(K.INSTITUTION_NOTICE, F), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H)),
    E.PLAN_CARRIED_OVER: (
        To(K.INSTITUTION_NOTICE, F), To(K.INSTITUTION_NOTICE, S), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    E.GATHERING_CONCLUDED: (To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H)),
    # the network: commitments
    E.COMMITMENT_DRAFTED: (To(K.OFFICE_TASK, X),),
    E.SIGNATURE_ASKED: (To(K.COMMITMENT, P), To(K.COMMITMENT, F)),
    E.COMMITMENT_SIGNED: (To(K.ANSWER_RECEIVED, SENDER), To(K.OFFICE_NOTICE, X)),
    E.COMMITMENT_CONCLUDED: (
        To(K.COMMITMENT_IN_FORCE, P), To(K.COMMITMENT_IN_FORCE, F), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    # the network: who holds a post
    E.ROTATION_NOTED: (
        To(K.FAREWELL, ByName.LEAVING), To(K.SUCCESSOR_ASKED, Party.INSTITUTION_HEAD, successor_unknown),
        To(K.INSTITUTION_NOTICE, Party.INSTITUTION_HEAD, successor_known), To(K.CARBON_COPY, S, successor_unknown),
        To(K.CARBON_COPY, I), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    E.RECONFIRMATION_ASKED: (To(K.RECONFIRMATION, ByName.ASKED),),
    E.CONFIRMATION_MISSED: (
        To(K.SUCCESSOR_ASKED, Party.INSTITUTION_HEAD), To(K.SUCCESSOR_ASKED, S), To(K.OFFICE_NOTICE, X),
    ),
    E.SUCCESSOR_PROPOSED: SAID,
    E.SUCCESSOR_NAMED: (
        To(K.APPOINTED, ByName.ASKED), To(K.CARBON_COPY, I), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    E.FOCAL_POINT_CONFIRMED: (
        To(K.WELCOME, ByName.ASKED), To(K.ANSWER_RECEIVED, SENDER), To(K.OFFICE_NOTICE, X),
    ),
    E.CALLED_OFF: (
        To(K.CALLED_OFF, P, both(not_overtaken, more_than_one_asked)), To(K.CALLED_OFF, F, not_overtaken),
        To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
}  # fmt: skip
