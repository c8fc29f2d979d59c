#ifndef CBUILD_H
#define CBUILD_H

/// The commit that the program was built from, with a `+` when files had changed; or "unknown".
const char *build_commit(void);

#endif
