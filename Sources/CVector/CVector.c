#include "CVector.h"

#include <stddef.h>

// This file is compiled without processor flags: it decides whether the others may run.

uint32_t vector_missing_features(uint32_t required) {
#if defined(__x86_64__)
  uint32_t present = 0;
  __builtin_cpu_init();
#define VECTOR_CHECK(bit, name)                                                                  \
  if (__builtin_cpu_supports(name)) present |= UINT32_C(1) << (bit);
  VECTOR_FEATURES(VECTOR_CHECK)
#undef VECTOR_CHECK
  return required & ~present;
#else
  (void)required;  // arm64: all that is used is part of the base architecture
  return 0;
#endif
}

const char *vector_feature_name(int bit) {
  static const char *const names[VECTOR_FEATURE_COUNT] = {
#define VECTOR_NAME(bit, name) [bit] = name,
    VECTOR_FEATURES(VECTOR_NAME)
#undef VECTOR_NAME
  };
  return bit >= 0 && bit < VECTOR_FEATURE_COUNT ? names[bit] : "";
}
