// Lets libFuzzer hear of comparisons for one in sixteen inputs, which the bytes choose.
//
// It remembers the last operands, and writes them into inputs: so it finds numbers and texts that a
// reader expects. To note them takes as long as a reader does, and a share of them teaches it as
// much. `scripts/fuzz` links this with `--wrap`.

#include <stddef.h>
#include <stdint.h>

static int is_traced;

// The place of a comparison is where its call returns to, so the call must stay the last thing.
#define COMPARISON(name, first, second) \
  void __real___sanitizer_cov_trace_##name(first, second); \
  void __wrap___sanitizer_cov_trace_##name(first a, second b) { \
    if (is_traced) { \
      __attribute__((musttail)) return __real___sanitizer_cov_trace_##name(a, b); \
    } \
  }

COMPARISON(cmp1, uint8_t, uint8_t)
COMPARISON(cmp2, uint16_t, uint16_t)
COMPARISON(cmp4, uint32_t, uint32_t)
COMPARISON(cmp8, uint64_t, uint64_t)
COMPARISON(const_cmp1, uint8_t, uint8_t)
COMPARISON(const_cmp2, uint16_t, uint16_t)
COMPARISON(const_cmp4, uint32_t, uint32_t)
COMPARISON(const_cmp8, uint64_t, uint64_t)
COMPARISON(switch, uint64_t, uint64_t *)

int __real_LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int __wrap_LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  // FNV-1a (Fowler, Noll and Vo).
  uint32_t hash = 2166136261;
  for (size_t i = 0; i < count; i++) hash = (hash ^ bytes[i]) * 16777619;
  is_traced = (hash >> 16) % 16 == 0;
  int result = __real_LLVMFuzzerTestOneInput(bytes, count);
  is_traced = 0;
  return result;
}
