target_link_libraries(unit_tiles_source PRIVATE proto_vector_tile PkgConfig::GEOS)
target_include_directories(unit_tiles_source PRIVATE ${CMAKE_SOURCE_DIR}/tests/unit)
