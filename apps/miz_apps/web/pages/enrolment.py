"""A gate gets a machine of its own: a key, and the file that `miz gate` starts from (B6)."""

from miz.domain.ids import GateId, UserId
from miz.domain.places import Gate
from miz.domain.staff import Role
from miz.errors import NotFound
from miz_apps.web.pages.calls import Call, Outcome
from miz_apps.web.rendering.contexts.gates import EnrolPage

LANE = """
[lanes."{lane}"]  # {name}
provider = "serial"
reader = "/dev/serial/by-id/…"
board = "/dev/serial/by-id/…"
"""
FILE = """[miz]
data = "gate-data"

[uplink]
provider = "http"
server = "{server}"
gate = "{gate}"
key = {{ file = "gate.key" }}
signed_by = "{public}"
"""


def page(call: Call) -> Outcome:
    """What enrolling does, and the file without its key."""
    gate = _gate(call)
    return EnrolPage(gate=gate.name.in_(call.language), text=_file(call, gate))


def enrol(call: Call) -> Outcome:
    """A fresh key for the gate's machine; it is shown this once."""
    gate, core, actor = _gate(call), call.core, call.actor
    machines = [one for one in core.staff.list(actor=actor) if one.gate == gate.id]
    known = next((one for one in machines if one.active), None)
    login = f"gate.{gate.id[-12:]}.{len(machines) + 1}"
    device = known or core.staff.hire(
        actor=actor, login=login, name=gate.name.fa, roles=[Role.GATE], gate=gate.id
    )
    key = core.doors.issue_key(actor=actor, user=UserId(device.id))
    return EnrolPage(gate=gate.name.in_(call.language), text=_file(call, gate), key=key.token)


def _gate(call: Call) -> Gate:
    wanted = GateId(call.places["gate"])
    found = (one for one in call.core.places.gates(actor=call.actor) if one.id == wanted)
    gate = next(found, None)
    if gate is None:
        raise NotFound("There is no such gate here.", code="record.not_found")
    return gate


def _file(call: Call, gate: Gate) -> str:
    options = call.lobby.options
    scheme = "https" if options.https else "http"
    host = next(iter(options.hosts), options.bind)
    text = FILE.format(
        server=f"{scheme}://{host}", gate=gate.id, public=call.core.signer.public.hex()
    )
    lanes = call.core.places.lanes(actor=call.actor)
    own = (one for one in lanes if one.gate == gate.id)
    return text + "".join(LANE.format(lane=one.id, name=one.name.fa) for one in own)
