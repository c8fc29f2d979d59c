#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "Heartbeat.h"
#include "OpenMPI.h"

// MPI guarantees tags up to 32,767.
enum { first_reserved_tag = 32000 };

static size_t chunk_limit = INT_MAX;

void cmpi_set_chunk_limit(size_t limit) {
  chunk_limit = limit == 0 || limit > INT_MAX ? INT_MAX : limit;
}

int cmpi_first_reserved_tag(void) { return first_reserved_tag; }

static int next_chunk(size_t remaining) {
  return (int)(remaining < chunk_limit ? remaining : chunk_limit);
}

int cmpi_barrier(cmpi_communicator communicator) {
  return WAITING(MPI_Barrier(mpi_comm(communicator)));
}

int cmpi_broadcast(cmpi_communicator communicator, void *bytes, size_t byte_count, int root) {
  char *next = bytes;
  // At least once: an empty call still validates its root.
  do {
    int chunk = next_chunk(byte_count);
    int code = WAITING(MPI_Bcast(next, chunk, MPI_BYTE, root, mpi_comm(communicator)));
    if (code != MPI_SUCCESS) return code;
    if (chunk > 0) next += chunk;
    byte_count -= (size_t)chunk;
  } while (byte_count > 0);
  return MPI_SUCCESS;
}

int cmpi_allreduce(
    cmpi_communicator communicator, void *values, size_t count, enum cmpi_kind kind,
    enum cmpi_operation operation) {
  MPI_Datatype type =
      kind == cmpi_float ? MPI_FLOAT : kind == cmpi_double ? MPI_DOUBLE : MPI_INT64_T;
  size_t stride = kind == cmpi_float ? sizeof(float) : sizeof(int64_t);
  MPI_Op op = operation == cmpi_sum ? MPI_SUM : operation == cmpi_min ? MPI_MIN : MPI_MAX;
  char *next = values;
  while (count > 0) {
    int chunk = next_chunk(count);
    int code =
        WAITING(MPI_Allreduce(MPI_IN_PLACE, next, chunk, type, op, mpi_comm(communicator)));
    if (code != MPI_SUCCESS) return code;
    next += (size_t)chunk * stride;
    count -= (size_t)chunk;
  }
  return MPI_SUCCESS;
}

int cmpi_gather_counts(cmpi_communicator communicator, int64_t mine, int64_t *all, int root) {
  return WAITING(MPI_Gather(
      &mine, 1, MPI_INT64_T, all, 1, MPI_INT64_T, root, mpi_comm(communicator)));
}

// Every rank has all counts, so all ranks choose the same algorithm.
static int allgather_by_broadcasts(
    cmpi_communicator communicator, char *all, const size_t *part_counts, int size) {
  for (int owner = 0; owner < size; owner++) {
    if (part_counts[owner] == 0) continue;
    int code = cmpi_broadcast(communicator, all, part_counts[owner], owner);
    if (code != MPI_SUCCESS) return code;
    all += part_counts[owner];
  }
  return MPI_SUCCESS;
}

int cmpi_allgather(
    cmpi_communicator communicator, const void *mine, void *all, const size_t *part_counts) {
  int rank = 0, size = 0;
  int code = MPI_Comm_rank(mpi_comm(communicator), &rank);
  if (code == MPI_SUCCESS) code = MPI_Comm_size(mpi_comm(communicator), &size);
  if (code != MPI_SUCCESS) return code;

  size_t total = 0, own_offset = 0;
  for (int i = 0; i < size; i++) {
    if (i == rank) own_offset = total;
    total += part_counts[i];
  }
  char *own = all == NULL ? NULL : (char *)all + own_offset;
  if (part_counts[rank] > 0 && mine != own) memcpy(own, mine, part_counts[rank]);
  if (total > chunk_limit) return allgather_by_broadcasts(communicator, all, part_counts, size);

  int *counts = malloc(2 * (size_t)size * sizeof(int));
  if (counts == NULL) return MPI_ERR_NO_MEM;
  int *offsets = counts + size;
  for (int i = 0, offset = 0; i < size; i++) {
    counts[i] = (int)part_counts[i];
    offsets[i] = offset;
    offset += counts[i];
  }
  code = WAITING(MPI_Allgatherv(
      MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all, counts, offsets, MPI_BYTE, mpi_comm(communicator)));
  free(counts);
  return code;
}

int cmpi_send(
    cmpi_communicator communicator, const void *bytes, size_t byte_count, int to, int tag) {
  const char *next = bytes;
  do {
    int chunk = next_chunk(byte_count);
    int code = WAITING(MPI_Send(next, chunk, MPI_BYTE, to, tag, mpi_comm(communicator)));
    if (code != MPI_SUCCESS) return code;
    if (chunk > 0) next += chunk;
    byte_count -= (size_t)chunk;
  } while (byte_count > 0);
  return MPI_SUCCESS;
}

int cmpi_receive(
    cmpi_communicator communicator, void *bytes, size_t byte_count, int from, int tag) {
  char *next = bytes;
  do {
    int chunk = next_chunk(byte_count);
    MPI_Status status;
    int code =
        WAITING(MPI_Recv(next, chunk, MPI_BYTE, from, tag, mpi_comm(communicator), &status));
    if (code != MPI_SUCCESS) return code;
    int found = 0;
    code = MPI_Get_count(&status, MPI_BYTE, &found);
    if (code != MPI_SUCCESS) return code;
    if (found != chunk) return MPI_ERR_TRUNCATE;
    if (chunk > 0) next += chunk;
    byte_count -= (size_t)chunk;
  } while (byte_count > 0);
  return MPI_SUCCESS;
}
