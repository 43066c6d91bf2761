"""What each page and fragment is made of: frozen views that name their template.

Names of people and places are texts in the page's language; states and reasons are the domain's
own enums; instants are aware; numbers are ASCII; pictures are addresses.
"""

from miz_apps.web.rendering.contexts.admin import (
    CardRow,
    CardsPage,
    GateRow,
    HostRow,
    HostsPage,
    LaneRow,
    OrganisationPage,
    PlacesPage,
    ServiceRow,
    ServicesPage,
    UserRow,
    UsersPage,
)
from miz_apps.web.rendering.contexts.desk import (
    Action,
    AnswerForm,
    Candidate,
    DeskMain,
    DeskPage,
    HostList,
    IdentifyForm,
    Mood,
    Option,
    PersonCard,
    RegisterForm,
    SlipPicture,
    Step,
    Tag,
    VisitForm,
)
from miz_apps.web.rendering.contexts.doors import (
    ErrorPage,
    HomePage,
    KeysPage,
    SignInPage,
    SlipPage,
    Trouble,
)
from miz_apps.web.rendering.contexts.files import (
    IdentityView,
    PeoplePage,
    PersonFilePage,
    Picture,
    RevisionRow,
    TimelineRow,
)
from miz_apps.web.rendering.contexts.frame import Frame, SignedIn, View
from miz_apps.web.rendering.contexts.side import (
    DeskSide,
    ExpectedRow,
    Health,
    HealthTag,
    PassageRow,
)
from miz_apps.web.rendering.contexts.simulator import (
    Bench,
    Holding,
    Lamp,
    SimLane,
    SimLine,
    SimulatorPage,
)
from miz_apps.web.rendering.contexts.wall import (
    InsideTile,
    LanePanel,
    WallInside,
    WallLanes,
    WallPage,
)

__all__ = [
    "Action", "AnswerForm", "Bench", "Candidate", "CardRow", "CardsPage", "DeskMain", "DeskPage",
    "DeskSide", "ErrorPage", "ExpectedRow", "Frame", "GateRow", "Health", "HealthTag", "Holding",
    "HomePage", "HostList", "HostRow", "HostsPage", "IdentifyForm", "IdentityView", "InsideTile",
    "KeysPage", "Lamp", "LanePanel", "LaneRow", "Mood", "Option", "OrganisationPage", "PassageRow",
    "PeoplePage", "PersonCard", "PersonFilePage", "Picture", "PlacesPage", "RegisterForm",
    "RevisionRow", "ServiceRow", "ServicesPage", "SignInPage", "SignedIn", "SimLane", "SimLine",
    "SimulatorPage", "SlipPage", "SlipPicture", "Step", "Tag", "TimelineRow", "Trouble", "UserRow",
    "UsersPage", "View", "VisitForm", "WallInside", "WallLanes", "WallPage",
]  # fmt: skip
