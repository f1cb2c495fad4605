# Embeds examples/*.yaml, in the order given, as the presets of `starling config`.
set(STARLING_PRESETS "")
set(STARLING_PRESET_COUNT 0)
foreach(preset quickstart mnist fedavg gossip-lossy byzantine async stragglers hierarchical pso)
  set(file "${PROJECT_SOURCE_DIR}/examples/${preset}.yaml")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" text)
  string(APPEND STARLING_PRESETS "    {\"${preset}\", R\"yaml(${text})yaml\"},\n")
  math(EXPR STARLING_PRESET_COUNT "${STARLING_PRESET_COUNT} + 1")
endforeach()
configure_file("${CMAKE_CURRENT_LIST_DIR}/presets.cpp.in"
  "${CMAKE_CURRENT_BINARY_DIR}/config/presets.cpp" @ONLY)
