#include "CMPIRecorder.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../Sources/COpenMPI/shim.h"

static struct {
  int rank, size;
  const char *base;
  int started, finalized;
  int received;
  char failing[64];
  int code;
  size_t length;
  char calls[1 << 14];
} state;

void recorder_begin(int rank, int size, const void *base) {
  memset(&state, 0, sizeof state);
  state.rank = rank;
  state.size = size;
  state.base = base;
}

const char *recorder_calls(void) { return state.calls; }

void recorder_fail(const char *function, int code) {
  snprintf(state.failing, sizeof state.failing, "%s", function);
  state.code = code;
}

void recorder_set_received(int count) { state.received = count; }

// Writes a call down and returns what it is to return.
__attribute__((format(printf, 2, 3))) static int call(
    const char *function, const char *format, ...) {
  char arguments[512];
  va_list values;
  va_start(values, format);
  vsnprintf(arguments, sizeof arguments, format, values);
  va_end(values);
  size_t room = sizeof state.calls - state.length;
  int written = snprintf(
      state.calls + state.length, room, "%s(%s)\n", function, arguments);
  if (written > 0 && (size_t)written < room) state.length += (size_t)written;
  if (strcmp(state.failing, function) != 0) return MPI_SUCCESS;
  state.failing[0] = 0;
  return state.code;
}

// --- Names ----------------------------------------------------------------------------------

static const char *type(MPI_Datatype value) {
  if (value == MPI_BYTE) return "MPI_BYTE";
  if (value == MPI_FLOAT) return "MPI_FLOAT";
  if (value == MPI_DOUBLE) return "MPI_DOUBLE";
  if (value == MPI_INT64_T) return "MPI_INT64_T";
  return value == MPI_DATATYPE_NULL ? "MPI_DATATYPE_NULL" : "another type";
}

static const char *operation(MPI_Op value) {
  if (value == MPI_SUM) return "MPI_SUM";
  if (value == MPI_MIN) return "MPI_MIN";
  return value == MPI_MAX ? "MPI_MAX" : "another operation";
}

static const char *group(MPI_Comm value) {
  if (value == MPI_COMM_WORLD) return "world";
  return value == MPI_COMM_SELF ? "self" : "part";
}

static const char *number(int value) {
  static char text[2][16];
  static int turn;
  if (value == MPI_UNDEFINED) return "MPI_UNDEFINED";
  turn = !turn;
  snprintf(text[turn], sizeof text[turn], "%d", value);
  return text[turn];
}

// The name of an address; up to two in one call.
static const char *label(const void *address) {
  static char text[2][32];
  static int turn;
  if (address == NULL) return "NULL";
  if (address == MPI_IN_PLACE) return "MPI_IN_PLACE";
  long long offset = (const char *)address - state.base;
  if (offset < 0 || offset > 1ll << 40) return "elsewhere";
  turn = !turn;
  snprintf(text[turn], sizeof text[turn], "+%lld", offset);
  return text[turn];
}

// --- Start and end --------------------------------------------------------------------------

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
  (void)argc, (void)argv;
  state.started = 1;
  *provided = required;
  return call(
      "MPI_Init_thread", "%s", required == MPI_THREAD_FUNNELED ? "MPI_THREAD_FUNNELED" : "other");
}

int MPI_Finalize(void) {
  state.finalized = 1;
  return call("MPI_Finalize", "%s", "");
}

int MPI_Initialized(int *flag) {
  *flag = state.started;
  return MPI_SUCCESS;
}

int MPI_Finalized(int *flag) {
  *flag = state.finalized;
  return MPI_SUCCESS;
}

int MPI_Error_string(int code, char *text, int *length) {
  *length = snprintf(text, MPI_MAX_ERROR_STRING, "MPI's words for %d", code);
  return MPI_SUCCESS;
}

// --- Communicators --------------------------------------------------------------------------

// A handle that is neither of MPI's own.
static int part;

int MPI_Comm_set_errhandler(MPI_Comm communicator, MPI_Errhandler handler) {
  return call(
      "MPI_Comm_set_errhandler", "%s, %s", group(communicator),
      handler == MPI_ERRORS_RETURN ? "MPI_ERRORS_RETURN" : "other");
}

int MPI_Comm_rank(MPI_Comm communicator, int *rank) {
  (void)communicator;
  *rank = state.rank;
  return MPI_SUCCESS;
}

int MPI_Comm_size(MPI_Comm communicator, int *size) {
  (void)communicator;
  *size = state.size;
  return MPI_SUCCESS;
}

int MPI_Comm_split(MPI_Comm communicator, int color, int key, MPI_Comm *made) {
  *made = color == MPI_UNDEFINED ? MPI_COMM_NULL : (MPI_Comm)&part;
  return call("MPI_Comm_split", "%s, %s, %d", group(communicator), number(color), key);
}

int MPI_Comm_split_type(MPI_Comm communicator, int kind, int key, MPI_Info info, MPI_Comm *made) {
  *made = (MPI_Comm)&part;
  return call(
      "MPI_Comm_split_type", "%s, %s, %d, %s", group(communicator),
      kind == MPI_COMM_TYPE_SHARED ? "MPI_COMM_TYPE_SHARED" : "other", key,
      info == MPI_INFO_NULL ? "MPI_INFO_NULL" : "other");
}

int MPI_Comm_free(MPI_Comm *communicator) {
  return call("MPI_Comm_free", "%s", group(*communicator));
}

// --- Messages -------------------------------------------------------------------------------

int MPI_Barrier(MPI_Comm communicator) { return call("MPI_Barrier", "%s", group(communicator)); }

int MPI_Bcast(void *buffer, int count, MPI_Datatype kind, int root, MPI_Comm communicator) {
  return call(
      "MPI_Bcast", "%s, %d, %s, %d, %s", label(buffer), count, type(kind), root,
      group(communicator));
}

int MPI_Allreduce(
    const void *from, void *to, int count, MPI_Datatype kind, MPI_Op op, MPI_Comm communicator) {
  return call(
      "MPI_Allreduce", "%s, %s, %d, %s, %s, %s", label(from), label(to), count, type(kind),
      operation(op), group(communicator));
}

int MPI_Gather(
    const void *from, int count, MPI_Datatype kind, void *to, int to_count, MPI_Datatype to_kind,
    int root, MPI_Comm communicator) {
  // The root alone has room: it gets this rank's number, as if every rank had sent the same.
  for (int rank = 0; root == state.rank && rank < state.size; rank++) {
    ((int64_t *)to)[rank] = *(const int64_t *)from;
  }
  return call(
      "MPI_Gather", "%d, %s, %d, %s, %d, %s", count, type(kind), to_count, type(to_kind), root,
      group(communicator));
}

int MPI_Allgatherv(
    const void *from, int count, MPI_Datatype kind, void *to, const int counts[],
    const int offsets[], MPI_Datatype to_kind, MPI_Comm communicator) {
  char text[256] = "";
  size_t length = 0;
  for (int rank = 0; rank < state.size && length < sizeof text; rank++) {
    int written = snprintf(
        text + length, sizeof text - length, " %d@%d", counts[rank], offsets[rank]);
    if (written > 0) length += (size_t)written;
  }
  return call(
      "MPI_Allgatherv", "%s, %d, %s, %s,%s, %s, %s", label(from), count, type(kind), label(to),
      text, type(to_kind), group(communicator));
}

int MPI_Send(
    const void *buffer, int count, MPI_Datatype kind, int to, int tag, MPI_Comm communicator) {
  return call(
      "MPI_Send", "%s, %d, %s, %d, %d, %s", label(buffer), count, type(kind), to, tag,
      group(communicator));
}

int MPI_Recv(
    void *buffer, int count, MPI_Datatype kind, int from, int tag, MPI_Comm communicator,
    MPI_Status *status) {
  (void)status;
  return call(
      "MPI_Recv", "%s, %d, %s, %d, %d, %s", label(buffer), count, type(kind), from, tag,
      group(communicator));
}

int MPI_Get_count(const MPI_Status *status, MPI_Datatype kind, int *count) {
  (void)status, (void)kind;
  *count = state.received;
  return MPI_SUCCESS;
}

int MPI_Isend(
    const void *buffer, int count, MPI_Datatype kind, int to, int tag, MPI_Comm communicator,
    MPI_Request *request) {
  *request = (MPI_Request)&part;
  return call(
      "MPI_Isend", "%s, %d, %s, %d, %d, %s", label(buffer), count, type(kind), to, tag,
      group(communicator));
}

int MPI_Irecv(
    void *buffer, int count, MPI_Datatype kind, int from, int tag, MPI_Comm communicator,
    MPI_Request *request) {
  *request = (MPI_Request)&part;
  return call(
      "MPI_Irecv", "%s, %d, %s, %d, %d, %s", label(buffer), count, type(kind), from, tag,
      group(communicator));
}

// All that are under way are done at once.
static int finish(int count, MPI_Request requests[], int *done, int indices[]) {
  *done = 0;
  for (int i = 0; i < count; i++) {
    if (requests[i] == MPI_REQUEST_NULL) continue;
    requests[i] = MPI_REQUEST_NULL;
    indices[(*done)++] = i;
  }
  if (*done == 0) *done = MPI_UNDEFINED;
  return MPI_SUCCESS;
}

int MPI_Testsome(
    int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[]) {
  (void)statuses;
  finish(count, requests, done, indices);
  return call("MPI_Testsome", "%d", count);
}

int MPI_Waitsome(
    int count, MPI_Request requests[], int *done, int indices[], MPI_Status statuses[]) {
  (void)statuses;
  finish(count, requests, done, indices);
  return call("MPI_Waitsome", "%d", count);
}
