# starling_library(NAME CORES a.cpp… SHELLS b.cpp… DEPENDS t… SHELL_DEPENDS t…)
# One top-level folder, one static library starling::NAME. Cores build everywhere; shells need CAF,
# sockets or the operating system and are skipped with STARLING_SHELLS=OFF.
function(starling_library name)
  cmake_parse_arguments(arg "" "" "CORES;SHELLS;DEPENDS;SHELL_DEPENDS" ${ARGN})
  set(sources ${arg_CORES})
  set(depends ${arg_DEPENDS})
  if(STARLING_SHELLS)
    list(APPEND sources ${arg_SHELLS})
    list(APPEND depends ${arg_SHELL_DEPENDS})
  endif()
  add_library(starling_${name} STATIC ${sources})
  add_library(starling::${name} ALIAS starling_${name})
  set_target_properties(starling_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(starling_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:include/starling>)
  target_compile_features(starling_${name} PUBLIC cxx_std_20)
  target_link_libraries(starling_${name}
    PUBLIC ${depends} PRIVATE $<BUILD_INTERFACE:starling_build>)
endfunction()
