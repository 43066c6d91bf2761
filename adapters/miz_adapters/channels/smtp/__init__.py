"""E-mail through the office's mail server, by aiosmtplib (RFC 5321, 3207, 4954, 6531)."""

from miz_adapters.channels.smtp.channel import SmtpChannel
from miz_adapters.channels.smtp.letters import Sender
from miz_adapters.channels.smtp.servers import Security, Server

__all__ = ["Security", "Sender", "Server", "SmtpChannel"]
