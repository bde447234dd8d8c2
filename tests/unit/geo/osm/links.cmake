find_package(ZLIB REQUIRED)
find_package(BZip2 REQUIRED)
target_link_libraries(unit_geo_osm PRIVATE ZLIB::ZLIB BZip2::BZip2 geo_geometry)
