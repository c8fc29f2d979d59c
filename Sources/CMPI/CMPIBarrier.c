#define _GNU_SOURCE  // sched_getaffinity

#include <limits.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

#include "CMPI.h"
#include "Heartbeat.h"

// Three cache lines: arriving ranks write the first, all ranks poll the second, sleeping ranks use
// the third.
struct state {
  _Alignas(64) _Atomic uint32_t arrived;
  _Alignas(64) _Atomic uint32_t epoch;
  _Alignas(64) _Atomic uint32_t sleepers;
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
static void wait_in(struct state *state, int rank_count, int spin_count, int yield_count) {
  uint32_t epoch = atomic_load_explicit(&state->epoch, memory_order_relaxed);
  uint32_t before = atomic_fetch_add_explicit(&state->arrived, 1, memory_order_acq_rel);
  if (before + 1 == (uint32_t)rank_count) {
    atomic_store_explicit(&state->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&state->epoch, epoch + 1, memory_order_seq_cst);
    if (atomic_load_explicit(&state->sleepers, memory_order_seq_cst) > 0) wake(state);
    return;
  }
  for (int i = 0; i < spin_count; i++) {
    if (atomic_load_explicit(&state->epoch, memory_order_acquire) != epoch) return;
    relax();
  }
  for (int i = 0; i < yield_count; i++) {
    if (atomic_load_explicit(&state->epoch, memory_order_acquire) != epoch) return;
    sched_yield();
  }
  atomic_fetch_add_explicit(&state->sleepers, 1, memory_order_seq_cst);
  while (atomic_load_explicit(&state->epoch, memory_order_acquire) == epoch) {
    sleep_while(state, epoch);
  }
  atomic_fetch_sub_explicit(&state->sleepers, 1, memory_order_relaxed);
}

void cmpi_barrier_wait(void *state, int rank_count, int spin_count, int yield_count) {
  cmpi_begin_wait();
  wait_in(state, rank_count, spin_count, yield_count);
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
