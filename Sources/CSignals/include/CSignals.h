#ifndef CSIGNALS_H
#define CSIGNALS_H

// The signals that ask a run to end, kept as one number until somebody looks.

// From now on SIGTERM and SIGUSR1 are noted instead of ending the process.
void csignals_note(void);
// From now on they end the process again.
void csignals_forget(void);
// The last signal that was noted, 0 for none.
int csignals_noted(void);

#endif
