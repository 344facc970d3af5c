# cmake -DBUILD=… -DWORK=… -DPROGRAM=… -P embed.cmake: install, configure, build, run; fails when one of them does.
function(must)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(failed)
    message(FATAL_ERROR "${ARGN}\n${out}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
must("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/installed" --component library)
must("${CMAKE_COMMAND}" -S "${PROGRAM}" -B "${WORK}/build" -G Ninja "-DCMAKE_PREFIX_PATH=${WORK}/installed"
  "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_BUILD_TYPE=${TYPE}")
must("${CMAKE_COMMAND}" --build "${WORK}/build")
must("${WORK}/build/embedded" "${WORK}/journal.db")
if(NOT out MATCHES "monday is completed with 9 ETH and 1 WETH")
  message(FATAL_ERROR "the embedded deal said:\n${out}")
endif()
# The same program again finds its deal in the journal, and does not do it twice.
must("${WORK}/build/embedded" "${WORK}/journal.db")
if(NOT out MATCHES "monday is completed with 9 ETH and 1 WETH" OR out MATCHES "sent")
  message(FATAL_ERROR "the second run said:\n${out}")
endif()
