# SPDX-License-Identifier: MIT
"""Uploads and downloads as a client makes them, for the tests."""

import hashlib


def pattern(size, seed=1):
    """Bytes without a period that a block could hide."""
    block = b"".join(hashlib.sha256(f"{seed}.{at}".encode()).digest() for at in range(min(1024, (size + 31) // 32)))
    whole = b"".join(block[at % 31:] + block[:at % 31] for at in range(size // max(1, len(block)) + 1))
    return whole[:size]


class Files:
    """The files of one user."""

    def __init__(self, server, who="plain"):
        self.server, self.who = server, who
        self.headers = server.key(who)
        self.home = server.user(who)["home_id"]

    def get(self, path, **more):
        return self.server.get(path, headers={**self.headers, **more})

    def post(self, path, /, **doc):
        return self.server.post(path, headers=self.headers, doc=doc)

    def link(self, name="plan.txt", size=None, parent=None, **more):
        doc = {"name": name, "parent_id": parent or self.home, **({} if size is None else {"file_size": size}), **more}
        return self.post("/upload/link", **doc)

    def chunk(self, key, data, first, total, headers=None, connection=None):
        headers = {"Content-Type": "application/octet-stream",
                   "Content-Range": f"bytes {first}-{first + len(data) - 1}/{total}", **(headers or {})}
        return self.server.request("POST", f"/upload/chunked/{key}", raw=data, headers=headers, connection=connection)

    def finalize(self, key, mtime=None):
        return self.get(f"/upload/finalize/{key}" + (f"?mtime={mtime}" if mtime else ""))

    def put(self, name, data, parent=None, chunk=None, mtime=None):
        """A whole upload; the id of the file."""
        opened = self.link(name, len(data), parent, resolve=False).doc
        for first in range(0, len(data), chunk or max(1, len(data))):
            part = data[first:first + (chunk or len(data))]
            assert self.chunk(opened["upload_key"], part, first, len(data)).doc == opened["file_id"]
        done = self.finalize(opened["upload_key"], mtime)
        assert (done.status, done.doc["size"]) == (200, len(data)), done.body
        return opened["file_id"]

    def makedir(self, name, parent=None, **more):
        answer = self.post("/file/makedir", name=name, target=parent or self.home, **more)
        assert answer.status == 201, answer.body
        return answer.doc["id"]

    def download(self, *ids, **headers):
        link = self.post("/file/download-link", ids=list(ids)).doc["id"]
        return self.get(f"/file/download/{link}", **headers)

    def metadata(self, file_id="", content=None):
        return self.get(f"/file/metadata/{file_id}" + ("" if content is None else f"?content={content}"))

    def names(self, folder=""):
        return [one["name"] for one in self.metadata(folder).doc["content"]]

    def used(self):
        return self.get("/profile/info").doc["user_used"]
