# SPDX-License-Identifier: MIT
"""A program finds the installed library, takes it as a sub-project, or as an ESP-IDF component."""
import pytest
import tree

PROGRAM = """
#include <quatrix/posix.h>
#include <quatrix/quatrix.h>
#include <quatrix/tls.h>

static struct quatrix_posix posix;
static struct quatrix_tls tls;
static struct quatrix_client client;
static uint8_t work[QUATRIX_WORK_MIN];
typedef char name_max_is_what_cmake_was_told[QUATRIX_NAME_MAX == EXPECTED ? 1 : -1];

int main(void)
{
    quatrix_posix_init(&posix);
    const struct quatrix_tls_config channel = { .port = &posix.port };
    (void)quatrix_tls_init(&tls, &channel);
    struct quatrix_config config = { 0 };
    config.host = "localhost";
    config.transport = quatrix_tls_transport(&tls);
    config.work = work;
    config.work_size = sizeof work;
    return quatrix_client_init(&client, &config) == QUATRIX_OK ? 0 : 1;
}
"""
PROJECT = """
cmake_minimum_required(VERSION 3.18)
project(program C)
{find}
add_executable(program program.c)
target_compile_definitions(program PRIVATE EXPECTED={expected})
target_link_libraries(program PRIVATE quatrix::quatrix quatrix::port_posix)
"""


def build(folder, find, expected, *options):
    (folder / "program.c").write_text(PROGRAM)
    (folder / "CMakeLists.txt").write_text(PROJECT.format(find=find, expected=expected))
    tree.run("cmake", "-S", folder, "-B", folder / "build", "-G", "Ninja", *options)
    tree.run("cmake", "--build", folder / "build")
    tree.run(folder / "build" / "program")


def test_a_program_finds_the_installed_package(built, tmp_path):
    build(tmp_path, "find_package(quatrix 0.1 REQUIRED)", 63, f"-DCMAKE_PREFIX_PATH={built.prefix}")


def test_the_installed_package_tells_its_sizes(tmp_path):
    tree.run("cmake", "-S", tree.ROOT, "-B", tmp_path / "q", "-G", "Ninja", "-DQUATRIX_NAME_MAX=100",
             "-DQUATRIX_BUILD_TESTS=OFF", "-DQUATRIX_BUILD_EXAMPLES=OFF", f"-DCMAKE_PREFIX_PATH={tree.mbedtls_prefix()}",
             f"-DCMAKE_INSTALL_PREFIX={tmp_path}/prefix")  # fmt: skip
    tree.run("cmake", "--build", tmp_path / "q")
    tree.run("cmake", "--install", tmp_path / "q")
    build(tmp_path, "find_package(quatrix REQUIRED)", 100, f"-DCMAKE_PREFIX_PATH={tmp_path}/prefix")


@pytest.mark.parametrize("options", [["-DQUATRIX_MBEDTLS=auto"], ["-DQUATRIX_MBEDTLS=package"]], ids=["3.6", "2.28"])
def test_a_project_takes_the_library_as_a_sub_project(tmp_path, options):
    """Without our warnings, tests and examples: the flags are what would make it fail."""
    if options == ["-DQUATRIX_MBEDTLS=auto"]:
        options = [*options, f"-DCMAKE_PREFIX_PATH={tree.mbedtls_prefix()}"]
    find = f'set(QUATRIX_NAME_MAX 77 CACHE STRING "")\nadd_subdirectory("{tree.ROOT}" quatrix)'
    build(tmp_path, find, 77, *options)
    targets = tree.run("cmake", "--build", tmp_path / "build", "--target", "help")
    assert "quatrix/tests" not in targets and "quatrix/examples" not in targets
    assert "-Werror" not in (tmp_path / "build" / "build.ninja").read_text()


RTOS_PROJECT = """
cmake_minimum_required(VERSION 3.18)
project(firmware C)
set(QUATRIX_LWIP_TARGET lwip)
add_subdirectory("${QUATRIX}" quatrix)
add_library(lwip INTERFACE) # after it, as may be the case
target_include_directories(lwip INTERFACE ${LWIP})
add_library(program OBJECT program.c)
target_link_libraries(program PRIVATE quatrix::quatrix quatrix::port_lwip_socket)
"""


def test_a_project_with_lwip_takes_the_port_for_its_sockets(tmp_path):
    (tmp_path / "CMakeLists.txt").write_text(RTOS_PROJECT)
    (tmp_path / "program.c").write_text("#include <quatrix/lwip_socket.h>\nstruct quatrix_lwip_socket net;\n")
    tree.run("cmake", "-S", tmp_path, "-B", tmp_path / "build", "-G", "Ninja", f"-DQUATRIX={tree.ROOT}",
             f"-DCMAKE_PREFIX_PATH={tree.mbedtls_prefix()}", f"-DLWIP={tree.lwip_folders()}")  # fmt: skip
    tree.run("cmake", "--build", tmp_path / "build")


ESP_PROJECT = """
cmake_minimum_required(VERSION 3.18)
project(firmware C)
set(ESP_PLATFORM 1)
function(idf_component_register) # as ESP-IDF has it, as far as is needed here
  cmake_parse_arguments(arg "" "" "SRCS;INCLUDE_DIRS;PRIV_INCLUDE_DIRS;REQUIRES;PRIV_REQUIRES" ${ARGN})
  if(NOT arg_REQUIRES STREQUAL mbedtls OR NOT arg_PRIV_REQUIRES STREQUAL lwip OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${ARGN}")
  endif()
  add_library(component STATIC ${arg_SRCS})
  target_include_directories(component PUBLIC ${arg_INCLUDE_DIRS} PRIVATE ${arg_PRIV_INCLUDE_DIRS} ${MBEDTLS} ${LWIP})
  set(COMPONENT_LIB component PARENT_SCOPE)
endfunction()
add_subdirectory("${QUATRIX}" quatrix)
add_library(program OBJECT program.c)
target_link_libraries(program PRIVATE component)
"""
ESP_SCRIPT = """
set(ESP_PLATFORM 1)
macro(idf_component_register)
  message("registered ${ARGN}")
  return()
endmacro()
include("${QUATRIX}/CMakeLists.txt")
"""


def test_an_esp_idf_build_registers_the_component_with_its_configuration(tmp_path):
    sizes = {**tree.defaults(), "QUATRIX_NAME_MAX": 99}
    (tmp_path / "CMakeLists.txt").write_text(ESP_PROJECT)
    (tmp_path / "program.c").write_text(
        "#include <quatrix/lwip_socket.h>\n#include <quatrix/quatrix.h>\ntypedef char check[QUATRIX_NAME_MAX == 99 ? 1 : -1];\n"
    )
    tree.run("cmake", "-S", tmp_path, "-B", tmp_path / "build", "-G", "Ninja", f"-DQUATRIX={tree.ROOT}",
             f"-DMBEDTLS={tree.mbedtls_prefix()}/include", f"-DLWIP={tree.lwip_folders()}",
             *(f"-DCONFIG_{name}={value}" for name, value in sizes.items()))  # fmt: skip
    tree.run("cmake", "--build", tmp_path / "build")


def test_the_first_reading_of_an_esp_idf_build_stops_at_the_registration(tmp_path):
    (tmp_path / "script.cmake").write_text(ESP_SCRIPT)
    said = tree.run("cmake", f"-DQUATRIX={tree.ROOT}", "-P", tmp_path / "script.cmake", cwd=tmp_path)
    assert said.count("registered") == 1 and "core/src/call/call.c" in said and "port/lwip_socket/resolver.c" in said
