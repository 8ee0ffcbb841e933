# SPDX-License-Identifier: MIT
"""A stand-in for the Quatrix service: a real HTTPS server for tests, on this machine only.

Prints one line, "ready HOST PORT", once it listens. DIR/ca.pem is the trust anchor and
DIR/accounts.json says who can log in. See README.md for switches and faults.
"""

import argparse
import asyncio
import errno
import os
import signal
import ssl

import filetree
import pki
import state
import stats
import store
import switches
from faults import FaultList
from routes import API
from server import Server, Standin

VERSIONS = {
    "1.2": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    "1.3": (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3),
    "both": (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3),
}
NAMES = ("localhost", "127.0.0.1", "::1")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True, help="folder of certificates, accounts and state; made when missing")
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; by default 127.0.0.1 and ::1")
    parser.add_argument("--name", action="append", default=[], help="further name or address in the certificate")
    parser.add_argument("--tls", choices=VERSIONS, default="both")
    parser.add_argument("--cert", choices=pki.KINDS, default="ec", help="kind of keys")
    parser.add_argument("--flaw", choices=pki.FLAWS, default="none", help="what is wrong with the certificate")
    parser.add_argument("--intermediate", action="store_true", help="a CA between ca.pem and the server, sent along")
    parser.add_argument("--ciphers", help="TLS 1.2 suites in OpenSSL's notation")
    parser.add_argument("--tickets", type=int, help="TLS 1.3 session tickets per handshake; 0: no tickets in 1.2 either")
    parser.add_argument("--session-life", type=float, metavar="SECONDS", help="idle time (default 900)")
    parser.add_argument("--login-limit", type=int, metavar="N", help="logins per 15 minutes and user (default: no limit)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a switch, or faults=[...]")
    return parser, parser.parse_args()


def first_switches(options):
    """Switch values and faults of the command line."""
    values = dict(switches.from_text(one) for one in options.set)
    faults = values.pop("faults", [])
    if options.session_life is not None:
        values["session_life"] = options.session_life
    if options.login_limit is not None:
        values["login_limit"] = options.login_limit
    return switches.Switches(values), FaultList(faults)


def tls_context(options, counted, names):
    cert, key = pki.prepare(options.dir, options.cert, options.flaw, names, options.intermediate)
    context = stats.watched_context(counted)
    context.minimum_version, context.maximum_version = VERSIONS[options.tls]
    context.load_cert_chain(cert, key)
    if options.ciphers:
        context.set_ciphers(options.ciphers)
    if options.tickets is not None:
        context.num_tickets = options.tickets
        if options.tickets == 0:
            context.options |= ssl.OP_NO_TICKET
    return context


def account_document(kept, port):
    """accounts.json: the plain user's and the server's facts at the top, every user under users."""
    users = {name: {"id": user.id, "name": user.name, "email": user.email, "password": user.password,
                    "api_key": kept.key_of(user), "totp_secret": user.totp_secret, "pin": user.pin,
                    "home_id": user.home_id}
             for name, user in kept.names.items()}
    plain = users["plain"]
    return {
        "host": "localhost", "port": port, "base": f"https://localhost:{port}{API}", "ca": "ca.pem",
        "control_key": kept.control_key, "account_id": kept.account.id,
        "user_id": plain["id"], "email": plain["email"], "password": plain["password"], "api_key": plain["api_key"],
        "api_key_disabled": kept.disabled_key.key,
        "mfa_email": users["mfa"]["email"], "mfa_password": users["mfa"]["password"],
        "totp_secret": users["mfa"]["totp_secret"],
        "pin_email": users["pin"]["email"], "pin_password": users["pin"]["password"], "pin": users["pin"]["pin"],
        "users": users,
    }


async def listen(server, options, context):
    """Listening sockets on one port; IPv6 joins in when the machine has it."""
    loop = asyncio.get_running_loop()
    named = {"ssl": context, "ssl_handshake_timeout": 10, "ssl_shutdown_timeout": 1}
    for _ in range(20):
        first = await loop.create_server(server, options.host, options.port, **named)
        port = first.sockets[0].getsockname()[1]
        if options.host != "127.0.0.1":
            return [first], port
        try:
            return [first, await loop.create_server(server, "::1", port, **named)], port
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return [first], port
            first.close()
            if options.port:
                raise
    raise OSError("no port is free on both 127.0.0.1 and ::1")


async def serve(options, values, faults):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    names = [*NAMES, *options.name]
    counted = stats.Stats()
    context = tls_context(options, counted, names)
    kept = state.State(options.dir, values)
    kept.tree = filetree.Tree(kept, options.dir)
    server = Server(Standin(kept, values, faults, counted, names))
    listening, port = await listen(server, options, context)
    store.write_atomically(os.path.join(options.dir, "accounts.json"), account_document(kept, port))
    print("ready localhost", port, flush=True)
    await stop.wait()
    for one in listening:
        one.close()
    await server.shutdown(0.1)
    kept.save()
    kept.tree.save()


def main():
    parser, options = arguments()
    try:
        values, faults = first_switches(options)
    except ValueError as reason:
        parser.error(str(reason))
    os.makedirs(options.dir, mode=0o700, exist_ok=True)
    asyncio.run(serve(options, values, faults))


if __name__ == "__main__":
    main()
