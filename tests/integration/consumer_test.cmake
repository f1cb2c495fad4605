# Installs to an empty folder outside the tree, builds a program against it there and runs it.
# Usage: cmake -DBUILD=… -DCONSUMER=… -DCOMPILER=… -DFLAGS=… -P consumer_test.cmake
string(RANDOM LENGTH 12 name)
set(folder "$ENV{TMPDIR}")
if(NOT folder)
  set(folder /tmp)
endif()
set(folder "${folder}/starling-consumer-${name}")

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  message("${said}")
  if(NOT status EQUAL 0)
    file(REMOVE_RECURSE "${folder}")
    message(FATAL_ERROR "ended with ${status}: ${ARGN}")
  endif()
endfunction()

file(COPY "${CONSUMER}/" DESTINATION "${folder}/source")
run(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${folder}/prefix")
run(${CMAKE_COMMAND} -S "${folder}/source" -B "${folder}/build" -G Ninja
  "-DCMAKE_PREFIX_PATH=${folder}/prefix" "-DCMAKE_CXX_COMPILER=${COMPILER}"
  "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build "${folder}/build")
run("${folder}/build/consumer")
file(REMOVE_RECURSE "${folder}")
