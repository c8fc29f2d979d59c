#ifndef CSIGNALS_H
#define CSIGNALS_H

// The signals that ask a run to end (SIGTERM, SIGINT, SIGUSR1, SIGHUP, SIGXCPU), kept as one number
// until somebody looks. One that is ignored stays so: SIGINT of a script's background job.

// From now on the first signal ends the process at once with the exit code, after the line, at
// most 1023 bytes of it, has been written to standard error.
void csignals_end(int exit_code, const char *line);
// From now on the first signal is noted. A later one ends the process; those within half a second
// of the first are the same request, sent to a process and to its group, and so is every SIGXCPU.
void csignals_note(void);
// From now on signals do what they did before csignals_note.
void csignals_forget(void);
// The first signal that was noted, 0 for none.
int csignals_noted(void);

#endif
