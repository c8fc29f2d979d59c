#include "Library.h"

#include "CImages.h"

#include <dlfcn.h>
#include <stdio.h>

void cimages_say(char *message, const char *text) {
  snprintf(message, CIMAGES_MESSAGE_SIZE, "%s", text == NULL ? "an unknown error" : text);
}

int cimages_load(
  const char *const *names, const struct cimages_symbol *symbols, size_t count, char *message
) {
  void *library = NULL;
  cimages_say(message, "no name to look for");
  for (; *names != NULL && library == NULL; names++) {
    library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) cimages_say(message, dlerror());
  }
  if (library == NULL) return 0;
  for (size_t i = 0; i < count; i++) {
    *symbols[i].address = dlsym(library, symbols[i].name);
    if (*symbols[i].address == NULL) {
      cimages_say(message, dlerror());
      return 0;
    }
  }
  return 1;
}
