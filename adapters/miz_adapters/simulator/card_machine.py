"""A dispenser and collector of guest cards that is not there, with the hand in front of it."""

from collections import deque
from collections.abc import Iterable
from threading import Condition

from miz.errors import NotSupported, Refused, Unavailable
from miz.ports.cards import (
    CardAbility,
    CardEvent,
    CardFault,
    CardHappening,
    CardMachine,
    CardTrouble,
)
from miz.ports.gates import DeviceInfo, Presented

EVERYTHING = CardAbility.DISPENSES | CardAbility.COLLECTS | CardAbility.TELLS_LOW
ADVICE = {
    CardTrouble.EMPTY: "The card machine is empty; fill its stack.",
    CardTrouble.JAMMED: "A card is stuck in the card machine; open it and take the card out.",
    CardTrouble.UNREAD: "The card machine cannot read the next card; take that card out.",
    CardTrouble.FULL: "The card machine's box is full; empty it.",
}


class SimulatedCardMachine(CardMachine):
    """Holds cards in a stack, a mouth, a slot and a box. Thread-safe.

    `take`, `insert`, `jam`, `mend`, `fill`, `empty_box`, `unplug` and `replug` are the hand.
    """

    def __init__(
        self,
        cards: Iterable[str] = (),
        *,
        capabilities: CardAbility = EVERYTHING,
        low: int = 2,
        box_size: int = 100,
    ) -> None:
        self.stack: deque[str] = deque(cards)
        self.mouth: str | None = None
        self.slot: str | None = None
        self.box: list[str] = []
        self._capabilities = capabilities
        self._low = low
        self._box_size = box_size
        self._pushed_out: str | None = None
        self._trouble: CardTrouble | None = None
        self._plugged = True
        self._closed = False
        self._news = Condition()
        self._events: deque[CardEvent] = deque()

    @property
    def info(self) -> DeviceInfo:
        return DeviceInfo(maker="miz", model="simulated card machine")

    @property
    def capabilities(self) -> CardAbility:
        return self._capabilities

    def dispense(self) -> Presented:
        with self._news:
            self._there(CardAbility.DISPENSES)
            if self.mouth is not None:
                raise Refused("A card is in the mouth; take it out first.", code="cards.mouth")
            self._moves()
            if not self.stack:
                raise _fault(CardTrouble.EMPTY)
            self.mouth = self.stack.popleft()
            if len(self.stack) == self._low and CardAbility.TELLS_LOW in self._capabilities:
                self._tell(CardHappening.LOW)
            return Presented(self.mouth, self.mouth.encode())

    def retract(self) -> bool:
        with self._news:
            self._there(CardAbility.DISPENSES)
            card, self.mouth = self.mouth, None
            if card is not None:
                self.box.append(card)
            return card is not None

    def capture(self) -> None:
        with self._news:
            card = self._held()
            self._moves()
            if len(self.box) >= self._box_size:
                raise _fault(CardTrouble.FULL)
            self.slot = None
            self.box.append(card)
            self._tell(CardHappening.CAPTURED, card)

    def give_back(self) -> None:
        with self._news:
            card = self._held()
            self._moves()
            self.slot, self._pushed_out = None, card

    def wait(self, timeout: float) -> CardEvent | None:
        with self._news:
            self._news.wait_for(lambda: self._events or self._gone, timeout)
            if self._events:
                return self._events.popleft()
            self._there(CardAbility.NONE)
            return None

    def close(self) -> None:
        with self._news:
            self._closed = True
            self._news.notify_all()

    # The hand

    def fill(self, *cards: str) -> None:
        """Somebody puts cards onto the stack."""
        with self._news:
            self.stack.extend(cards)

    def empty_box(self) -> list[str]:
        """Somebody takes out what was collected."""
        with self._news:
            cards, self.box = self.box, []
            return cards

    def take(self) -> str | None:
        """The visitor takes what stands out of the mouth or the slot."""
        with self._news:
            if self.mouth is not None:
                card, self.mouth = self.mouth, None
                self._tell(CardHappening.TAKEN, card)
                return card
            returned, self._pushed_out = self._pushed_out, None
            if returned is not None:
                self._tell(CardHappening.RETURNED, returned)
            return returned

    def insert(self, card: str) -> bool:
        """The visitor puts a card into the slot; whether there was room."""
        with self._news:
            if self.slot is not None or CardAbility.COLLECTS not in self._capabilities:
                return False
            self.slot = card
            self._tell(CardHappening.INSERTED, card)
            return True

    def jam(self, trouble: CardTrouble = CardTrouble.JAMMED) -> None:
        """A card is stuck."""
        with self._news:
            self._trouble = trouble
            self._tell(CardHappening.TROUBLE, trouble=trouble)

    def mend(self) -> None:
        """Somebody takes the stuck card out."""
        with self._news:
            self._trouble = None
            self._tell(CardHappening.MENDED)

    def unplug(self) -> None:
        """Pulls the cable; cards stay where they are."""
        with self._news:
            self._plugged = False
            self._news.notify_all()

    def replug(self) -> None:
        """Puts it back."""
        with self._news:
            self._plugged = True

    @property
    def _gone(self) -> bool:
        return self._closed or not self._plugged

    def _there(self, ability: CardAbility) -> None:
        if self._closed:
            raise Unavailable("This machine was closed; make a new one.", code="line.closed")
        if not self._plugged:
            raise Unavailable("The card machine is away; look at its cable.", code="line.away")
        if ability not in self._capabilities:
            raise NotSupported("This card machine cannot do that.", code="cards.not_supported")

    def _held(self) -> str:
        self._there(CardAbility.COLLECTS)
        if self.slot is None:
            raise Refused("No card is in the slot.", code="cards.none")
        return self.slot

    def _moves(self) -> None:
        if self._trouble is not None:
            raise _fault(self._trouble)

    def _tell(
        self, happening: CardHappening, card: str = "", *, trouble: CardTrouble | None = None
    ) -> None:
        self._events.append(CardEvent(happening, card, trouble))
        self._news.notify_all()


def _fault(reason: CardTrouble) -> CardFault:
    return CardFault(ADVICE[reason], reason=reason)
