#include "Heartbeat.h"
#include "OpenMPI.h"

cmpi_communicator cmpi_world(void) { return (cmpi_communicator)MPI_COMM_WORLD; }

int cmpi_rank(cmpi_communicator communicator, int *rank) {
  return MPI_Comm_rank(mpi_comm(communicator), rank);
}

int cmpi_size(cmpi_communicator communicator, int *size) {
  return MPI_Comm_size(mpi_comm(communicator), size);
}

// Wraps the result of a split, with MPI_ERRORS_RETURN.
static int adopt(int code, MPI_Comm made, cmpi_communicator *result) {
  *result = NULL;
  if (code != MPI_SUCCESS || made == MPI_COMM_NULL) return code;
  *result = (cmpi_communicator)made;
  return MPI_Comm_set_errhandler(made, MPI_ERRORS_RETURN);
}

int cmpi_split_host(cmpi_communicator communicator, cmpi_communicator *host) {
  MPI_Comm made = MPI_COMM_NULL;
  int rank = 0;
  int code = MPI_Comm_rank(mpi_comm(communicator), &rank);
  if (code != MPI_SUCCESS) return code;
  code = WAITING(MPI_Comm_split_type(
      mpi_comm(communicator), MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &made));
  return adopt(code, made, host);
}

int cmpi_split(cmpi_communicator communicator, int color, int key, cmpi_communicator *part) {
  MPI_Comm made = MPI_COMM_NULL;
  int code = WAITING(
      MPI_Comm_split(mpi_comm(communicator), color < 0 ? MPI_UNDEFINED : color, key, &made));
  return adopt(code, made, part);
}

int cmpi_free(cmpi_communicator communicator) {
  MPI_Comm handle = mpi_comm(communicator);
  return MPI_Comm_free(&handle);
}
