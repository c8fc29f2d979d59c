#include "Heartbeat.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static struct heartbeat private_heartbeat;
static struct heartbeat *const private_list[] = {&private_heartbeat};

struct heartbeat *_Atomic cmpi_own_heartbeat = &private_heartbeat;

// The lock keeps the memory mapped while the watchdog thread reads it.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct heartbeat *const *heartbeats = private_list;
static int heartbeat_count = 1;

static void copy(struct heartbeat *to, struct heartbeat *from) {
  atomic_store(&to->count, atomic_load(&from->count) + 1);
  atomic_store(&to->state, atomic_load(&from->state));
  atomic_store(&to->look_count, atomic_load(&from->look_count));
  atomic_store(&to->process, (int32_t)getpid());
}

int cmpi_heartbeats_share(void *const *cells, int own, int count) {
  struct heartbeat **list = malloc((size_t)count * sizeof *list);
  if (list == NULL) return -1;
  for (int rank = 0; rank < count; rank++) list[rank] = cells[rank];
  pthread_mutex_lock(&lock);
  copy(list[own], &private_heartbeat);
  atomic_store(&cmpi_own_heartbeat, list[own]);
  heartbeats = list;
  heartbeat_count = count;
  pthread_mutex_unlock(&lock);
  return 0;
}

void cmpi_heartbeats_unshare(void) {
  pthread_mutex_lock(&lock);
  if (heartbeats != private_list) {
    copy(&private_heartbeat, atomic_load(&cmpi_own_heartbeat));
    atomic_store(&cmpi_own_heartbeat, &private_heartbeat);
    free((void *)heartbeats);
    heartbeats = private_list;
    heartbeat_count = 1;
  }
  pthread_mutex_unlock(&lock);
}

// Sets the bits of `mask` to those of `bits`.
static void set_state(uint64_t mask, uint64_t bits) {
  struct heartbeat *own = atomic_load_explicit(&cmpi_own_heartbeat, memory_order_relaxed);
  uint64_t state = atomic_load_explicit(&own->state, memory_order_relaxed);
  atomic_store_explicit(&own->state, (state & ~mask) | bits, memory_order_relaxed);
  atomic_fetch_add_explicit(&own->count, 1, memory_order_release);
}

static const uint64_t activity_mask = (uint64_t)0xff << cmpi_heartbeat_activity_shift;
static const uint64_t step_mask = ~(uint64_t)0 << cmpi_heartbeat_step_shift;

void cmpi_heartbeat_report(uint8_t activity) {
  set_state(activity_mask, (uint64_t)activity << cmpi_heartbeat_activity_shift);
}

void cmpi_heartbeat_report_step(uint8_t activity, uint64_t step) {
  set_state(
      activity_mask | step_mask, (uint64_t)activity << cmpi_heartbeat_activity_shift |
                                     step << cmpi_heartbeat_step_shift);
}

void cmpi_heartbeat_expect_long_waits(int expected) {
  set_state(
      cmpi_heartbeat_expects_long_waits, expected ? cmpi_heartbeat_expects_long_waits : 0);
}

void cmpi_heartbeat_tick(void) {
  // Under the lock: a thread other than the reporting one could use memory that is being unmapped.
  pthread_mutex_lock(&lock);
  struct heartbeat *own = atomic_load_explicit(&cmpi_own_heartbeat, memory_order_relaxed);
  atomic_fetch_add_explicit(&own->count, 1, memory_order_release);
  pthread_mutex_unlock(&lock);
}

int cmpi_heartbeats_look(struct cmpi_heartbeat *found, int capacity) {
  pthread_mutex_lock(&lock);
  int count = heartbeat_count;
  struct heartbeat *own = atomic_load_explicit(&cmpi_own_heartbeat, memory_order_relaxed);
  atomic_fetch_add_explicit(&own->look_count, 1, memory_order_relaxed);
  atomic_store_explicit(&own->process, (int32_t)getpid(), memory_order_relaxed);
  for (int rank = 0; rank < count && rank < capacity; rank++) {
    struct heartbeat *cell = heartbeats[rank];
    found[rank].count = atomic_load_explicit(&cell->count, memory_order_acquire);
    found[rank].state = atomic_load_explicit(&cell->state, memory_order_relaxed);
    found[rank].look_count = atomic_load_explicit(&cell->look_count, memory_order_relaxed);
    found[rank].process = atomic_load_explicit(&cell->process, memory_order_relaxed);
  }
  pthread_mutex_unlock(&lock);
  return count;
}

int cmpi_heartbeats_claim(void) {
  pthread_mutex_lock(&lock);
  int32_t unclaimed = 0;
  int is_ours = atomic_compare_exchange_strong(&heartbeats[0]->is_claimed, &unclaimed, 1);
  pthread_mutex_unlock(&lock);
  return is_ours;
}
