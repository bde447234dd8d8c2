include(${CMAKE_CURRENT_SOURCE_DIR}/postgres.cmake)
jintu_test_postgres(unit_services_auth)
