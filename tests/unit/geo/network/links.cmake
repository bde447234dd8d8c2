# The oracle walks through real extracts, imported by geo/osm; Boost.Graph is headers only.
find_package(Boost 1.74 REQUIRED)
target_link_libraries(unit_geo_network PRIVATE geo_osm Boost::headers)
