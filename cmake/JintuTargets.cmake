# One folder, one target. jintu_library(geo/crs SOURCES transform.cpp LINKS geo/base PRIVATE_LINKS PROJ::proj)
# makes the static library `geo_crs`; names with a slash in LINKS are folders of ours.
find_package(Threads REQUIRED)

add_library(jintu_options INTERFACE)
target_include_directories(jintu_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(jintu_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wno-sign-conversion  # indices of std containers are unsigned, ours are not: nothing but casts would follow
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC bug 105651: false alarms on std::string + literal at -O3
  -Werror)
target_link_libraries(jintu_options INTERFACE Threads::Threads)
target_compile_definitions(jintu_options INTERFACE JINTU_VERSION="${PROJECT_VERSION}")
if(JINTU_SANITIZE)
  # GCC then no longer sees what is initialised (documented under -fsanitize).
  target_compile_options(jintu_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_compile_options(-fsanitize=${JINTU_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${JINTU_SANITIZE})
endif()

if(JINTU_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

if(JINTU_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

function(jintu_target_name folder result)
  string(REPLACE "/" "_" name ${folder})
  set(${result} ${name} PARENT_SCOPE)
endfunction()

function(jintu_link target visibility)
  foreach(item ${ARGN})
    if(item MATCHES "^(geo|tiles|services|proto)/")
      jintu_target_name(${item} item)
    endif()
    target_link_libraries(${target} ${visibility} ${item})
  endforeach()
endfunction()

function(jintu_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  jintu_target_name(${folder} target)
  add_library(${target} STATIC ${ARG_SOURCES})
  target_link_libraries(${target} PUBLIC jintu_options)
  jintu_link(${target} PUBLIC ${ARG_LINKS})
  jintu_link(${target} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()

# System libraries are used as SYSTEM includes, so that -Werror speaks of our code only.
function(jintu_pkg name)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
endfunction()

# jintu_build_identity(TARGET header.hpp JINTU_X patterns…): the header defines JINTU_X as the name under which a module
# hands out its functions to this very build: another one where the headers that the patterns find, or the compiler, are.
function(jintu_build_identity target out name)
  file(GLOB_RECURSE handed CONFIGURE_DEPENDS ${ARGN})
  list(SORT handed)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} "-DHEADERS=${handed}" "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_BUILD_TYPE} ${JINTU_SANITIZE}"
            -DNAME=${name} -DOUT=${out} -P ${CMAKE_SOURCE_DIR}/cmake/BuildIdentity.cmake
    DEPENDS ${handed} ${CMAKE_SOURCE_DIR}/cmake/BuildIdentity.cmake VERBATIM)
  add_custom_target(${target} DEPENDS ${out})
endfunction()

# A folder that is rooms only: jintu_rooms(geo/siting question certificate) adds each, and the name `geo_siting` for all.
function(jintu_rooms folder)
  jintu_target_name(${folder} target)
  add_library(${target} INTERFACE)
  foreach(room ${ARGN})
    add_subdirectory(${room})
    jintu_link(${target} INTERFACE ${folder}/${room})
  endforeach()
endfunction()
