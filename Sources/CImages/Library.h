#ifndef CIMAGES_LIBRARY_H
#define CIMAGES_LIBRARY_H

#include <stddef.h>

// A function of a library: its name, and where its address goes.
struct cimages_symbol {
  const char *name;
  void **address;
};

// Copies a message, as much of it as there is room for.
void cimages_say(char *message, const char *text);

// Loads a library by the first of its names that is found, and the addresses of its functions.
//
// Returns whether all are there; else the message says what is missing.
int cimages_load(
  const char *const *names, const struct cimages_symbol *symbols, size_t count, char *message);

#endif
