# SPDX-License-Identifier: MIT
"""Counts of what reached the server, the control requests left out."""

import collections
import itertools
import ssl

KEPT = 50


class Connection:
    def __init__(self, number, ssl_object):
        self.number = number
        self.control = False
        self.resumed = bool(ssl_object and ssl_object.session_reused)
        self.version = ssl_object.version() if ssl_object else "none"


class Stats:
    def __init__(self):
        self.numbers = itertools.count(1)
        self.clear()

    def clear(self):
        self.accepted = 0               # TCP connections, whatever became of their handshake
        self.established = []           # those with a handshake
        self.handshake_errors = collections.deque(maxlen=KEPT)
        self.requests = collections.Counter()
        self.statuses = collections.Counter()
        self.log = collections.deque(maxlen=KEPT)

    def connection(self, ssl_object):
        connection = Connection(next(self.numbers), ssl_object)
        self.established.append(connection)
        return connection

    def request(self, request, path, connection):
        """Count a request; returns its entry in the log, to which body, status and fault are added later."""
        self.requests[f"{request.method} {path}"] += 1
        entry = {
            "method": request.method,
            "target": request.raw_path,
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in request.raw_headers],
            "connection": connection.number,
        }
        self.log.append(entry)
        return entry

    def report(self):
        seen = [one for one in self.established if not one.control]
        return {
            "connections": self.accepted - (len(self.established) - len(seen)),
            "handshakes": len(seen),
            "resumed": sum(one.resumed for one in seen),
            "tls": dict(collections.Counter(one.version for one in seen)),
            "handshake_errors": list(self.handshake_errors),
            "total": sum(self.requests.values()),
            "requests": dict(self.requests),
            "statuses": {str(status): count for status, count in self.statuses.items()},
            "log": list(self.log),
        }


def watched_context(stats):
    """A server context that counts connections and failed handshakes in stats."""

    class Watched(ssl.SSLObject):
        def do_handshake(self):
            try:
                super().do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                raise
            except ssl.SSLError as error:
                stats.handshake_errors.append(error.reason or type(error).__name__)
                raise

    class Context(ssl.SSLContext):
        def wrap_bio(self, *args, **named):
            stats.accepted += 1
            return super().wrap_bio(*args, **named)

    context = Context(ssl.PROTOCOL_TLS_SERVER)
    context.sslobject_class = Watched
    return context
