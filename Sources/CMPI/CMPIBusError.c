#define _GNU_SOURCE

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "CMPI.h"

// A page of a mapped file that cannot be had raises SIGBUS: shared memory in a file system that is
// full, or a data file that has become shorter. The handler finds the file and names it.

static char prefix[256];
static unsigned delay;

static void put(const char *text) { cmpi_write(STDERR_FILENO, text, strlen(text)); }

// Reads "BEGIN-END ..." of a line of /proc/self/maps.
static int holds(const char *line, uintptr_t address) {
  uintptr_t bounds[2] = {0, 0};
  for (int i = 0; i < 2; i++, line++) {
    for (; *line != '-' && *line != ' ' && *line != 0; line++) {
      int digit = *line <= '9' ? *line - '0' : *line - 'a' + 10;
      bounds[i] = bounds[i] << 4 | (uintptr_t)(digit & 15);
    }
  }
  return bounds[0] <= address && address < bounds[1];
}

// The path of the file that is mapped at an address; NULL where there is none.
static const char *find_file(uintptr_t address) {
  static char line[4352];
  size_t count = 0;
  int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0) return NULL;
  char byte;
  while (read(maps, &byte, 1) == 1) {
    if (byte != '\n') {
      if (count + 1 < sizeof line) line[count++] = byte;
      continue;
    }
    line[count] = 0;
    count = 0;
    if (holds(line, address)) {
      close(maps);
      return strchr(line, '/');
    }
  }
  close(maps);
  return NULL;
}

static void handle(int number, siginfo_t *info, void *context) {
  (void)context;
  const char *file =
      info->si_code == BUS_ADRERR ? find_file((uintptr_t)info->si_addr) : NULL;
  if (file == NULL) {
    // The access is repeated, and ends the process as it would have.
    signal(number, SIG_DFL);
    return;
  }
  if (delay > 0) sleep(delay);
  int is_shared = strstr(file, "vader_segment") != NULL || strstr(file, "osc_sm") != NULL ||
                  strncmp(file, "/dev/shm/", 9) == 0;
  put(prefix);
  put(is_shared ? "shared memory: there is no room any more for " : "");
  put(file);
  put(is_shared ? "; in a container give it more (docker run --shm-size=1g)\n"
                : ": a part of it cannot be read any more; expected that it keeps its size while "
                  "it is in use\n");
  _exit(is_shared ? 70 : 65);
}

void cmpi_catch_bus_errors(const char *line_prefix, int seconds) {
  memcpy(prefix, line_prefix, strnlen(line_prefix, sizeof prefix - 1));
  delay = (unsigned)seconds;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, NULL);
}
