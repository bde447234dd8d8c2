target_link_libraries(unit_tiles_mvt PRIVATE proto_vector_tile PkgConfig::GEOS)
target_include_directories(unit_tiles_mvt PRIVATE ${CMAKE_SOURCE_DIR}/tests/unit)
