# cmake -DHEADERS=list -DCOMPILER=id -DOUT=file.hpp -P BuildIdentity.cmake: a name that is another
# one when what two programs hand each other in memory may be laid out otherwise.
set(all "${COMPILER}")
foreach(header ${HEADERS})
  file(SHA256 ${header} digest)
  string(APPEND all "${digest}")
endforeach()
string(SHA256 identity "${all}")
string(SUBSTRING ${identity} 0 16 identity)
file(WRITE ${OUT} "#pragma once\n#define JINTU_GDAL_FORMATS jintu_gdal_formats_${identity}\n")
