"""Two storages, one stream of random works: every answer and every error must be the same."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from miz.errors import Conflict, MizError
from miz.ports.storage import Storage, UnitOfWork
from miz_contracts.storage.questions import answers
from miz_contracts.storage.works import Step, steps


class StorageComparison(RuleBasedStateMachine):
    """Runs the same works on a model and on the storage under test.

    A subclass says how to make both, empty and on the same journal key; `teardown` closes them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.model, self.tested = self.make_model(), self.make_tested()

    def make_model(self) -> Storage:
        """The storage that is right."""
        raise NotImplementedError

    def make_tested(self) -> Storage:
        """The storage that is to be as right."""
        raise NotImplementedError

    @rule(
        works=st.lists(steps(), min_size=1, max_size=4), fails=st.sampled_from([False] * 3 + [True])
    )
    def write(self, works: list[Step], fails: bool) -> None:
        """Several steps in one unit of work, which may fail at its end."""

        def work(uow: UnitOfWork) -> list[Any]:
            done = [step(uow) for step in works]
            if fails:
                raise LookupError
            return done

        expected = _outcome(lambda: self.model.write(work))
        assert expected == _outcome(lambda: self.tested.write(work))

    @invariant()
    def answers_agree(self) -> None:
        """Every question gets the same answer."""
        expected, found = self.model.read(answers), self.tested.read(answers)
        assert expected == found

    def teardown(self) -> None:
        """Lets go of both."""
        self.model.close()
        self.tested.close()


def _outcome(act: Callable[[], Any]) -> Any:
    """The result, or what the error says about itself; which of two conflicts is open."""
    try:
        return act()
    except Conflict:
        return "conflict"
    except MizError as error:
        return type(error), error.code
    except LookupError:
        return "planned"
