# SPDX-License-Identifier: MIT
"""A TCP relay between client and server, which reads along what TLS says in the clear: kind and length of each record."""
import select
import socket
import threading
import time

HEADER = 5  # bytes before a record's own
ALERT, DATA = 21, 23
ALERT_13 = 19  # bytes of an alert under the keys of TLS 1.3 (RFC 8446 section 5.2): 2, the type, 16 of the tag
REQUEST = 120  # bytes; the record of a request is longer, and no other of the client
PATIENCE_S = 30


class Records:
    """What one side has sent: (type, length) of each record."""

    def __init__(self):
        self.seen, self.head, self.left, self.is_tls = [], b"", 0, True
        self.passed = 0  # records of the server that have reached the client

    def feed(self, data):
        while data and self.is_tls:
            skip = min(self.left, len(data))
            self.left -= skip
            data = data[skip:]
            if self.left == 0 and data:
                missing = HEADER - len(self.head)
                self.head, data = self.head + data[:missing], data[missing:]
                if len(self.head) == HEADER:
                    self.left = int.from_bytes(self.head[3:], "big")
                    self.is_tls = 20 <= self.head[0] <= 24
                    self.seen.append((self.head[0], self.left))
                    self.head = b""

    def data(self):
        """Lengths of records that may hold a request: all but alerts and messages of a handshake in the clear."""
        return [length for kind, length in self.seen if kind == DATA]

    def ends_with_alert(self):
        """Also one under the keys of TLS 1.3."""
        return bool(self.seen) and (self.seen[-1][0] == ALERT or self.seen[-1] == (DATA, ALERT_13))


def received(source):
    """What has come; nothing at the end, also a reset."""
    try:
        return source.recv(65536)
    except OSError:
        return b""


def send(to, data):
    """False: nobody takes it any more. What that side has still to say is passed on all the same."""
    try:
        to.sendall(data)
        return True
    except OSError:
        return False


def end(to):
    try:
        to.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # it has ended


class Relay:
    """dial(): a connected socket to the server. cut: of what the server sends after the request so many bytes get through,
    then the connection ends. swallow_alerts: its last word, close_notify, does not get through."""

    def __init__(self, dial, cut=None, swallow_alerts=False):
        self.dial, self.cut, self.swallow_alerts = dial, cut, swallow_alerts
        self.client, self.server = [], []  # Records of each connection
        self.threads = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()

    def accept(self):
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            self.client.append(Records())
            self.server.append(Records())
            ends = (client, self.client[-1], self.server[-1])
            self.threads.append(threading.Thread(target=self.join, args=ends, daemon=True))
            self.threads[-1].start()

    def join(self, client, said, heard):
        try:
            with client, self.dial() as server:
                self.pass_on(client, server, said, heard)
        except OSError:
            pass  # there is no server: the client sees that the connection ends

    def pass_on(self, client, server, said, heard):
        to = {client: server, server: client}
        left = self.cut
        while to:
            for source in select.select(list(to), [], [])[0]:
                data, ends = received(source), False
                (said if source is client else heard).feed(data)
                if source is server and any(length > REQUEST for length in said.data()):
                    if self.swallow_alerts and heard.ends_with_alert():
                        data, ends = data[: -heard.seen[-1][1] - HEADER], True
                    if left is not None:
                        data = data[:left]
                        left -= len(data)
                        ends = left == 0
                went = send(to[source], data)
                heard.passed = len(heard.seen)
                if ends or not data or not went:
                    end(to[source])
                    del to[source]

    def wait_for(self, condition):
        """Until the condition of what was seen is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, "the relay has not seen what was due"
            time.sleep(0.002)

    def settle(self):
        """Until both ends of each connection have ended."""
        for thread in self.threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), "a connection does not end"

    def stop(self):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.acceptor.join()
