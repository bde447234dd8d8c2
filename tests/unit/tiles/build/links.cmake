target_link_libraries(unit_tiles_build PRIVATE proto_vector_tile PkgConfig::GEOS)
jintu_link(unit_tiles_build PRIVATE geo/osm geo/store/open)
target_include_directories(unit_tiles_build PRIVATE ${CMAKE_SOURCE_DIR}/tests/unit)
