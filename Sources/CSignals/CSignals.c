#define _POSIX_C_SOURCE 200809L

#include "CSignals.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t noted = 0;

static void note(int signal_number) { noted = signal_number; }

static void set(void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  // Reading and waiting go on: the step that is under way must be finished.
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
}

void csignals_note(void) { set(note); }

void csignals_forget(void) { set(SIG_DFL); }

int csignals_noted(void) { return noted; }
