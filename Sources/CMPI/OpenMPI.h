#ifndef CMPI_OPEN_MPI_H
#define CMPI_OPEN_MPI_H

// The only include of mpi.h in this target: through the shim that finds it, or names the package to
// install.
#include "../COpenMPI/shim.h"
#include "CMPI.h"

// Open MPI handles are pointers, for which the public header has its own names.
static inline MPI_Comm mpi_comm(cmpi_communicator communicator) {
  return (MPI_Comm)communicator;
}
static inline MPI_Win mpi_win(cmpi_window window) { return (MPI_Win)window; }

#endif
