#ifndef CMPI_HEARTBEAT_H
#define CMPI_HEARTBEAT_H

#include <stdatomic.h>
#include <stdint.h>

#include "CMPI.h"

// A rank's report: one cache line, written by its owner and read by all ranks.
struct heartbeat {
  _Alignas(64) _Atomic uint64_t count;
  _Atomic uint64_t state;
  _Atomic uint64_t look_count;
  _Atomic int32_t process;
  // On the host's first rank: whether a rank has claimed to report for the host.
  _Atomic int32_t is_claimed;
};
_Static_assert(sizeof(struct heartbeat) == cmpi_heartbeat_byte_count, "the header states the size");
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "a lock would be private to one process");

// The beginning and the end of a wait on the host's clock (CMPIWaits.c).
void cmpi_clock_wait(void);
void cmpi_clock_waited(void);

// The cell of this process: private memory until cmpi_heartbeats_share.
extern struct heartbeat *_Atomic cmpi_own_heartbeat;

// Only the reporting thread changes the state, so it needs no read-modify-write; the count is also
// incremented by other threads.
static inline void cmpi_set_waiting(uint64_t waiting) {
  struct heartbeat *own = atomic_load_explicit(&cmpi_own_heartbeat, memory_order_relaxed);
  uint64_t state = atomic_load_explicit(&own->state, memory_order_relaxed);
  atomic_store_explicit(
      &own->state, (state & ~(uint64_t)cmpi_heartbeat_waits) | waiting, memory_order_relaxed);
  atomic_fetch_add_explicit(&own->count, 1, memory_order_release);
}

static inline void cmpi_begin_wait(void) {
  cmpi_set_waiting(cmpi_heartbeat_waits);
  cmpi_clock_wait();
}

static inline int cmpi_waited(int code) {
  cmpi_clock_waited();
  cmpi_set_waiting(0);
  return code;
}

// Wraps a call that waits for other ranks.
#define WAITING(call) (cmpi_begin_wait(), cmpi_waited(call))

#endif
