include(${CMAKE_CURRENT_SOURCE_DIR}/postgres.cmake)
jintu_test_postgres(unit_services_faults)
target_link_libraries(unit_services_faults PRIVATE geo_sqlite)
