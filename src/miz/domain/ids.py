"""Identities of records: opaque texts, time-ordered, one type for each kind of record."""

from typing import NewType

SiteId = NewType("SiteId", str)
GateId = NewType("GateId", str)
LaneId = NewType("LaneId", str)
DeskId = NewType("DeskId", str)
UnitId = NewType("UnitId", str)
HostId = NewType("HostId", str)
ServiceId = NewType("ServiceId", str)
PersonId = NewType("PersonId", str)
VisitId = NewType("VisitId", str)
PassId = NewType("PassId", str)
CardId = NewType("CardId", str)
AccessId = NewType("AccessId", str)
NoticeId = NewType("NoticeId", str)
UserId = NewType("UserId", str)
SessionId = NewType("SessionId", str)
