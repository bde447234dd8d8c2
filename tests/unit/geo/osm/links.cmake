# walking_test measures segments by an internal header, which includes libosmium's.
find_package(ZLIB REQUIRED)
find_package(BZip2 REQUIRED)
target_link_libraries(unit_geo_osm PRIVATE jintu_osmium ZLIB::ZLIB BZip2::BZip2)
