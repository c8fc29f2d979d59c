#define _GNU_SOURCE

#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

extern char **environ;

static const int watched[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGCHLD};
static const int watched_count = sizeof watched / sizeof *watched;
static int signal_pipe[2] = {-1, -1};

static void note(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe has enough to tell.
  if (write(signal_pipe[1], &byte, 1) < 0) { }
  errno = before;
}

// Sets every watched signal that has the handler `from` to `to`.
static void replace(void (*from)(int), void (*to)(int)) {
  for (int i = 0; i < watched_count; i++) {
    struct sigaction action;
    sigaction(watched[i], NULL, &action);
    if (action.sa_handler != from) continue;
    memset(&action, 0, sizeof action);
    action.sa_handler = to;
    action.sa_flags = SA_RESTART;
    sigaction(watched[i], &action, NULL);
  }
}

// Only calls that are safe between fork and exec.
static int become(
  const char *path, char *const arguments[], char *const environment[], const int descriptors[3],
  bool has_own_group, bool dies_with_parent, pid_t parent) {
  if (has_own_group) setpgid(0, 0);
#ifdef __linux__
  if (dies_with_parent) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // It may have ended before the call.
    if (getppid() != parent) _exit(1);
  }
#endif
  // First out of the way of one another: a descriptor may be another's target.
  int copies[3];
  for (int i = 0; i < 3; i++) {
    copies[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, 3);
    if (copies[i] < 0) return errno;
  }
  for (int i = 0; i < 3; i++)
    if (dup2(copies[i], i) < 0) return errno;
  // Handlers end with exec; what is ignored or blocked stays so.
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, arguments, environment);
  return errno;
}

int cprocess_spawn(
  const char *path, char *const arguments[], char *const environment[], const int descriptors[3],
  bool has_own_group, bool dies_with_parent, pid_t *child) {
  // The child writes errno to it where it cannot become the program; exec closes it.
  int failure[2];
  if (pipe(failure) != 0) return errno;
  for (int i = 0; i < 2; i++) fcntl(failure[i], F_SETFD, FD_CLOEXEC);
  pid_t parent = getpid();
  // No handler of this program may run in the child: it would write to this program's pipe.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  *child = fork();
  if (*child == 0) {
    replace(note, SIG_DFL);
    int code = become(
      path, arguments, environment, descriptors, has_own_group, dies_with_parent, parent);
    if (write(failure[1], &code, sizeof code) < 0) _exit(126);
    _exit(127);
  }
  int code = *child < 0 ? errno : 0;
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(failure[1]);
  if (code == 0) {
    ssize_t count;
    do count = read(failure[0], &code, sizeof code);
    while (count < 0 && errno == EINTR);
    if (count != sizeof code) code = 0;
    if (code != 0) waitpid(*child, NULL, 0);
  }
  close(failure[0]);
  return code;
}

int cprocess_watch_signals(void) {
  if (signal_pipe[0] >= 0) return signal_pipe[0];
  if (pipe(signal_pipe) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
    fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
  }
  // What is ignored stays so: SIGHUP under nohup, SIGINT of a script's background job.
  replace(SIG_DFL, note);
  signal(SIGPIPE, SIG_IGN);
  return signal_pipe[0];
}
