# SPDX-License-Identifier: MIT
"""What a row of cases.py may say.

accept   the request is answered
refuse   the handshake fails, and no byte of the request has left
fail     the certificate was accepted and the request sent, and then something is wrong

"unless" has what differs with a version of mbedTLS or TLS or with a server. "deviation" says why something is accepted that
a strict client would refuse.
"""
import dataclasses

from certificates import HOST

BY_DEFAULT = {"openssl": ("1.2", "1.3"), "nginx": ("1.3",), "gnutls": ("1.2",)}
BOTH = ("1.2", "1.3")
VERIFY = "Certificate verification failed"
ALERT = "A fatal alert message was received from our peer"
LONG = b"." * 40000


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    chain: str  # the server's certificate
    why: str
    verdict: str = "accept"
    status: str = "OK"  # here and below: or several, with | between
    phase: str = "body"
    flags: str = ""
    reason: str = ""  # part of what mbedTLS's number means
    resumed: int = 0  # handshakes of all calls
    largest: tuple = None  # at least and at most: bytes of the server's largest record
    log: str = ""  # part of what the server says
    unless: dict = dataclasses.field(default_factory=dict)
    deviation: str = ""

    host: str = HOST
    trust: tuple = ("root", "rsa-root")
    sends: tuple = ()  # certificates, in this order; else those between the server's and the root
    steps: tuple = ("get",)  # of the client: get, close; of the server: say LETTER, restart CERTIFICATE
    timeout_ms: int = 60000

    versions: tuple = None  # the server knows one alone; "": as it is by default
    openssl: tuple = None  # options
    nginx: str = None  # directives
    nginx_other: str = ""  # another server block
    gnutls: tuple = None  # end of the priority string, then options
    raw: bytes = None  # a server of canned bytes instead
    closes: bool = False  # once they are said
    body: bytes = b'{"size":1}'
    framed: bool = True  # has a length; else the end of the connection is its end
    cut: int = None  # a relay ends the connection after so many bytes of the reply
    swallow_alerts: bool = False  # it keeps close_notify to itself
    version: str = ""  # of the run

    def runs(self):
        """(server, version of TLS) of each run."""
        if self.raw is not None:
            return [("raw", "")]
        given = [kind for kind in BY_DEFAULT if getattr(self, kind) is not None] or list(BY_DEFAULT)
        return [(kind, version) for kind in given for version in self.versions or BY_DEFAULT[kind]]

    def expected(self, words):
        """The case as it is for a run that these words describe."""
        changed = self
        for key, changes in self.unless.items():
            if set(key.split()) <= words:
                changed = dataclasses.replace(changed, **changes)
        return changed


CASES = []


def case(**row):
    assert row["name"] not in [other.name for other in CASES], row["name"]
    CASES.append(Case(**row))


def accept(name, chain, why, **row):
    case(name=name, chain=chain, why=why, **row)


def no(status, flags="", reason=None, phase="handshake"):
    """What is told of a server that is refused."""
    return {"verdict": "refuse", "status": status, "phase": phase, "flags": flags,
            "reason": VERIFY if reason is None else reason}


def refuse(name, chain, status, flags, why, reason=None, **row):
    case(**({"name": name, "chain": chain, "why": why} | no(status, flags, reason) | row))


def refuse_suite(name, why, chain="good", **row):
    refuse(name, chain, "E_HANDSHAKE", "", why, ALERT, **({"versions": ("1.2",)} | row))


def fail(name, chain, status, phase, reason, why, **row):
    case(name=name, chain=chain, why=why, verdict="fail", status=status, phase=phase, reason=reason, **row)


WRONG_NAME, UNTRUSTED, DATE = ("E_CERT_NAME", "NAME"), ("E_CERT_UNTRUSTED", "NOT_TRUSTED"), "E_CERT_DATE"
UNKNOWN_TO_228 = {"2.28": no(*WRONG_NAME)}
# mbedTLS sends an address as a name (SNI), which RFC 6066 section 3 forbids and gnutls-serv does not accept.
NO_LITERAL = {"gnutls": no("E_HANDSHAKE", reason=ALERT)}
OK_IN_228 = {"2.28": {"verdict": "accept", "status": "OK", "phase": "body", "flags": "", "reason": ""}}

# gnutls-serv sorts chains and does not send what it finds needless; it cannot use every key.
WITHOUT_GNUTLS = {"openssl": (), "nginx": ""}
# Nor does a server of TLS 1.2 take a key for what its certificate does not allow.
NOT_SERVED_12 = {"1.2": no("E_HANDSHAKE", reason=ALERT)}
NOT_SERVED_GNUTLS = {"gnutls": no("E_HANDSHAKE", reason=ALERT)}
USAGE = "Processing of the Certificate handshake message failed"
