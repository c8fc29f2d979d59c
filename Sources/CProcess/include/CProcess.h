#ifndef CPROCESS_H
#define CPROCESS_H

#include <stdbool.h>
#include <sys/types.h>

// Starts and signals of programs that must not outlive the one that has started them.

// Starts a program with no signal blocked or ignored, where asked in a process group of its own.
//
// `descriptors` become the child's 0, 1 and 2; its others are those without FD_CLOEXEC. Where
// `dies_with_parent` is set and the system can do so (Linux), the child gets SIGTERM when the
// calling thread ends, even by SIGKILL. Returns 0, or errno where the program cannot be started.
int cprocess_spawn(
  const char *path, char *const arguments[], char *const environment[], const int descriptors[3],
  bool has_own_group, bool dies_with_parent, pid_t *child);

// From now on the numbers of SIGHUP, SIGINT, SIGTERM, SIGUSR1 and SIGCHLD are written, a byte each,
// to a pipe, unless they are ignored or have a handler; SIGPIPE is ignored. Returns the pipe's
// reading end, which never blocks, or -1.
int cprocess_watch_signals(void);

#endif
