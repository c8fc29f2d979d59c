#ifndef COPENMPI_SHIM_H
#define COPENMPI_SHIM_H

#if __has_include(<mpi.h>)
#include <mpi.h>
#elif __has_include(<mpi/mpi.h>)  // Debian's alternatives link: found without pkg-config too.
#include <mpi/mpi.h>
#else
#error "Open MPI's mpi.h was not found. Debian: apt-get install libopenmpi-dev pkg-config. Homebrew: brew install open-mpi pkgconf."
#endif

#ifndef OPEN_MPI
#error "mpi.h is not Open MPI's. Debian: update-alternatives --config mpi-x86_64-linux-gnu."
#endif

#endif
