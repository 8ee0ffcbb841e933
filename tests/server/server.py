# SPDX-License-Identifier: MIT
"""From connection to operation and back: the pipeline every request goes through."""

import asyncio
import hashlib
import hmac
import inspect
import logging

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

import api_account
import api_file
import api_key
import api_profile
import api_session
import api_transfer
import api_user
import auth
import jsontext
import schema
import wire
from incoming import BrokenOff, Incoming
from reply import JSON, ApiError, Reply, error_reply, unauthorised
from routes import API, STREAM, Call, Router, normal_path

FAMILIES = (api_session, api_profile, api_user, api_key, api_account, api_file, api_transfer)
CONTROL, STATS, USERS, FILES = "/standin/control", "/standin/stats", "/standin/users", "/standin/files"
BODY_MAX = 1 << 20
ONLY_ONCE = ("Authorization", "Host", "X-Auth-Token")  # aiohttp itself watches over Content-Type


class Sent:
    """Stands for a reply that is on the wire already: nothing is left for aiohttp to write."""

    def __init__(self, keep_alive):
        self.keep_alive = keep_alive

    async def prepare(self, request):
        pass

    async def write_eof(self):
        pass


class Protocol(RequestHandler):
    """aiohttp's connection handler, with the API's error document for requests it cannot parse."""

    __slots__ = ("connection",)

    def _make_error_handler(self, err_info):
        async def refuse(request):
            reply = error_reply(400, 10, f"Not HTTP: {err_info.message}")
            plan = wire.plan(reply, self._manager.standin.switches, self._manager.standin.state.now(), request)
            plan.end, plan.announce_close = "close", True
            return Sent(await wire.send(request, plan))
        return refuse


class Server(web.Server):
    """Protocol factory of the listening sockets."""

    def __init__(self, standin):
        super().__init__(standin.handle, access_log=None, lingering_time=1.0, auto_decompress=False)
        self.standin = standin

    def __call__(self):
        return Protocol(self, loop=self._loop, **self._kwargs)

    def connection_made(self, handler, transport):
        handler.connection = self.standin.stats.connection(transport.get_extra_info("ssl_object"))
        super().connection_made(handler, transport)


class Standin:
    def __init__(self, state, switches, faults, stats, hosts):
        self.state, self.switches, self.faults, self.stats = state, switches, faults, stats
        self.hosts = {host.lower() for host in hosts}
        self.router = Router([route for family in FAMILIES for route in family.ROUTES])

    async def handle(self, request):
        path = normal_path(request.rel_url.raw_path)
        connection = request.protocol.connection
        if path in (CONTROL, STATS, USERS, FILES):
            connection.control = True
            reply = await self.control(request, path)
            return Sent(await wire.send(request, wire.plan(reply, self.switches.plain(), self.state.now(), request)))
        entry = self.stats.request(request, path, connection)
        if self.switches.latency_ms:
            await asyncio.sleep(self.switches.latency_ms / 1000)
        relative = path[len(API):] if path.startswith(API + "/") else path
        fault = self.faults.take(request.method, relative)
        incoming = Incoming(request)
        try:
            if fault is None or fault.performs:
                reply = await self.answer(request, incoming, path, entry, fault)
            else:
                reply = None
                if fault.kind not in ("reset", "raw", "hang"):
                    await self.take_in(incoming)
        except BrokenOff as broken:
            entry["fault"] = fault.kind
            return Sent(await wire.end_connection(request, broken.how))
        if fault:
            reply = fault.change_reply(reply)
        transmission = wire.plan(reply, self.switches, self.state.now(), request)
        if fault:
            fault.change_wire(transmission)
            entry["fault"] = fault.kind
        entry["status"] = reply.status
        self.stats.statuses[reply.status] += 1
        return Sent(await wire.send(request, transmission))

    async def take_in(self, incoming):
        """Let the client finish its request before it is answered without regard to it."""
        if not self.switches.early_refusal:
            await incoming.drain()

    async def answer(self, request, incoming, path, entry, fault=None):
        """The honest reply to a request."""
        try:
            return await self.perform(request, incoming, path, entry, fault)
        except ApiError as refusal:
            await self.take_in(incoming)
            return refusal.reply
        except (BrokenOff, ConnectionError):
            raise
        except Exception:
            logging.exception("%s %s", request.method, path)
            return error_reply(500, -1, "The stand-in server has a fault of its own")

    async def perform(self, request, incoming, path, entry, fault):
        check_headers(request, self.hosts)
        call = self.call_for(request.method, path)
        call.headers, call.incoming = request.headers, incoming
        if fault:
            fault.prepare(call)
        auth.identify(call, request.headers)
        check_ids(call.params)
        call.query = schema.check_query(request.rel_url.raw_query_string, call.route.query)
        if call.route.model is STREAM:
            entry["body"] = f"({incoming.length} bytes)"
        else:
            call.body = await self.body(request, incoming, call.route, entry)
        reply = call.route.handler(call)
        return await reply if inspect.isawaitable(reply) else reply

    def call_for(self, method, path):
        found = self.router.find(path)
        if not found:
            raise ApiError(404, 20, "There is no such path")
        if method not in found:
            raise ApiError(405, 21, f"{method} is not supported here", headers=[("Allow", ", ".join(sorted(found)))])
        route, params = found[method]
        return Call(self.state, self.switches, route, params)

    async def body(self, request, incoming, route, entry):
        raw = await read_body(incoming)
        entry["body"] = raw.decode("utf-8", "replace")
        if route.model is None:
            if raw:
                raise ApiError(400, 10, "The request has no body")
            return None
        if not raw and route.body_optional:
            return {}
        return schema.check_body(parse_body(request, raw), route.model)

    async def control(self, request, path):
        try:
            key = request.headers.get("X-Standin-Key", "")
            if not hmac.compare_digest(key.encode("utf-8", "replace"), self.state.control_key.encode()):
                raise unauthorised("X-Standin-Key is wrong")
            if (request.method, path) == ("GET", STATS):
                return Reply(doc=self.report())
            if (request.method, path) == ("GET", USERS):
                return Reply(doc=self.users())
            if (request.method, path) == ("GET", FILES):
                return Reply(doc=self.files())
            if (request.method, path) == ("POST", CONTROL):
                return Reply(doc=self.set(parse_body(request, await read_body(Incoming(request)))))
            raise ApiError(405, 21, "GET statistics, users and files, POST to control")
        except ApiError as refusal:
            return refusal.reply
        except ValueError as reason:
            return error_reply(400, 10, str(reason))

    def set(self, wanted):
        """Do what a control document asks for; returns the switches and faults in force."""
        if not isinstance(wanted, dict):
            raise ValueError("the body is not an object")
        wanted = dict(wanted)
        if wanted.pop("reset", False):
            self.switches.reset()
            self.faults.set_all([])
        if wanted.pop("restore", False):
            self.state.restore()
        if wanted.pop("clear_stats", False):
            self.stats.clear()
            self.faults.fired = 0
        faults = wanted.pop("faults", None)
        self.switches.set_all(wanted)
        if faults is not None:
            self.faults.set_all(faults)
        return {**self.switches.all(), "faults": [fault.describe() for fault in self.faults.pending]}

    def users(self):
        """All there is to know of every user."""
        return [{**vars(user), "keys": [vars(key) for key in self.state.keys_of(user)],
                 "sessions": len(self.state.sessions_of(user))} for user in self.state.users.values()]

    def files(self):
        """Every file and folder but the system's, with the hash of what is in it."""
        tree, found = self.state.tree, []
        uploading = {upload.node_id: upload for upload in tree.uploads.values()}
        for node in tree.nodes.values():
            if node.system:
                continue
            upload, owner = uploading.get(node.id), self.state.users.get(node.owner)
            found.append({
                **vars(node), "path": tree.path(node), "owner": owner.email if owner else None, "in_trash": tree.in_trash(node),
                "sha256": file_hash(tree.blob(node), node.size) if node.type == "F" else None,
                "upload_key": upload.id if upload else None, "received": upload.received if upload else None})
        return found

    def report(self):
        self.state.drop_idle_sessions()
        return {
            **self.stats.report(),
            "faults_fired": self.faults.fired,
            "faults_left": len(self.faults.pending),
            "sessions": len(self.state.sessions),
            "time": self.state.now(),
        }


def file_hash(path, size):
    made = hashlib.sha256()
    with open(path, "rb") as file:
        while size > 0 and (data := file.read(min(size, 1 << 20))):
            made.update(data)
            size -= len(data)
    return made.hexdigest()


def host_name(header):
    """The Host header without its port; forwarded ports are allowed to differ."""
    return header[:header.find("]") + 1].strip("[]") if header.startswith("[") else header.partition(":")[0]


def check_headers(request, hosts):
    names = [name.lower() for name, _ in request.raw_headers]
    for name in ONLY_ONCE:
        if names.count(name.lower().encode()) > 1:
            raise ApiError(400, 10, f"{name} stands twice", name)
    host = request.headers.get("Host")
    if not host:
        raise ApiError(400, 12, "Host is missing", "Host")
    if host_name(host).lower() not in hosts:
        raise ApiError(404, 12, "There is no account of that host name", "Host")


def check_ids(params):
    for name, value in params.items():
        if not schema.UUID.fullmatch(value):
            raise ApiError(400, 10, f"{name} is not a UUID in lower case", name)


async def read_body(incoming):
    parts, size = [], 0
    async for part in incoming.pieces():
        parts.append(part)
        size += len(part)
        if size > BODY_MAX:
            raise ApiError(413, 10, "The body is too long")
    return b"".join(parts)


def parse_body(request, raw):
    if request.headers.get("Content-Encoding"):
        raise ApiError(415, 10, "Content-Encoding is not supported", "Content-Encoding")
    if not raw:
        raise ApiError(400, 10, "The body is missing")
    if request.content_type.lower() != JSON or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise ApiError(415, 10, "The body is not application/json in UTF-8", "Content-Type")
    try:
        return jsontext.read(raw)
    except ValueError as reason:
        raise ApiError(400, 10, f"The body is not JSON: {reason}") from None
