#include <stddef.h>
#include <time.h>

#include "CMPI.h"
#include "Heartbeat.h"

static _Thread_local uint64_t began;
static _Thread_local uint64_t total;
static _Thread_local struct cmpi_wait *room;
static _Thread_local int capacity;
static _Thread_local int count;

uint64_t cmpi_nanoseconds(void) {
#ifdef __APPLE__
  return clock_gettime_nsec_np(CLOCK_UPTIME_RAW);
#else
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

void cmpi_clock_wait(void) { began = cmpi_nanoseconds(); }

void cmpi_clock_waited(void) {
  uint64_t ended = cmpi_nanoseconds();
  total += ended - began;
  if (count < capacity) room[count++] = (struct cmpi_wait){.start = began, .end = ended};
}

uint64_t cmpi_waited_nanoseconds(void) { return total; }

void cmpi_waits_record(struct cmpi_wait *waits, int room_count) {
  room = waits;
  capacity = waits == NULL ? 0 : room_count;
  count = 0;
}

int cmpi_waits_take(void) {
  int taken = count;
  count = 0;
  return taken;
}
