include(${CMAKE_CURRENT_SOURCE_DIR}/postgres.cmake)
jintu_test_postgres(unit_geo_store)
target_link_libraries(unit_geo_store PRIVATE geo_store_open)
