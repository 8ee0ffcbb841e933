# SPDX-License-Identifier: MIT
"""The body of a request as it arrives, for operations that do not keep it in memory; faults can break it off."""

import asyncio

import wire


class BrokenOff(Exception):
    """The connection is to end here, as how says, without an answer."""

    def __init__(self, how):
        super().__init__(how)
        self.how = how


class Incoming:
    """limit: bytes after which the connection ends as end says; piece, interval_ms: how slowly it is read."""

    def __init__(self, request):
        self.request = request
        self.expects = request.headers.get("Expect", "").lower() == "100-continue" and request.version >= (1, 1)
        self.length = request.content_length
        self.limit, self.end = None, "fin"
        self.piece, self.interval_ms = 0, 0
        self.seen = 0

    async def pieces(self):
        if self.expects:
            self.expects = False
            await wire.write(self.request, wire.CONTINUE)
        if self.limit == 0:
            raise BrokenOff(self.end)
        content = self.request.content
        while True:
            most = self.piece or 1 << 18
            if self.limit is not None:
                most = min(most, self.limit - self.seen)
            data = await content.read(most) if self.piece or self.limit is not None else await content.readany()
            if not data:
                return
            self.seen += len(data)
            yield data
            if self.seen == self.limit:
                raise BrokenOff(self.end)
            if self.interval_ms:
                await asyncio.sleep(self.interval_ms / 1000)

    async def drain(self):
        """Take in the rest, so that the answer to it reaches a client that is still sending."""
        if not self.expects:
            async for _ in self.pieces():
                pass
