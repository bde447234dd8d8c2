# One PostgreSQL for all tests that need one, however many processes they are run in.
string(MD5 postgres_folder "${CMAKE_BINARY_DIR}")
set(postgres_folder /tmp/jintu-pg-${postgres_folder})
if(NOT TEST "support: a PostgreSQL of the tests' own starts")
  add_test(NAME "support: a PostgreSQL of the tests' own starts"
    COMMAND ${CMAKE_SOURCE_DIR}/tests/support/postgres start ${postgres_folder})
  set_tests_properties("support: a PostgreSQL of the tests' own starts" PROPERTIES
    FIXTURES_SETUP postgres SKIP_RETURN_CODE 77)
  add_test(NAME "support: a PostgreSQL of the tests' own ends"
    COMMAND ${CMAKE_SOURCE_DIR}/tests/support/postgres stop ${postgres_folder})
  set_tests_properties("support: a PostgreSQL of the tests' own ends" PROPERTIES
    FIXTURES_CLEANUP postgres)
endif()
string(REPLACE "/" "%2F" postgres_host ${postgres_folder})

# For the program `target`, whose links.cmake this is called from.
macro(jintu_test_postgres target)
  target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/test_database.cpp)
  target_link_libraries(${target} PRIVATE geo_postgres)
  target_compile_definitions(${target} PRIVATE
    JINTU_TEST_POSTGRES="postgresql://jintu@/postgres?host=${postgres_host}")
  set(extra_properties FIXTURES_REQUIRED postgres)
endmacro()
