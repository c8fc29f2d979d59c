#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#if __has_include(<zlib.h>)
#include <zlib.h>
#else
#error "zlib.h was not found. Debian: apt-get install zlib1g-dev."
#endif

#endif
