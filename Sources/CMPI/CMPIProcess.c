#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "CMPI.h"

#ifdef __linux__
#include <sys/prctl.h>
#endif

static void ignore_unless_handled(int number) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0 || action.sa_handler != SIG_DFL) return;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_IGN;
  sigaction(number, &action, NULL);
}

void cmpi_prepare_process(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest number that is free is this one.
    if (open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY) < 0) return;
  }
  ignore_unless_handled(SIGPIPE);
  ignore_unless_handled(SIGXFSZ);
  // Swift's handler of crashes returns to where a signal from outside has interrupted the program,
  // which would then go on.
  signal(SIGQUIT, SIG_DFL);
  signal(SIGABRT, SIG_DFL);
}

int cmpi_write(int descriptor, const char *bytes, size_t byte_count) {
  while (byte_count > 0) {
    ssize_t written = write(descriptor, bytes, byte_count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      // Another process that shares the terminal has set it so.
      struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
      if (poll(&ready, 1, -1) >= 0 || errno == EINTR) continue;
    }
    if (written <= 0) return written == 0 ? ENOSPC : errno;
    bytes += written;
    byte_count -= (size_t)written;
  }
  return 0;
}

int cmpi_write_output(const char *bytes, size_t byte_count) {
  // What the program has printed so far comes first.
  fflush(NULL);
  return cmpi_write(STDOUT_FILENO, bytes, byte_count);
}

int64_t cmpi_file_size_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INT64_MAX;
  return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

struct start {
  void (*body)(void *);
  void *context;
};

static void *run(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  start.body(start.context);
  return NULL;
}

int cmpi_start_thread(void (*body)(void *), void *context) {
  struct start *start = malloc(sizeof *start);
  if (start == NULL) return ENOMEM;
  *start = (struct start){body, context};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 << 10);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  int code = pthread_create(&thread, &attributes, run, start);
  pthread_attr_destroy(&attributes);
  if (code != 0) free(start);
  return code;
}

void cmpi_die_with_parent(void) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

int32_t cmpi_process(void) { return (int32_t)getpid(); }

int32_t cmpi_parent(void) { return (int32_t)getppid(); }

void cmpi_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  // What a fault raises in this thread must not be held back.
  for (int i = 0; i < 4; i++) sigdelset(&all, (int[]){SIGBUS, SIGSEGV, SIGFPE, SIGILL}[i]);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
}
