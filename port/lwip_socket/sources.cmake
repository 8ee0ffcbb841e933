# SPDX-License-Identifier: MIT
# For builds that compile the port themselves; together with include/ and lwIP's own headers.
set(QUATRIX_PORT_LWIP_SOCKET_SOURCES
  port/lwip_socket/lwip_socket.c
  port/lwip_socket/resolver.c)
