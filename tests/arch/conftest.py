# SPDX-License-Identifier: MIT
import types

import pytest
import tree


@pytest.fixture(scope="session")
def built():
    """Library and ports as a user builds them, without sanitizers; installed in .prefix."""
    build, prefix = tree.WORK / "library", tree.WORK / "prefix"
    tree.run(
        "cmake", "-S", tree.ROOT, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=MinSizeRel",
        "-DCMAKE_C_COMPILER=gcc", f"-DCMAKE_PREFIX_PATH={tree.mbedtls_prefix()}", f"-DCMAKE_INSTALL_PREFIX={prefix}",
        "-DQUATRIX_BUILD_TESTS=OFF", "-DQUATRIX_BUILD_EXAMPLES=OFF", f"-DQUATRIX_LWIP_INCLUDE_DIRS={tree.lwip_folders()}",
    )  # fmt: skip
    tree.run("cmake", "--build", build, "--", "--quiet")
    tree.run("rm", "-rf", prefix)
    tree.run("cmake", "--install", build)
    return types.SimpleNamespace(
        build=build,
        prefix=prefix,
        core=prefix / "lib" / "libquatrix.a",
        port=prefix / "lib" / "libquatrix_port_posix.a",
        port_lwip_socket=build / "port" / "lwip_socket" / "libquatrix_port_lwip_socket.a",
    )
