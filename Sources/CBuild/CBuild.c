#include "CBuild.h"

#ifndef LOCKSTEP_COMMIT
#define LOCKSTEP_COMMIT "unknown"
#endif

const char *build_commit(void) { return LOCKSTEP_COMMIT; }
