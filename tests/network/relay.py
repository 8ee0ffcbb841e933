# SPDX-License-Identifier: MIT
"""A TCP relay that can delay, split, stall, reset and spoil what it carries, in a thread of this process.

    relay = Relay(target=("127.0.0.1", 8443))
    relay.trouble(Trouble("reset", after=700))

What a client sends goes "up", what the server answers "down".
"""

import asyncio
import dataclasses
import fcntl
import socket
import struct
import termios
import threading


@dataclasses.dataclass
class Trouble:
    """What happens to a connection once it has carried `after` more bytes one way."""

    kind: str           # one of KINDS
    way: str = "up"
    after: int = 0
    times: int = 1      # connections it happens to; -1: all


KINDS = ("reset",       # both ends see RST
         "fin",         # both ends see FIN, and what was not yet carried is lost
         "half",        # the receiver of this way sees FIN, the other way goes on
         "stall",       # nothing is taken nor given any more, the connection stays
         "swallow",     # all is taken and nothing given
         "garbage",     # random bytes in between
         "flip")        # a bit of the byte at `after` is another one

GARBAGE = bytes((at * 167 + 13) % 256 for at in range(64))


class Relay:
    def __init__(self, target, port=0):
        self.target, self.delay, self.piece = target, 0.0, 0
        self.fired = 0          # troubles that happened
        self.connections = 0    # accepted so far
        self.carried = {"up": 0, "down": 0}
        self._plan = None
        self._open = set()
        self._listening = listening(port)
        self.port = self._listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._accepting = self._loop.create_task(self._accept())
        self._loop.run_forever()

    def _call(self, function, *arguments):
        """Have the thread do it, and wait until it has."""
        async def do():
            return function(*arguments)
        return asyncio.run_coroutine_threadsafe(do(), self._loop).result(10)

    def trouble(self, trouble=None):
        """For connections that are open and those to come. None: no trouble any more, and those that had some are reset."""
        def set_plan():
            self._plan = trouble and dataclasses.replace(trouble)
            for link in list(self._open):
                link.heed(self._plan)
        self._call(set_plan)

    def hang_up(self):
        """Reset what is open."""
        self._call(lambda: [link.reset() for link in list(self._open)])

    def stop(self):
        self.hang_up()
        self._call(self._accepting.cancel)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._listening.close()

    async def _accept(self):
        while True:
            client, _ = await self._loop.sock_accept(self._listening)
            self.connections += 1
            self._loop.create_task(Link(self, client).run())


def listening(port):
    """One socket for both families."""
    sock = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
    sock.setblocking(False)
    return sock


class Link:
    """A connection of a client, and the one made for it."""

    def __init__(self, relay, client):
        self.relay, self.client, self.server = relay, client, None
        self.loop = relay._loop
        self.tasks = []
        self.count = {"up": 0, "down": 0}
        self.hurt = False
        self.heed(relay._plan)

    def heed(self, plan):
        """The trouble that lies ahead; it counts from here."""
        if plan is None and self.hurt:
            self.reset()
        self.plan, self.base = plan, dict(self.count)

    async def run(self):
        self.relay._open.add(self)
        try:
            self.server = socket.socket(socket.AF_INET6 if ":" in self.relay.target[0] else socket.AF_INET)
            for sock in (self.client, self.server):
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await self.loop.sock_connect(self.server, self.relay.target)
            self.tasks = [self.loop.create_task(self.pump("up", self.client, self.server)),
                          self.loop.create_task(self.pump("down", self.server, self.client))]
            await asyncio.gather(*self.tasks)
        except (OSError, asyncio.CancelledError):
            self.reset()        # whatever an end saw, the other one sees no more of it
        finally:
            self.close()

    async def pump(self, way, source, sink):
        while data := await self.loop.sock_recv(source, 65536):
            if self.relay.delay:
                await asyncio.sleep(self.relay.delay)
            ahead = self.ahead(way)
            if ahead is not None and len(data) > ahead:
                data = await self.happen(data, ahead, source, sink)
                if data is None:
                    return
            await self.give(sink, data)
            self.count[way] += len(data)
            self.relay.carried[way] += len(data)
        sink.shutdown(socket.SHUT_WR)

    def ahead(self, way):
        """How many bytes are left until there is trouble this way; None: there is none ahead."""
        plan = self.plan
        if plan is None or plan.way != way or plan.times == 0 or self.hurt:
            return None
        return max(0, plan.after - (self.count[way] - self.base[way]))

    async def give(self, sink, data):
        piece = self.relay.piece or len(data) or 1
        for at in range(0, len(data), piece):
            await self.loop.sock_sendall(sink, data[at:at + piece])
            await asyncio.sleep(0)

    async def arrived(self, sink):
        """A reset would take back what is still on its way."""
        while sink.fileno() >= 0 and struct.unpack("i", fcntl.ioctl(sink, termios.TIOCOUTQ, bytes(4)))[0]:
            await asyncio.sleep(0.002)

    async def happen(self, data, at, source, sink):
        """What is to be carried in the place of data; None: nothing this way any more."""
        plan, self.hurt = self.plan, True
        self.relay.fired += 1
        plan.times -= plan.times > 0
        if plan.kind == "flip":
            return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1:]
        await self.give(sink, data[:at])
        await self.arrived(sink)
        if plan.kind == "garbage":
            return GARBAGE + data[at:]
        if plan.kind == "half":
            sink.shutdown(socket.SHUT_WR)
        if plan.kind == "reset":
            self.reset()
        if plan.kind == "fin":
            self.close()
        if plan.kind == "stall":
            await asyncio.Event().wait()
        while plan.kind in ("half", "swallow") and await self.loop.sock_recv(source, 65536):
            pass
        return None

    def reset(self):
        for sock in self.sockets():
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        for task in self.tasks:
            if task is not asyncio.current_task():
                task.cancel()
        for sock in self.sockets():
            sock.close()
        self.relay._open.discard(self)

    def sockets(self):
        return [sock for sock in (self.client, self.server) if sock is not None and sock.fileno() >= 0]
