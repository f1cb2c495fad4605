# Starling::starling, the same target in the build tree and after find_package(Starling), and what
# `cmake --install` puts where: libraries, and headers under include/starling/ as in the tree.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# <starling/starling.hpp> forwards to its place in the tree; both include directories are public.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/include/starling/starling.hpp
  CONTENT "#pragma once\n#include \"actors/swarm/starling.hpp\"  // IWYU pragma: export\n" @ONLY)
add_library(starling_public INTERFACE)
add_library(Starling::starling ALIAS starling_public)
set_target_properties(starling_public PROPERTIES EXPORT_NAME starling)
target_include_directories(starling_public INTERFACE
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

set(starling_folders messages transports aggregation optimizers actors)
foreach(folder IN LISTS starling_folders)
  target_link_libraries(starling_public INTERFACE starling_${folder})
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/starling FILES_MATCHING PATTERN "*.hpp")
endforeach()
list(TRANSFORM starling_folders PREPEND starling_)
install(FILES ${PROJECT_BINARY_DIR}/include/starling/starling.hpp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/starling)
install(TARGETS starling_public ${starling_folders} EXPORT StarlingTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(starling_package ${CMAKE_INSTALL_LIBDIR}/cmake/Starling)
install(EXPORT StarlingTargets NAMESPACE Starling:: DESTINATION ${starling_package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/StarlingConfig.cmake.in
  ${PROJECT_BINARY_DIR}/StarlingConfig.cmake INSTALL_DESTINATION ${starling_package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/StarlingConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/StarlingConfig.cmake
  ${PROJECT_BINARY_DIR}/StarlingConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindCAF.cmake
  DESTINATION ${starling_package})
