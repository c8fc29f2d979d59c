#ifndef CMPI_OPEN_MPI_H
#define CMPI_OPEN_MPI_H

// The one place where this target meets mpi.h: through the shim that finds it, or says what to
// install.
#include "../COpenMPI/shim.h"
#include "CMPI.h"

// Handles of Open MPI are pointers; the public header gives them names of its own.
static inline MPI_Comm mpi_comm(cmpi_communicator communicator) {
  return (MPI_Comm)communicator;
}
static inline MPI_Win mpi_win(cmpi_window window) { return (MPI_Win)window; }

#endif
