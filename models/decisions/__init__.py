"""What people decide: the decisions at each stage, what each needs, and the form that carries them."""

from models.decisions.choices import ALWAYS, ALWAYS_IN_NETWORK, AT, NEEDS, fields_of, required_by
from models.decisions.decision import Decision
from models.decisions.forms import Form, FormError, decisions_at, read_form

__all__ = [
    "ALWAYS", "ALWAYS_IN_NETWORK", "AT", "NEEDS", "Decision", "Form", "FormError", "decisions_at", "fields_of",
    "read_form", "required_by",
]  # fmt: skip
