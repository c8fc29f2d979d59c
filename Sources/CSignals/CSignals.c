#define _POSIX_C_SOURCE 200809L

#include "CSignals.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const int watched[] = {SIGTERM, SIGINT, SIGUSR1, SIGHUP, SIGXCPU};
enum { watched_count = sizeof watched / sizeof *watched };

static volatile sig_atomic_t noted = 0;
static struct timespec noted_time;

static int end_code;
static char end_line[1024];
static size_t end_length;

static void end(int number) {
  (void)number;
  if (end_length > 0 && write(STDERR_FILENO, end_line, end_length) < 0) _exit(end_code);
  _exit(end_code);
}

static double seconds_since_noted(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - noted_time.tv_sec) +
         1e-9 * (double)(now.tv_nsec - noted_time.tv_nsec);
}

static void note(int number) {
  if (noted == 0) {
    clock_gettime(CLOCK_MONOTONIC, &noted_time);
    noted = number;
  } else if (number != SIGXCPU && seconds_since_noted() > 0.5) {
    // Delivered as soon as this handler returns. The system repeats SIGXCPU every second.
    signal(number, SIG_DFL);
    raise(number);
  }
}

static void set(void (*handler)(int)) {
  for (int i = 0; i < watched_count; i++) {
    struct sigaction action;
    if (sigaction(watched[i], NULL, &action) != 0) continue;
    if (action.sa_handler == SIG_IGN) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    // One handler at a time.
    for (int other = 0; other < watched_count; other++)
      sigaddset(&action.sa_mask, watched[other]);
    // Reading and waiting go on: the step that is under way must be finished.
    action.sa_flags = SA_RESTART;
    sigaction(watched[i], &action, NULL);
  }
}

void csignals_end(int exit_code, const char *line) {
  // No signal may find half a line.
  end_length = 0;
  size_t length = strnlen(line, sizeof end_line - 1);
  memcpy(end_line, line, length);
  end_code = exit_code;
  end_length = length;
  set(end);
}

void csignals_note(void) { set(note); }

void csignals_forget(void) { set(end_code != 0 ? end : SIG_DFL); }

int csignals_noted(void) { return noted; }
