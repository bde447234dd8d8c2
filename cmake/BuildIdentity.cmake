# cmake -DHEADERS=list -DCOMPILER=id -DNAME=JINTU_X -DOUT=file.hpp -P BuildIdentity.cmake: a name that is
# another one when what two programs hand each other in memory may be laid out otherwise.
set(all "${COMPILER}")
foreach(header ${HEADERS})
  file(SHA256 ${header} digest)
  string(APPEND all "${digest}")
endforeach()
string(SHA256 identity "${all}")
string(SUBSTRING ${identity} 0 16 identity)
string(TOLOWER ${NAME} name)
file(WRITE ${OUT} "#pragma once\n#define ${NAME} ${name}_${identity}\n")
