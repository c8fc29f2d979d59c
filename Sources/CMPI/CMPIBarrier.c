#define _GNU_SOURCE  // sched_getaffinity, sched_getcpu

#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

#include "CMPI.h"
#include "Heartbeat.h"

// Arriving ranks write the first cache line, all ranks poll the second, sleeping ranks use the
// third; the others are written where a rank changes its core.
struct state {
  _Alignas(64) _Atomic uint32_t arrived;
  _Alignas(64) _Atomic uint32_t epoch;
  _Alignas(64) _Atomic uint32_t sleepers;
  // The core on which each rank last was in the barrier, counted from 1; 0 where it is not known.
  _Alignas(64) _Atomic uint16_t cores[cmpi_barrier_core_count];
};
_Static_assert(sizeof(struct state) == cmpi_barrier_byte_count, "the header states the size");
_Static_assert(sizeof(_Atomic uint32_t) == 4, "a futex is 32 bits");

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

// Notes the core of a rank; returns whether another rank of the host was last on the same one.
static bool shares_core(struct state *state, int rank, int rank_count) {
#ifdef __linux__
  if (rank >= cmpi_barrier_core_count) return true;
  uint16_t core = (uint16_t)(sched_getcpu() + 1);
  if (atomic_load_explicit(&state->cores[rank], memory_order_relaxed) != core) {
    atomic_store_explicit(&state->cores[rank], core, memory_order_relaxed);
  }
  if (core == 0) return false;
  for (int other = 0; other < rank_count && other < cmpi_barrier_core_count; other++) {
    if (other == rank) continue;
    if (atomic_load_explicit(&state->cores[other], memory_order_relaxed) == core) return true;
  }
#else
  (void)state;
  (void)rank;
  (void)rank_count;
#endif
  return false;
}

static uint64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

// Sleeps until the epoch is no longer `epoch`, or for 100 ms.
static void sleep_while(struct state *state, uint32_t epoch) {
#ifdef __linux__
  // FUTEX_WAIT without the private flag: the waiters are different processes.
  const struct timespec timeout = {.tv_sec = 0, .tv_nsec = 100 * 1000 * 1000};
  syscall(SYS_futex, &state->epoch, FUTEX_WAIT, epoch, &timeout, NULL, 0);
#else
  (void)state;
  (void)epoch;
  sched_yield();
#endif
}

static void wake(struct state *state) {
#ifdef __linux__
  syscall(SYS_futex, &state->epoch, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
#else
  (void)state;
#endif
}

// Why a rank's writes before the barrier are visible to every rank after it:
// - each arrival is an acq_rel read-modify-write of `arrived`, so the arrivals form one chain and
//   the last one has acquired what all others released;
// - the last one stores the next epoch with release, the others load it with acquire. Why no epoch
//   is missed: a rank reads the epoch before it arrives (the release half of its arrival keeps the
//   load in front), and the epoch cannot change before it has arrived. `arrived` is reset before
//   the release of the epoch, so no rank arrives at the next barrier too early. Why no sleeper is
//   missed: the sleeper's increment, the waker's store of the epoch and the waker's load of the
//   sleeper count are sequentially consistent. A waker that sees no sleeper comes before the count,
//   and then the kernel's own comparison of the epoch, made after it, finds the new value and does
//   not sleep. The timeout is a second guard.
static void wait_in(
    struct state *state, int rank, int rank_count, uint64_t poll_limit, int yield_count) {
  bool polls = poll_limit > 0 && !shares_core(state, rank, rank_count);
  uint32_t epoch = atomic_load_explicit(&state->epoch, memory_order_relaxed);
  uint32_t before = atomic_fetch_add_explicit(&state->arrived, 1, memory_order_acq_rel);
  if (before + 1 == (uint32_t)rank_count) {
    atomic_store_explicit(&state->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&state->epoch, epoch + 1, memory_order_seq_cst);
    if (atomic_load_explicit(&state->sleepers, memory_order_seq_cst) > 0) wake(state);
    return;
  }
  // A yield may give a whole time slice to a program that is not ours, so only a core that another
  // rank needs is yielded.
  uint64_t start = polls ? nanoseconds() : 0;
  while (polls && nanoseconds() - start < poll_limit) {
    for (int i = 0; i < 64; i++) {
      if (atomic_load_explicit(&state->epoch, memory_order_acquire) != epoch) return;
      relax();
    }
    polls = !shares_core(state, rank, rank_count);
  }
  for (int i = 0; !polls && i < yield_count; i++) {
    if (atomic_load_explicit(&state->epoch, memory_order_acquire) != epoch) return;
    sched_yield();
  }
  atomic_fetch_add_explicit(&state->sleepers, 1, memory_order_seq_cst);
  while (atomic_load_explicit(&state->epoch, memory_order_acquire) == epoch) {
    sleep_while(state, epoch);
  }
  atomic_fetch_sub_explicit(&state->sleepers, 1, memory_order_relaxed);
  // It may have woken on another core.
  if (poll_limit > 0) shares_core(state, rank, rank_count);
}

void cmpi_barrier_wait(
    void *state, int rank, int rank_count, uint64_t poll_limit, int yield_count) {
  cmpi_begin_wait();
  wait_in(state, rank, rank_count, poll_limit, yield_count);
  cmpi_waited(0);
}

void cmpi_core_mask(uint64_t mask[cmpi_core_mask_word_count]) {
  memset(mask, 0, cmpi_core_mask_word_count * sizeof(uint64_t));
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int core = 0; core < CPU_SETSIZE && core < 64 * cmpi_core_mask_word_count; core++) {
      if (CPU_ISSET(core, &set)) mask[core / 64] |= (uint64_t)1 << (core % 64);
    }
    return;
  }
#endif
  // No affinity mask available, or more cores than the mask has bits.
  long core_count = sysconf(_SC_NPROCESSORS_ONLN);
  for (long core = 0; core < core_count && core < 64 * cmpi_core_mask_word_count; core++) {
    mask[core / 64] |= (uint64_t)1 << (core % 64);
  }
}
