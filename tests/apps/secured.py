"""TLS on loopback, and a site of somebody else that shows ours in a frame."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from attrs import field, frozen

from tests.adapters.certificates import certify


@frozen
class Tls:
    """Both ends of TLS with one certificate: what a server shows, and what a client trusts."""

    server: ssl.SSLContext = field(repr=False)
    client: ssl.SSLContext = field(repr=False)


def tls_for(folder: Path, *hosts: str) -> Tls:
    """A certificate for the hosts, which vouches for itself."""
    public, private = certify(folder, *hosts)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(public, private)
    return Tls(server, ssl.create_default_context(cafile=str(public)))


@contextmanager
def other_site(pages: Mapping[str, str], tls: Tls) -> Iterator[int]:
    """The port of a site with these pages, by their path; nothing else is there."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html = pages.get(self.path)
            self.send_response(404 if html is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((html or "").encode())

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as serving:
        serving.socket = tls.server.wrap_socket(serving.socket, server_side=True)
        thread = Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        try:
            yield serving.server_port
        finally:
            serving.shutdown()
            thread.join(10)
