#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "Heartbeat.h"
#include "OpenMPI.h"

int cmpi_finalize(void) { return WAITING(MPI_Finalize()); }

int cmpi_was_started(void) {
  int started = 0;
  MPI_Initialized(&started);
  return started;
}

int cmpi_is_running(void) {
  int finalized = 0;
  MPI_Finalized(&finalized);
  return cmpi_was_started() && !finalized;
}

void cmpi_abort(int exit_code) {
  if (cmpi_is_running()) MPI_Abort(MPI_COMM_WORLD, exit_code);
}

void cmpi_exit(int exit_code) { _exit(exit_code); }

void cmpi_error_text(int code, char *text) {
  _Static_assert(cmpi_text_size > MPI_MAX_ERROR_STRING, "MPI_Error_string needs more room");
  int length = 0;
  // MPI_Error_string itself aborts the job while MPI is not running.
  if (!cmpi_is_running() || MPI_Error_string(code, text, &length) != MPI_SUCCESS) {
    snprintf(text, cmpi_text_size, "error code %d", code);
  }
}

void cmpi_library_version(char *text) {
  char whole[MPI_MAX_LIBRARY_VERSION_STRING + 1] = "";
  int length = 0;
  MPI_Get_library_version(whole, &length);
  snprintf(text, cmpi_text_size, "%s", whole);
}

void cmpi_host_name(char *text) {
  if (gethostname(text, cmpi_text_size) != 0) text[0] = 0;
  text[cmpi_text_size - 1] = 0;
}

const char *cmpi_environment(const char *name) { return getenv(name); }
