#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Heartbeat.h"
#include "OpenMPI.h"

extern char **environ;

// Open MPI ends the process inside of MPI_Init when that fails. A child keeps what is written to
// standard error meanwhile: it passes that on, or writes one line in its place.

enum { text_size = 16 << 10 };

struct guard {
  pid_t child;
  int standard_error;  // the real one
  int text[2], status[2];
};

// What Open MPI's library itself writes where it cannot reach mpirun; the pages are mpirun's.
static const char hallmark[] = "Local abort before MPI_INIT";

static const char reason[] =
    "MPI cannot start on this rank: another MPI program has run in its place before it, or mpirun "
    "is another Open MPI's; give every MPI program an mpirun of its own";

// What may be the cause, found before MPI starts: empty where there is nothing unusual.
static char cause[1024];

static void add(const char *text, size_t size) {
  size_t length = strlen(cause);
  for (size_t i = 0; i < size && length + 1 < sizeof cause - 1; i++) {
    unsigned char byte = (unsigned char)text[i];
    cause[length++] = byte < 32 || byte == 127 ? '?' : (char)byte;
  }
  cause[length] = 0;
}

// Whether a variable chooses components of MPI, which may be none of this Open MPI's. `mpirun`
// itself sets others, and `lockstep launch` chooses ob1.
static int is_choice(const char *variable) {
  static const char *const names[] = {"btl", "pml", "mtl", "osc", "coll", "bml", "shmem", "ess",
                                      "op", "mpool", "rcache", "allocator"};
  if (strncmp(variable, "OMPI_MCA_", 9) != 0) return 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = strlen(names[i]);
    if (strncmp(variable + 9, names[i], length) != 0 || variable[9 + length] != '=') continue;
    const char *value = variable + 9 + length + 1;
    return strcmp(value, "ob1") != 0 && strcmp(value, "^singleton") != 0;
  }
  return 0;
}

// The fewest open files with which Open MPI has been seen to start, doubled.
enum { usual_file_count = 64 };

static void find_cause(void) {
  cause[0] = 0;
  static const char start[] = "MPI cannot start on this rank";
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < usual_file_count) {
    char text[160];
    int size = snprintf(
        text, sizeof text, "%s: it may have %llu open files; raise the limit (ulimit -n)", start,
        (unsigned long long)limit.rlim_cur);
    add(text, (size_t)size);
    return;
  }
  for (char **variable = environ; *variable != NULL; variable++) {
    if (!is_choice(*variable)) continue;
    if (cause[0] == 0) {
      add(start, sizeof start - 1);
      add(" with ", 6);
    } else {
      add(" and ", 5);
    }
    add(*variable, strlen(*variable));
  }
  static const char remedy[] = "; take the setting away, or name components that ompi_info lists";
  if (cause[0] != 0) add(remedy, sizeof remedy - 1);
}

static int contains(const char *text, size_t size, const char *words) {
  size_t length = strlen(words);
  for (size_t i = 0; i + length <= size; i++)
    if (memcmp(text + i, words, length) == 0) return 1;
  return 0;
}

// Whether this rank is the first of its host to ask: a file in the job's folder, which mpirun
// removes, belongs to one. Without that folder rank 0 writes.
static int claim_line(const char *path, int is_first) {
  if (*path == 0) return is_first;
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) close(file);
  return file >= 0 || (errno != EEXIST && is_first);
}

// Writes a line at once: mpirun passes on what it reads, with its own lines between two pieces.
static void write_line(int descriptor, const char *prefix, const char *message) {
  static char line[text_size];
  size_t size = 0;
  for (; *prefix != 0 && size < sizeof line - 1; prefix++) line[size++] = *prefix;
  for (; *message != 0 && size < sizeof line - 1; message++) line[size++] = *message;
  line[size++] = '\n';
  cmpi_write(descriptor, line, size);
}

// Only calls that are safe in the child of a process with several threads.
static _Noreturn void keep_text(
    struct guard guard, const char *prefix, const char *claim, int is_first) {
  static char text[text_size];
  size_t size = 0;
  // Handlers are the parent's, and mpirun may ask all of a rank's processes to end.
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  close(guard.text[1]);
  close(guard.status[1]);
  fcntl(guard.text[0], F_SETFL, O_NONBLOCK);
  char status = 0;
  for (int is_over = 0; !is_over;) {
    struct pollfd sources[] = {
        {.fd = guard.text[0], .events = POLLIN}, {.fd = guard.status[0], .events = POLLIN}};
    if (poll(sources, 2, -1) < 0) continue;
    if (sources[1].revents != 0) is_over = read(guard.status[0], &status, 1) >= 0;
    char bytes[1024];
    ssize_t count;
    while ((count = read(guard.text[0], bytes, sizeof bytes)) > 0) {
      size_t kept = (size_t)count < text_size - size ? (size_t)count : text_size - size;
      memcpy(text + size, bytes, kept);
      size += kept;
    }
  }
  // The process has ended inside of MPI_Init, without a line of its own.
  int has_failed = status == 0 && !contains(text, size, prefix);
  if (has_failed && (cause[0] != 0 || contains(text, size, hallmark))) {
    if (claim_line(claim, is_first)) {
      write_line(guard.standard_error, prefix, cause[0] != 0 ? cause : reason);
    }
  } else {
    cmpi_write(guard.standard_error, text, size);
  }
  _exit(0);
}

static void set_closed_on_exec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

static int begin(struct guard *guard, const char *prefix, int is_first) {
  char claim[1024] = "";
  const char *folder = getenv("OMPI_MCA_orte_jobfam_session_dir");
  if (folder != NULL && *folder != 0) snprintf(claim, sizeof claim, "%s/lockstep-error", folder);
  find_cause();
  guard->standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (guard->standard_error < 0) return 0;
  if (pipe(guard->text) != 0) goto no_text;
  if (pipe(guard->status) != 0) goto no_status;
  for (int i = 0; i < 2; i++) {
    set_closed_on_exec(guard->text[i]);
    set_closed_on_exec(guard->status[i]);
  }
  guard->child = fork();
  if (guard->child == 0) keep_text(*guard, prefix, claim, is_first);
  close(guard->text[0]);
  close(guard->status[0]);
  if (guard->child > 0 && dup2(guard->text[1], STDERR_FILENO) >= 0) return 1;
  close(guard->status[1]);
no_status:
  close(guard->text[1]);
no_text:
  close(guard->standard_error);
  return 0;
}

static void end(struct guard *guard) {
  dup2(guard->standard_error, STDERR_FILENO);
  char status = 1;
  while (write(guard->status[1], &status, 1) < 0 && errno == EINTR) { }
  close(guard->status[1]);
  close(guard->text[1]);
  close(guard->standard_error);
  while (waitpid(guard->child, NULL, 0) < 0 && errno == EINTR) { }
}

int cmpi_init(int *granted, const char *prefix, int is_first) {
  struct guard guard;
  int is_guarded = *prefix != 0 && begin(&guard, prefix, is_first);
  int level = MPI_THREAD_SINGLE;
  int code = WAITING(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level));
  if (is_guarded) end(&guard);
  if (code != MPI_SUCCESS) return code;
  *granted = level >= MPI_THREAD_FUNNELED;
  code = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (code != MPI_SUCCESS) return code;
  return MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
}
