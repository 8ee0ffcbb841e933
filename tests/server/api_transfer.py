# SPDX-License-Identifier: MIT
"""Uploads (/upload, /file/modify) and downloads (/file/download-link, /file/download)."""

import email.utils
import os
import re
import urllib.parse
import zipfile

import ranges
from api_file import folder_of, node_of, nodes_of
from formdata import boundary_of, file_pieces
from incoming import BrokenOff
from reply import OCTETS, ApiError, Reply, Stream, bad_value, not_found
from routes import STREAM, Auth, Route
from schema import flag, ids, moment_text, optional, required, uuid, whole
from filetree import Link, file_name

PIECE = 1 << 18

LINK = {"name": required(file_name), "parent_id": required(uuid), "resolve": optional(flag), "file_size": optional(whole())}
MODIFY = {"id": required(uuid), "truncate": optional(whole()), "name": optional(file_name)}
MODIFY_OLDER = {"truncate": required(whole())}
DOWNLOAD_LINK = {"ids": required(ids)}
FINALIZE = {"mtime": optional(moment_text)}


# Upload sessions

def upload_document(node, upload):
    return {"name": node.name, "file_id": node.id, "parent_id": node.parent_id, "upload_key": upload.id}


def check_quota(call, node, size, name):
    """Whether the file may grow to a size."""
    owner = call.state.users.get(node.owner)
    if owner and size - node.size > call.state.tree.room(owner):
        raise ApiError(400, 122, "The quota does not allow that much", name)


def upload_link(call):
    tree, size = call.state.tree, call.body.get("file_size")
    folder = folder_of(call, call.body["parent_id"], "parent_id")
    name = tree.settle_name(folder.id, call.body["name"], call.body.get("resolve", True))
    owner = call.state.users.get(folder.owner)
    if size and owner and size > tree.room(owner):
        raise ApiError(400, 122, "The quota does not allow that much", "file_size")
    node = tree.make(folder, name, "F")
    return Reply(doc=upload_document(node, tree.open_upload(node, size)))


def open_again(call, node, truncate, name=None):
    tree = call.state.tree
    if node.type != "F":
        raise bad_value("id", "That is not a file")
    if truncate is not None and truncate > node.size:
        raise bad_value("truncate", f"The file has {node.size} bytes only")
    if name is not None:
        node.name = tree.settle_name(node.parent_id, name, False, moving=node)
    keep = node.size if truncate is None else truncate
    tree.cut(node, keep)
    return Reply(doc=upload_document(node, tree.open_upload(node, keep=keep)))


def modify(call):
    return open_again(call, node_of(call, call.body["id"]), call.body.get("truncate"), call.body.get("name"))


def modify_older(call):
    return open_again(call, node_of(call, call.params["id"]), call.body["truncate"])


def upload_of(call, name):
    """The open session of the key in the path, whose life each chunk prolongs."""
    upload = call.state.tree.uploads.get(call.params[name])
    if upload is None:
        raise not_found("upload key", name)
    if upload.seen + call.switches.upload_life <= call.state.now():
        raise ApiError(400, 60, "The upload key has expired", name)
    return upload


def content_range(call):
    """(first, end, total) of the Content-Range header."""
    header = call.headers.get("Content-Range")
    if header is None:
        raise ApiError(400, 11, "Content-Range is missing", "Content-Range")
    found = re.fullmatch(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", header)
    if not found:
        raise bad_value("Content-Range", "Content-Range is not bytes FIRST-LAST/TOTAL")
    first, last, total = map(int, found.groups())
    if not first <= last < total:
        raise bad_value("Content-Range", "The range is not within the file")
    return first, last + 1, total


def check_chunk(call, upload, first, end, total):
    size, switches = end - first, call.switches
    node = call.state.tree.nodes[upload.node_id]
    if call.incoming.length not in (None, size):
        raise bad_value("Content-Length", f"The range has {size} bytes")
    if call.headers.get("Content-Encoding"):
        raise ApiError(415, 10, "Content-Encoding is not supported", "Content-Encoding")
    if upload.total not in (None, total) or upload.file_size not in (None, total):
        raise bad_value("Content-Range", "The total is not what was said before")
    if (size < switches.chunk_least and end < total) or (switches.chunk_most and size > switches.chunk_most):
        raise bad_value("Content-Range", f"A chunk has {switches.chunk_least} to {switches.chunk_most or 'any'} bytes")
    if switches.chunks_in_order and first > ranges.prefix(upload.received):
        raise bad_value("Content-Range", "What comes before is not there yet")
    check_quota(call, node, end, "quota")


async def write_pieces(file, at, end, pieces, alive):
    """Write what comes to a file from an offset on, as long as its key lives; returns where it ended, which is never
    beyond end."""
    async for piece in pieces:
        if not alive():
            raise not_found("upload key", "upload_key")
        if at + len(piece) > end:
            raise bad_value("Content-Length", "The body is longer than it may be")
        os.pwrite(file, piece, at)
        at += len(piece)
    return at


class Reached:
    """How far an upload came, also when its connection broke."""

    def __init__(self, at):
        self.at = at

    async def follow(self, pieces):
        async for piece in pieces:
            yield piece
            self.at += len(piece)


async def chunk(call):
    tree, upload = call.state.tree, upload_of(call, "upload_key")
    first, end, total = content_range(call)
    check_chunk(call, upload, first, end, total)
    upload.total = total
    tree.put(upload)
    node, reached = tree.nodes[upload.node_id], Reached(first)
    file = os.open(tree.blob(node), os.O_WRONLY)
    try:
        await write_pieces(file, first, end, reached.follow(call.incoming.pieces()),
                           lambda: tree.uploads.get(upload.id) is upload)
    except (ConnectionError, BrokenOff):
        if call.switches.partial_chunks and tree.uploads.get(upload.id) is upload and reached.at > first:
            tree.arrived(upload, first, reached.at)
        raise
    finally:
        os.close(file)
    if reached.at != end:
        raise bad_value("Content-Length", "The body is shorter than its range")
    if tree.uploads.get(upload.id) is not upload:
        raise not_found("upload key", "upload_key")
    tree.arrived(upload, first, end)
    return Reply(doc=node.id)


def finalize(call):
    tree, upload = call.state.tree, upload_of(call, "id")
    size = upload.total
    if size is None:
        size = ranges.prefix(upload.received)
    if not ranges.covers(upload.received, max(size, upload.file_size or 0)):
        raise bad_value("id", "Not all of the file has arrived")
    node = tree.finish(upload, size, call.query.get("mtime"))
    return Reply(doc={"id": node.id, "parent_id": node.parent_id, "size": node.size, "modified": int(node.modified)})


async def multipart(call):
    """A whole file in one request; the key dies with it, whatever comes of it."""
    tree, upload = call.state.tree, upload_of(call, "upload_key")
    tree.drop(upload)
    node = tree.nodes[upload.node_id]
    owner = call.state.users.get(node.owner)
    boundary = boundary_of(call.headers.get("Content-Type"))
    most = tree.room(owner) + node.size if owner else 2 ** 63
    tree.cut(node, 0)
    file = os.open(tree.blob(node), os.O_WRONLY)
    try:
        reached = Reached(0)
        async for piece in reached.follow(file_pieces(call.incoming.pieces(), boundary)):
            if reached.at + len(piece) > most:
                raise ApiError(400, 122, "The quota does not allow that much", "quota")
            os.pwrite(file, piece, reached.at)
    finally:
        os.close(file)
    if upload.file_size not in (None, reached.at):
        tree.cut(node, 0)
        raise bad_value("file", "The file is not of the size that was said before")
    if tree.nodes.get(node.id) is not node:
        raise not_found("file", "upload_key")
    tree.finish(upload, reached.at)
    return Reply(doc=node.id)


# Downloads

def download_link(call):
    nodes = nodes_of(call, call.body["ids"])
    link = Link(call.user.id, [node.id for node in nodes], call.state.now())
    call.state.tree.put(link)
    return Reply(doc={"id": link.id})


def link_of(call):
    tree, switches = call.state.tree, call.switches
    link = tree.links.get(call.params["id"])
    if link is None or link.user_id != call.user.id:
        raise not_found("download link", "id")
    if link.created + switches.link_life <= call.state.now() or (switches.link_uses and link.uses >= switches.link_uses):
        raise ApiError(400, 60, "The download link has expired", "id")
    link.uses += 1
    tree.put(link)
    return link


def wanted_range(header, size):
    """(first, end) of a Range header; None where all of the file is to be sent, ValueError where nothing can be."""
    found = re.fullmatch(r"\s*bytes\s*=\s*([0-9]*)\s*-\s*([0-9]*)\s*", header or "")
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        first, end = max(0, size - int(last)), size
    else:
        first, end = int(first), size if last == "" else min(size, int(last) + 1)
        if last != "" and int(last) < first:
            return None
    if first >= end:
        raise ValueError
    return first, end


def file_stream(path, first, end):
    """The bytes of a file from first to before end, as they are when the download begins."""
    file = os.open(path, os.O_RDONLY)

    def pieces():
        at = first
        try:
            while at < end:
                data = os.pread(file, min(PIECE, end - at), at)
                yield data or bytes(end - at)
                at += len(data) or end - at
        finally:
            os.close(file)

    return Stream(end - first, pieces)


def disposition(name):
    plain = re.sub(r'[^ -~]|["\\]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{urllib.parse.quote(name, safe='')}"


def file_reply(call, node):
    path = call.state.tree.blob(node)
    modified = email.utils.formatdate(node.modified, usegmt=True)
    headers = [("Content-Disposition", disposition(node.name)), ("ETag", node.etag), ("Last-Modified", modified),
               ("Accept-Ranges", "bytes")]
    condition, asked = call.headers.get("If-Range"), call.headers.get("Range")
    if condition not in (None, node.etag, modified):
        asked = None
    try:
        part = wanted_range(asked, node.size)
    except ValueError:
        refusal = ApiError(416, 10, "The file has no such bytes", "Range")
        refusal.reply.headers.append(("Content-Range", f"bytes */{node.size}"))
        raise refusal from None
    if part is None:
        return Reply(200, content_type=OCTETS, headers=headers, stream=file_stream(path, 0, node.size))
    first, end = part
    headers.append(("Content-Range", f"bytes {first}-{end - 1}/{node.size}"))
    return Reply(206, content_type=OCTETS, headers=headers, stream=file_stream(path, first, end))


class Sink:
    """What a ZIP file is written to while it goes out."""

    def __init__(self):
        self.parts, self.at = [], 0

    def write(self, data):
        self.parts.append(bytes(data))
        self.at += len(data)
        return len(data)

    def tell(self):
        return self.at

    def flush(self):
        pass

    def taken(self):
        data, self.parts = b"".join(self.parts), []
        return data


def zip_names(tree, nodes):
    """(name in the ZIP, node) of everything, folders with a slash at the end."""
    taken = set()
    for top in nodes:
        name, number = top.name, 0
        while name in taken:
            number += 1
            name = f"{top.name}({number})"
        taken.add(name)
        names = {top.id: name}
        for node in tree.below(top):
            if node is not top:
                names[node.id] = f"{names[node.parent_id]}/{node.name}"
            yield names[node.id] + ("/" if node.is_folder else ""), node


def zip_reply(tree, nodes):
    members = list(zip_names(tree, nodes))
    sizes = {node.id: node.size for _, node in members}

    def pieces():
        sink = Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as made:
            for name, node in members:
                if name.endswith("/"):
                    made.writestr(zipfile.ZipInfo(name), b"")
                    continue
                with made.open(zipfile.ZipInfo(name), "w", force_zip64=sizes[node.id] > 2 ** 31) as member:
                    for data in file_stream(tree.blob(node), 0, sizes[node.id]).pieces():
                        member.write(data)
                        yield sink.taken()
                yield sink.taken()
        yield sink.taken()

    return Reply(200, content_type="application/zip", headers=[("Content-Disposition", disposition("files.zip"))],
                 stream=Stream(None, pieces))


def download(call):
    tree, link = call.state.tree, link_of(call)
    nodes = [tree.nodes[one] for one in link.ids if one in tree.nodes]
    if len(nodes) != len(link.ids):
        raise not_found("file", "id")
    if len(nodes) == 1 and nodes[0].type == "F":
        return file_reply(call, nodes[0])
    return zip_reply(tree, nodes)


ROUTES = [
    Route("POST", "/upload/link", upload_link, model=LINK),
    Route("POST", "/file/modify", modify, model=MODIFY),
    Route("POST", "/file/modify/{id}", modify_older, model=MODIFY_OLDER),
    Route("POST", "/upload/chunked/{upload_key}", chunk, Auth.NONE, STREAM, base=""),
    Route("POST", "/upload/multipart/{upload_key}", multipart, Auth.NONE, STREAM, base=""),
    Route("GET", "/upload/finalize/{id}", finalize, query=FINALIZE),
    Route("POST", "/file/download-link", download_link, model=DOWNLOAD_LINK),
    Route("GET", "/file/download/{id}", download),
]
