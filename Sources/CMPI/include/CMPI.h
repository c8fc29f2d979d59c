#ifndef CMPI_H
#define CMPI_H

// Open MPI in plain C: no mpi.h, no macros, sizes as size_t. Every function that returns int
// returns MPI's own code (0 is success) unless it says otherwise.

#include <stddef.h>
#include <stdint.h>

typedef struct cmpi_communicator_s *cmpi_communicator;
typedef struct cmpi_window_s *cmpi_window;
typedef struct cmpi_transfers_s *cmpi_transfers;

enum { cmpi_text_size = 1024 };

// Starting and ending (CMPIStart.c, CMPI.c).

// Starts MPI for one calling thread; `*granted` is 0 where the library provides less than that.
//
// Where Open MPI ends the process instead of returning, because it cannot reach its launcher, one
// rank of the host writes a line to standard error: `prefix` and the reason; none where the prefix
// is empty. `is_first` says whether this is rank 0, which writes where ranks share no folder.
int cmpi_init(int *granted, const char *prefix, int is_first);
int cmpi_finalize(void);
// 1 between initialization and finalization, the only time when other calls are allowed.
int cmpi_is_running(void);
// 1 from initialization on, also after finalization.
int cmpi_was_started(void);
void cmpi_abort(int exit_code);
// Ends this process at once, without exit handlers.
_Noreturn void cmpi_exit(int exit_code);
// The texts are truncated to cmpi_text_size and null-terminated. The last two work without MPI
// running.
void cmpi_error_text(int code, char *text);
void cmpi_library_version(char *text);
void cmpi_host_name(char *text);
// The variable's value, which belongs to the environment, or NULL.
const char *cmpi_environment(const char *name);

// Communicators (CMPICommunicator.c).

cmpi_communicator cmpi_world(void);
int cmpi_rank(cmpi_communicator communicator, int *rank);
int cmpi_size(cmpi_communicator communicator, int *size);
// The ranks that share memory with this one, in the order of their ranks.
int cmpi_split_host(cmpi_communicator communicator, cmpi_communicator *host);
// A negative color stands for MPI_UNDEFINED: `*part` is then NULL.
int cmpi_split(cmpi_communicator communicator, int color, int key, cmpi_communicator *part);
int cmpi_free(cmpi_communicator communicator);

// Messages (CMPIMessages.c). MPI counts in int; longer messages than the chunk limit are sent in
// pieces, divided at the same offsets on both sides.

// The largest count given to MPI in one call: INT_MAX, or less in tests.
void cmpi_set_chunk_limit(size_t limit);

enum cmpi_kind { cmpi_float, cmpi_double, cmpi_int64 };
enum cmpi_operation { cmpi_sum, cmpi_min, cmpi_max };

int cmpi_barrier(cmpi_communicator communicator);
int cmpi_broadcast(cmpi_communicator communicator, void *bytes, size_t byte_count, int root);
int cmpi_allreduce(
    cmpi_communicator communicator, void *values, size_t count, enum cmpi_kind kind,
    enum cmpi_operation operation);
// One 64-bit number from every rank; `all` has room on the root only.
int cmpi_gather_counts(cmpi_communicator communicator, int64_t mine, int64_t *all, int root);
// `part_counts` has one byte count for each rank; the parts are contiguous in `all`. `mine` may be
// this rank's part of `all` itself.
int cmpi_allgather(
    cmpi_communicator communicator, const void *mine, void *all, const size_t *part_counts);
int cmpi_send(
    cmpi_communicator communicator, const void *bytes, size_t byte_count, int to, int tag);
int cmpi_receive(cmpi_communicator communicator, void *bytes, size_t byte_count, int from, int tag);
// Tags below this one are the caller's; those from it on are this library's.
int cmpi_first_reserved_tag(void);

// Nonblocking messages (CMPITransfers.c). MPI progresses them only inside its own calls: in the
// waiting ones, and in cmpi_transfers_progress.

// Creates a set of up to `capacity` messages on one communicator; NULL when memory is exhausted.
cmpi_transfers cmpi_transfers_make(cmpi_communicator communicator, int capacity);
void cmpi_transfers_free(cmpi_transfers transfers);
// Start a message; its index is the number of messages started since the last clear. At most
// INT_MAX floats; the memory belongs to MPI until the message is complete. MPI_ERR_COUNT when the
// capacity is exhausted.
int cmpi_transfers_send(
    cmpi_transfers transfers, const float *values, size_t count, int to, int tag);
int cmpi_transfers_receive(
    cmpi_transfers transfers, float *values, size_t count, int from, int tag);
// Progress messages without waiting; or wait until at least one more is complete, unless all are.
// Both return MPI_ERR_TRUNCATE for a message shorter than expected.
int cmpi_transfers_progress(cmpi_transfers transfers);
int cmpi_transfers_wait(cmpi_transfers transfers);
int cmpi_transfers_is_done(cmpi_transfers transfers, int index);
int cmpi_transfers_count(cmpi_transfers transfers);
int cmpi_transfers_pending(cmpi_transfers transfers);
// Clears the set; all messages must be complete.
void cmpi_transfers_clear(cmpi_transfers transfers);
// Progresses messages until the number in shared memory, which only increases, is at least `value`,
// with acquire order. It yields its core, and later sleeps briefly.
int cmpi_transfers_wait_for_cell(
    cmpi_transfers transfers, const uint64_t *cell, uint64_t value);

// Shared memory (CMPIWindow.c).

// A window in which each rank's part starts on its own page or after the library's header; locked
// by all ranks until it is freed.
int cmpi_window_allocate(cmpi_communicator host, size_t byte_count, cmpi_window *window);
int cmpi_window_base(cmpi_window window, int rank, void **base);
int cmpi_window_sync(cmpi_window window);
// Fills shared memory with zeros, which reserves it; returns 0, or -1 where the file system has no
// room: a plain store would end the process with SIGBUS.
int cmpi_zero(void *memory, size_t byte_count);
// Whether a file of that size has room in a directory now; returns 0 or errno, and leaves nothing.
int cmpi_reserve(const char *directory, size_t byte_count);
int cmpi_window_free(cmpi_window window);
// Bytes free to this user in the file system that holds `directory`, or -1.
int64_t cmpi_free_bytes(const char *directory);

// The files that may still be created in a directory (statvfs); INT64_MAX if that is unknown.
int64_t cmpi_free_files(const char *directory);

// Atomics in shared memory: lock-free, the same for every process that maps it.

// 1 for the first caller, which changes the cell from 0 to 1; 0 for all others; acquires and
// releases.
int cmpi_claim(int32_t *cell);
uint64_t cmpi_load_uint64(const uint64_t *cell);              // acquire
void cmpi_store_uint64(uint64_t *cell, uint64_t value);       // release

// The reports of the ranks of a host, for a watchdog thread (CMPIHeartbeat.c). A process reports to
// private memory until it shares it. None of this calls MPI.

enum { cmpi_heartbeat_byte_count = 64 };

// A state, from its lowest bits: whether this rank waits for others, which this library sets in
// every waiting call; whether such waits may be long; 6 unused bits; 8 bits of activity and 48 of
// step, which the caller defines.
enum {
  cmpi_heartbeat_waits = 1,
  cmpi_heartbeat_expects_long_waits = 2,
  cmpi_heartbeat_activity_shift = 8,
  cmpi_heartbeat_step_shift = 16
};

struct cmpi_heartbeat {
  uint64_t count;       // reports: increases while the rank makes progress
  uint64_t state;
  uint64_t look_count;  // the watchdog thread's checks: increases while the process runs
  int32_t process;
};

// Directs reports to cell `own` of `count` cells, which are zeroed and 64-byte aligned. Returns -1
// when memory is exhausted.
int cmpi_heartbeats_share(void *const *cells, int own, int count);
// Directs reports to private memory again; nothing reads the cells after it returns.
void cmpi_heartbeats_unshare(void);
// For the one reporting thread, a few nanoseconds each. The first keeps the step.
void cmpi_heartbeat_report(uint8_t activity);
void cmpi_heartbeat_report_step(uint8_t activity, uint64_t step);
void cmpi_heartbeat_expect_long_waits(int expected);
// Progress without a new state, from any thread.
void cmpi_heartbeat_tick(void);
// Reads the cells, at most `capacity`, and returns their number; counts as a check.
int cmpi_heartbeats_look(struct cmpi_heartbeat *found, int capacity);
// 1 for the first caller of all processes that share the cells, 0 for all others.
int cmpi_heartbeats_claim(void);

// The calling thread's waits in the calls of this library that wait for other ranks (CMPIWaits.c),
// on the host's monotonic clock, in nanoseconds.
struct cmpi_wait {
  uint64_t start;
  uint64_t end;
};
uint64_t cmpi_nanoseconds(void);
// The sum of all finished waits.
uint64_t cmpi_waited_nanoseconds(void);
// Records further waits in the caller's memory, those that find no room excepted; NULL ends it.
void cmpi_waits_record(struct cmpi_wait *waits, int room_count);
// The number of recorded waits; the next one is recorded at the memory's start again.
int cmpi_waits_take(void);

// What a process and its watching thread need of the system (CMPIProcess.c).

// Opens /dev/null in place of standard descriptors that are closed, so that no other file gets
// their numbers, and ignores SIGPIPE and SIGXFSZ unless they have a handler: writes then fail.
void cmpi_prepare_process(void);
// Writes all bytes; returns 0 or errno. The second writes to standard output, behind what stdio
// holds back.
int cmpi_write(int descriptor, const char *bytes, size_t byte_count);
int cmpi_write_output(const char *bytes, size_t byte_count);
// From now on a page of a mapped file that cannot be had ends the process with one line that names
// the file, so many seconds later, and exit code 70 for shared memory or 65 (CMPIBusError.c).
void cmpi_catch_bus_errors(const char *line_prefix, int seconds);
// The largest file that this process may write (`ulimit -f`); INT64_MAX without a limit.
int64_t cmpi_file_size_limit(void);
// Starts a thread that nobody waits for; returns 0 or errno.
int cmpi_start_thread(void (*body)(void *), void *context);
// Asks the kernel to kill this process when the thread that created it ends; no effect where
// unsupported.
void cmpi_die_with_parent(void);
int32_t cmpi_process(void);
int32_t cmpi_parent(void);
// Blocks all signals on the calling thread.
void cmpi_block_signals(void);

// Debuggers (CMPIDebugger.c).

// 1 where a debugger is attached to a process of this host, 0 where none is, -1 where the system
// does not tell.
int cmpi_is_traced(int32_t process);
// From now on any process of this user may attach to this one, where the system (Linux with Yama)
// would otherwise let only its parents.
void cmpi_let_debuggers_attach(void);

// A barrier of one host's ranks (CMPIBarrier.c).

// A barrier knows the cores of that many ranks.
enum { cmpi_barrier_core_count = 1024 };
enum {
  cmpi_barrier_byte_count = 192 + 2 * cmpi_barrier_core_count,
  cmpi_core_mask_word_count = 16
};

// Sets one bit for each core that this process may run on.
void cmpi_core_mask(uint64_t mask[cmpi_core_mask_word_count]);
// `state` is cmpi_barrier_byte_count zeroed bytes on a 64-byte boundary of shared memory.
// Polls for up to `poll_limit` nanoseconds while no other rank was last on this core; otherwise,
// and with a limit of 0, yields the core up to `yield_count` times. Then it sleeps.
void cmpi_barrier_wait(
    void *state, int rank, int rank_count, uint64_t poll_limit, int yield_count);

#endif
