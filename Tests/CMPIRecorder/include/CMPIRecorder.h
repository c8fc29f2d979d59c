#ifndef CMPI_RECORDER_H
#define CMPI_RECORDER_H

// Functions of MPI that write down how they are called and do nothing. Linked into a program, they
// take the place of the library's own: CMPI then runs without MPI, in one process.

// Forgets everything; from now on this process is a rank of a world of that size, before MPI's
// start. Addresses are written down as offsets from `base`, which is never read.
void recorder_begin(int rank, int size, const void *base);
// The calls so far, one a line: "MPI_Send(+3, 3, MPI_BYTE, 1, 7, world)".
const char *recorder_calls(void);
// The next call of the function returns the code, for example MPI_ERR_ROOT (8), instead of success.
void recorder_fail(const char *function, int code);
// How many elements the next messages are said to have that were received.
void recorder_set_received(int count);

#endif
