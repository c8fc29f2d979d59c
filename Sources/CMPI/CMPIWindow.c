#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "Heartbeat.h"
#include "OpenMPI.h"

int cmpi_window_allocate(cmpi_communicator host, size_t byte_count, cmpi_window *window) {
  *window = NULL;
  MPI_Info info;
  int code = MPI_Info_create(&info);
  if (code != MPI_SUCCESS) return code;
  // Without it the parts are contiguous, and a rank's pages may be on another rank's NUMA node.
  code = MPI_Info_set(info, "alloc_shared_noncontig", "true");
  MPI_Win made = MPI_WIN_NULL;
  void *base = NULL;
  if (code == MPI_SUCCESS) {
    code = WAITING(MPI_Win_allocate_shared(
        (MPI_Aint)byte_count, 1, info, mpi_comm(host), &base, &made));
  }
  MPI_Info_free(&info);
  if (code != MPI_SUCCESS) return code;

  code = MPI_Win_set_errhandler(made, MPI_ERRORS_RETURN);
  if (code == MPI_SUCCESS) code = MPI_Win_lock_all(MPI_MODE_NOCHECK, made);
  if (code == MPI_SUCCESS) *window = (cmpi_window)made;
  return code;
}

int cmpi_window_base(cmpi_window window, int rank, void **base) {
  MPI_Aint byte_count = 0;
  int unit = 0;
  *base = NULL;
  return MPI_Win_shared_query(mpi_win(window), rank, &byte_count, &unit, base);
}

int cmpi_window_sync(cmpi_window window) { return MPI_Win_sync(mpi_win(window)); }

int cmpi_zero(void *memory, size_t byte_count) {
  int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  if (zeros < 0) {
    memset(memory, 0, byte_count);
    return 0;
  }
  char *next = memory;
  // A page that is not to be had makes the kernel's copy fail with EFAULT.
  while (byte_count > 0) {
    size_t piece = byte_count < (size_t)64 << 20 ? byte_count : (size_t)64 << 20;
    ssize_t count = read(zeros, next, piece);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    next += count;
    byte_count -= (size_t)count;
  }
  close(zeros);
  return byte_count == 0 ? 0 : -1;
}

int cmpi_reserve(const char *directory, size_t byte_count) {
  char path[4096];
  int length = snprintf(path, sizeof path, "%s/lockstep-XXXXXX", directory);
  if (length < 0 || (size_t)length >= sizeof path) return ENAMETOOLONG;
  int file = mkstemp(path);
  if (file < 0) return errno;
  unlink(path);
#ifdef __linux__
  int code = posix_fallocate(file, 0, (off_t)byte_count);
#else
  int code = ftruncate(file, (off_t)byte_count) == 0 ? 0 : errno;
#endif
  close(file);
  return code;
}

int cmpi_window_free(cmpi_window window) {
  MPI_Win handle = mpi_win(window);
  int code = MPI_Win_unlock_all(handle);
  return code == MPI_SUCCESS ? WAITING(MPI_Win_free(&handle)) : code;
}

int64_t cmpi_free_bytes(const char *directory) {
  struct statvfs status;
  if (statvfs(directory, &status) != 0) return -1;
  return (int64_t)status.f_bavail * (int64_t)status.f_frsize;
}

int64_t cmpi_free_files(const char *directory) {
  struct statvfs status;
  // File systems that make inodes as they go have a total of zero.
  if (statvfs(directory, &status) != 0 || status.f_files == 0) return INT64_MAX;
  return (int64_t)status.f_favail;
}

// Only lock-free atomics work between processes: a lock of the C library is private to one.
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "32-bit atomics must be lock-free");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "64-bit atomics must be lock-free");

int cmpi_claim(int32_t *cell) {
  int32_t unclaimed = 0;
  return __atomic_compare_exchange_n(
      cell, &unclaimed, 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

uint64_t cmpi_load_uint64(const uint64_t *cell) { return __atomic_load_n(cell, __ATOMIC_ACQUIRE); }

void cmpi_store_uint64(uint64_t *cell, uint64_t value) {
  __atomic_store_n(cell, value, __ATOMIC_RELEASE);
}
