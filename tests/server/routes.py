# SPDX-License-Identifier: MIT
"""Which function answers which method and path, and what a request must bring.

Each family is a module with a ROUTES list; add the module to FAMILIES in server.py.
"""

import dataclasses
import enum

API = "/api/1.0"
STREAM = object()


class Auth(enum.Enum):
    NONE = "nobody needs to be logged in"
    BASIC = "e-mail and password, whatever second factor is to come"
    SESSION = "a session, also one that still waits for its second factor"
    USER = "a complete session, an API key, or e-mail and password"


@dataclasses.dataclass
class Route:
    """path may hold {name} segments; model None means the request has no body, STREAM that the handler reads it."""
    method: str
    path: str
    handler: object
    auth: Auth = Auth.USER
    model: dict = None
    body_optional: bool = False
    base: str = API
    query: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Call:
    """What an operation works with."""
    state: object
    switches: object
    route: Route = None
    params: dict = None
    query: dict = None
    body: dict = None
    headers: object = None
    incoming: object = None     # the request's body, for a handler that reads it itself
    user: object = None
    session: object = None


def normal_path(path):
    """Repeated slashes and one at the end do not count."""
    return "/" + "/".join(part for part in path.split("/") if part)


class Router:
    def __init__(self, routes):
        self.routes = [(normal_path(route.base + route.path).split("/"), route) for route in routes]

    def find(self, path):
        """Those routes that have this (normal) path, as a dict of method to (route, parameters).

        A path that is written out goes before one with parameters.
        """
        parts = path.split("/")
        written, general = {}, {}
        for pattern, route in self.routes:
            params = match(pattern, parts)
            if params is not None:
                (general if params else written).setdefault(route.method, (route, params))
        return written or general


def match(pattern, parts):
    if len(pattern) != len(parts):
        return None
    params = {}
    for want, have in zip(pattern, parts):
        if want.startswith("{"):
            params[want[1:-1]] = have
        elif want != have:
            return None
    return params
