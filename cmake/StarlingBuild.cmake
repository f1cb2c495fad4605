# How everything is compiled: C++20, warnings as errors, ccache where present, sanitizers by name.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(STARLING_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, for example address,undefined")
option(STARLING_WARNINGS_AS_ERRORS "Treat warnings as errors" ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

add_library(starling_build INTERFACE)
target_compile_options(starling_build INTERFACE
  -Wall -Wextra -Wconversion -Wshadow
  # GCC 12 reports std::string concatenation as overlapping copies (its bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${STARLING_WARNINGS_AS_ERRORS}>:-Werror>)
if(STARLING_SANITIZE)
  # CAF's headers bind references to null pointers in unevaluated corners: that one check stays off.
  add_compile_options(-fsanitize=${STARLING_SANITIZE} -fno-sanitize=null -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${STARLING_SANITIZE})
endif()
