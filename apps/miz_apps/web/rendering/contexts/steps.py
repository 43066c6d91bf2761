"""What the buttons of the desk do, and what each looks like."""

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from miz_apps.web.rendering.languages import msgid


class Step(StrEnum):
    """What a button of the action row does; `BUTTONS` has its key, icon and words."""

    NEXT = "next"
    ARRIVE = "arrive"
    ADMIT = "admit"
    LEAVE = "leave"
    REPRINT = "reprint"
    TAKE_BACK = "take_back"
    REFUSE_NOW = "refuse_now"
    OPEN_VISIT = "open_visit"
    NEW_FILE = "new_file"
    NEXT_PLAIN = "next_plain"
    RECEIPT = "receipt"
    RECEIPT_AGAIN = "receipt_again"
    HAND_OVER = "hand_over"
    GO_IN = "go_in"


@frozen
class Button:
    """The face of a step: the key that presses it, an icon, words, and a tone."""

    key: str
    icon: str
    label: str
    tone: str = "brand"


BUTTONS: Mapping[Step, Button] = {
    Step.NEXT: Button("Enter", "viewfinder-circle", msgid("Next person"), "plain"),
    Step.ARRIVE: Button("Enter", "check-badge", msgid("Has arrived")),
    Step.ADMIT: Button("Enter", "ticket", msgid("Admit and print the slip"), "allow"),
    Step.LEAVE: Button("Enter", "arrow-left-start-on-rectangle", msgid("Record the exit")),
    Step.REPRINT: Button("F9", "printer", msgid("Print again"), "plain"),
    Step.TAKE_BACK: Button("Enter", "credit-card", msgid("Take the card back")),
    Step.REFUSE_NOW: Button("Enter", "no-symbol", msgid("Refuse and close"), "deny"),
    Step.OPEN_VISIT: Button("Enter", "clipboard-document-list", msgid("Open a new visit")),
    Step.NEW_FILE: Button("Enter", "user-plus", msgid("New file")),
    Step.NEXT_PLAIN: Button("Esc", "viewfinder-circle", msgid("Next person"), "plain"),
    Step.RECEIPT: Button("Enter", "printer", msgid("Print the receipt")),
    Step.RECEIPT_AGAIN: Button("F9", "printer", msgid("Print again"), "plain"),
    Step.GO_IN: Button("", "arrow-right-end-on-rectangle", msgid("Goes in for it"), "plain"),
    Step.HAND_OVER: Button("Enter", "check-badge", msgid("Handed over"), "allow"),
}


@frozen
class Action:
    """One button that posts; the first one with the key Enter is the primary action.

    ``post`` is the address (none for NEXT); ``fields`` travel with it.
    """

    step: Step
    post: str = ""
    fields: Mapping[str, str] = field(factory=dict)

    @property
    def button(self) -> Button:
        """Key, icon, words and tone."""
        return BUTTONS[self.step]
