#define _GNU_SOURCE  // sched_yield, nanosleep

#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "Heartbeat.h"
#include "OpenMPI.h"

struct cmpi_transfers_s {
  MPI_Comm communicator;
  int capacity;
  int count;
  int pending;
  MPI_Request *requests;
  // The number of floats of a receive; -1 for a send.
  int *expected;
  // The results of the last MPI_Testsome or MPI_Waitsome.
  int *indices;
  MPI_Status *statuses;
};

cmpi_transfers cmpi_transfers_make(cmpi_communicator communicator, int capacity) {
  size_t room = capacity > 0 ? (size_t)capacity : 1;
  cmpi_transfers made = calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  made->communicator = mpi_comm(communicator);
  made->capacity = capacity;
  made->requests = malloc(room * sizeof *made->requests);
  made->expected = malloc(room * sizeof *made->expected);
  made->indices = malloc(room * sizeof *made->indices);
  made->statuses = malloc(room * sizeof *made->statuses);
  if (made->requests == NULL || made->expected == NULL || made->indices == NULL ||
      made->statuses == NULL) {
    cmpi_transfers_free(made);
    return NULL;
  }
  return made;
}

void cmpi_transfers_free(cmpi_transfers transfers) {
  free(transfers->requests);
  free(transfers->expected);
  free(transfers->indices);
  free(transfers->statuses);
  free(transfers);
}

static int add(cmpi_transfers transfers, int code, int expected) {
  if (code != MPI_SUCCESS) return code;
  transfers->expected[transfers->count] = expected;
  transfers->count++;
  transfers->pending++;
  return MPI_SUCCESS;
}

int cmpi_transfers_send(
    cmpi_transfers transfers, const float *values, size_t count, int to, int tag) {
  if (transfers->count == transfers->capacity || count > INT_MAX) return MPI_ERR_COUNT;
  MPI_Request *request = &transfers->requests[transfers->count];
  int code =
      MPI_Isend(values, (int)count, MPI_FLOAT, to, tag, transfers->communicator, request);
  return add(transfers, code, -1);
}

int cmpi_transfers_receive(
    cmpi_transfers transfers, float *values, size_t count, int from, int tag) {
  if (transfers->count == transfers->capacity || count > INT_MAX) return MPI_ERR_COUNT;
  MPI_Request *request = &transfers->requests[transfers->count];
  int code =
      MPI_Irecv(values, (int)count, MPI_FLOAT, from, tag, transfers->communicator, request);
  return add(transfers, code, (int)count);
}

// Processes the results of MPI_Testsome or MPI_Waitsome.
static int settle(cmpi_transfers transfers, int code, int done) {
  if (code == MPI_ERR_IN_STATUS) {
    for (int i = 0; i < done; i++) {
      int error = transfers->statuses[i].MPI_ERROR;
      if (error != MPI_SUCCESS && error != MPI_ERR_PENDING) return error;
    }
  }
  if (code != MPI_SUCCESS || done == MPI_UNDEFINED) return code;
  for (int i = 0; i < done; i++) {
    int expected = transfers->expected[transfers->indices[i]];
    if (expected < 0) continue;
    int found = 0;
    code = MPI_Get_count(&transfers->statuses[i], MPI_FLOAT, &found);
    if (code != MPI_SUCCESS) return code;
    if (found != expected) return MPI_ERR_TRUNCATE;
  }
  transfers->pending -= done;
  return MPI_SUCCESS;
}

int cmpi_transfers_progress(cmpi_transfers transfers) {
  if (transfers->pending == 0) return MPI_SUCCESS;
  int done = 0;
  int code = MPI_Testsome(
      transfers->count, transfers->requests, &done, transfers->indices, transfers->statuses);
  return settle(transfers, code, done);
}

int cmpi_transfers_wait(cmpi_transfers transfers) {
  if (transfers->pending == 0) return MPI_SUCCESS;
  int done = 0;
  int code = WAITING(MPI_Waitsome(
      transfers->count, transfers->requests, &done, transfers->indices, transfers->statuses));
  return settle(transfers, code, done);
}

int cmpi_transfers_is_done(cmpi_transfers transfers, int index) {
  return transfers->requests[index] == MPI_REQUEST_NULL;
}

int cmpi_transfers_count(cmpi_transfers transfers) { return transfers->count; }
int cmpi_transfers_pending(cmpi_transfers transfers) { return transfers->pending; }

void cmpi_transfers_clear(cmpi_transfers transfers) {
  transfers->count = 0;
  transfers->pending = 0;
}

// A rank that waits long yields its core to ranks that compute, and still progresses messages often
// enough for a fast network.
enum { yields_before_sleep = 500, sleep_nanoseconds = 50 * 1000 };

// Also without messages of its own: messages that others wait for may be in this rank's queues.
static int progress_anything(cmpi_transfers transfers) {
  if (transfers->pending > 0) return cmpi_transfers_progress(transfers);
  int found = 0;
  return MPI_Iprobe(
      MPI_ANY_SOURCE, MPI_ANY_TAG, transfers->communicator, &found, MPI_STATUS_IGNORE);
}

static int wait_for(cmpi_transfers transfers, const uint64_t *cell, uint64_t value) {
  for (int turn = 0; cmpi_load_uint64(cell) < value; turn++) {
    int code = progress_anything(transfers);
    if (code != MPI_SUCCESS) return code;
    if (turn < yields_before_sleep) {
      sched_yield();
    } else {
      const struct timespec pause = {.tv_sec = 0, .tv_nsec = sleep_nanoseconds};
      nanosleep(&pause, NULL);
    }
  }
  return MPI_SUCCESS;
}

int cmpi_transfers_wait_for_cell(
    cmpi_transfers transfers, const uint64_t *cell, uint64_t value) {
  if (cmpi_load_uint64(cell) >= value) return MPI_SUCCESS;
  return WAITING(wait_for(transfers, cell, value));
}
