// The few vector instructions that Swift's SIMD types do not reach, as sixteen-lane functions.
//
// Everything here is inlined into `Kernels` and compiled with its processor flags, except
// `vector_missing_features`, which lives in CVector.c and must run on any processor.
#pragma once

#include <stdint.h>

// One rounding per operation that is written, whatever clang's default is.
#pragma STDC FP_CONTRACT OFF

// How a vector is passed would differ between processors, but all of these are inlined.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

#define VECTOR_INLINE static inline __attribute__((always_inline))

typedef float vector_f32 __attribute__((ext_vector_type(16)));
typedef float vector_f32_unaligned __attribute__((ext_vector_type(16), aligned(4)));
typedef float vector_f32_half __attribute__((ext_vector_type(8)));
typedef float vector_f32_quarter __attribute__((ext_vector_type(4)));
typedef int32_t vector_i32_half __attribute__((ext_vector_type(8)));
typedef uint8_t vector_u8_unaligned __attribute__((ext_vector_type(16), aligned(1)));
typedef uint8_t vector_u8 __attribute__((ext_vector_type(16)));
typedef uint32_t vector_u32 __attribute__((ext_vector_type(16)));

// MARK: What the including target is compiled for

// X(bit, clang's name for the feature, clang's macro is tested below)
#define VECTOR_FEATURES(X)                                                                       \
  X(0, "sse3") X(1, "ssse3") X(2, "sse4.1") X(3, "sse4.2") X(4, "popcnt") X(5, "avx")            \
  X(6, "f16c") X(7, "fma") X(8, "bmi") X(9, "bmi2") X(10, "lzcnt") X(11, "movbe") X(12, "avx2")  \
  X(13, "avx512f") X(14, "avx512cd") X(15, "avx512bw") X(16, "avx512dq") X(17, "avx512vl")       \
  X(18, "avx512ifma") X(19, "avx512vbmi") X(20, "avx512vbmi2") X(21, "avx512vnni")               \
  X(22, "avx512bitalg") X(23, "avx512vpopcntdq") X(24, "avx512bf16") X(25, "avx512fp16")         \
  X(26, "avxvnni") X(27, "gfni") X(28, "vaes") X(29, "vpclmulqdq")

#define VECTOR_FEATURE_COUNT 30

enum {
  vector_compiled_features = 0
#ifdef __SSE3__
    | 1 << 0
#endif
#ifdef __SSSE3__
    | 1 << 1
#endif
#ifdef __SSE4_1__
    | 1 << 2
#endif
#ifdef __SSE4_2__
    | 1 << 3
#endif
#ifdef __POPCNT__
    | 1 << 4
#endif
#ifdef __AVX__
    | 1 << 5
#endif
#ifdef __F16C__
    | 1 << 6
#endif
#ifdef __FMA__
    | 1 << 7
#endif
#ifdef __BMI__
    | 1 << 8
#endif
#ifdef __BMI2__
    | 1 << 9
#endif
#ifdef __LZCNT__
    | 1 << 10
#endif
#ifdef __MOVBE__
    | 1 << 11
#endif
#ifdef __AVX2__
    | 1 << 12
#endif
#ifdef __AVX512F__
    | 1 << 13
#endif
#ifdef __AVX512CD__
    | 1 << 14
#endif
#ifdef __AVX512BW__
    | 1 << 15
#endif
#ifdef __AVX512DQ__
    | 1 << 16
#endif
#ifdef __AVX512VL__
    | 1 << 17
#endif
#ifdef __AVX512IFMA__
    | 1 << 18
#endif
#ifdef __AVX512VBMI__
    | 1 << 19
#endif
#ifdef __AVX512VBMI2__
    | 1 << 20
#endif
#ifdef __AVX512VNNI__
    | 1 << 21
#endif
#ifdef __AVX512BITALG__
    | 1 << 22
#endif
#ifdef __AVX512VPOPCNTDQ__
    | 1 << 23
#endif
#ifdef __AVX512BF16__
    | 1 << 24
#endif
#ifdef __AVX512FP16__
    | 1 << 25
#endif
#ifdef __AVXVNNI__
    | 1 << 26
#endif
#ifdef __GFNI__
    | 1 << 27
#endif
#ifdef __VAES__
    | 1 << 28
#endif
#ifdef __VPCLMULQDQ__
    | 1 << 29
#endif
};

enum {
#ifdef __AVX512F__
  vector_has_wide_registers = 1,
#else
  vector_has_wide_registers = 0,
#endif
#if defined(__FMA__) || defined(__aarch64__)
  vector_has_fused_multiply_add = 1,
#else
  vector_has_fused_multiply_add = 0,
#endif
};

// The bits of `required` that this processor lacks.
uint32_t vector_missing_features(uint32_t required);

// Clang's name of one bit, or an empty string beyond the last.
const char *vector_feature_name(int bit);

// MARK: Memory

VECTOR_INLINE vector_f32 vector_load(const float *p) {
  return *(const vector_f32_unaligned *)p;
}

VECTOR_INLINE void vector_store(float *p, vector_f32 x) {
  *(vector_f32_unaligned *)p = x;
}

#if defined(__AVX2__) && !defined(__AVX512F__)
// All ones in the lanes below `count`, which may be negative or beyond the last.
VECTOR_INLINE vector_i32_half vector_half_mask(long count) {
  vector_i32_half lane = {0, 1, 2, 3, 4, 5, 6, 7};
  return lane < (vector_i32_half)(int32_t)count;
}
#endif

// Loads `count` lanes, 0 to 16, and reads nothing beyond them; the others are `fill`'s.
VECTOR_INLINE vector_f32 vector_load_first(const float *p, long count, vector_f32 fill) {
#if defined(__AVX512F__)
  return __builtin_ia32_loadups512_mask(p, fill, (unsigned short)((1u << count) - 1u));
#elif defined(__AVX2__)
  vector_i32_half low = vector_half_mask(count), high = vector_half_mask(count - 8);
  vector_f32_half a = __builtin_ia32_maskloadps256((const vector_f32_half *)p, low);
  vector_f32_half b = __builtin_ia32_maskloadps256((const vector_f32_half *)(p + 8), high);
  a = low ? a : fill.lo;
  b = high ? b : fill.hi;
  return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  for (long lane = 0; lane < count; ++lane) fill[lane] = p[lane];
  return fill;
#endif
}

// Stores `count` lanes, 0 to 16, and writes nothing beyond them.
VECTOR_INLINE void vector_store_first(float *p, long count, vector_f32 x) {
#if defined(__AVX512F__)
  __builtin_ia32_storeups512_mask(p, x, (unsigned short)((1u << count) - 1u));
#elif defined(__AVX2__)
  __builtin_ia32_maskstoreps256((vector_f32_half *)p, vector_half_mask(count), x.lo);
  __builtin_ia32_maskstoreps256((vector_f32_half *)(p + 8), vector_half_mask(count - 8), x.hi);
#else
  for (long lane = 0; lane < count; ++lane) p[lane] = x[lane];
#endif
}

// Sixteen bytes as floats.
VECTOR_INLINE vector_f32 vector_load_bytes(const uint8_t *p) {
  vector_u8 bytes = *(const vector_u8_unaligned *)p;
  return __builtin_convertvector(bytes, vector_f32);
}

VECTOR_INLINE void vector_prefetch(const void *p) { __builtin_prefetch(p); }

// Takes the line of `p` away from other cores by storing the value that it has. A prefetch for
// writing would be a hint, which processors ignore when they are busy.
VECTOR_INLINE void vector_claim(float *p) {
  volatile uint32_t *word = (volatile uint32_t *)p;
  __atomic_store_n(word, __atomic_load_n(word, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
}

// MARK: Arithmetic

VECTOR_INLINE vector_f32 vector_square_root(vector_f32 x) {
  return __builtin_elementwise_sqrt(x);
}

// a * b + c with one rounding.
VECTOR_INLINE vector_f32 vector_fused(vector_f32 a, vector_f32 b, vector_f32 c) {
  return __builtin_elementwise_fma(a, b, c);
}

// Lane by lane: a > b ? x : y. A NaN in a or b selects y.
VECTOR_INLINE vector_f32 vector_where_greater(
  vector_f32 a, vector_f32 b, vector_f32 x, vector_f32 y) {
  return (a > b) ? x : y;
}

// Lane by lane: a <= b ? x : y. A NaN in a or b selects y.
VECTOR_INLINE vector_f32 vector_where_at_most(
  vector_f32 a, vector_f32 b, vector_f32 x, vector_f32 y) {
  return (a <= b) ? x : y;
}

// Lane by lane: x where `best` is at least `value` or a NaN, else y.
VECTOR_INLINE vector_f32 vector_where_still_best(
  vector_f32 best, vector_f32 value, vector_f32 x, vector_f32 y) {
  return ((value <= best) | (best != best)) ? x : y;
}

// Lane by lane: x where a and b are the same bits, else +0.
VECTOR_INLINE vector_f32 vector_where_same(vector_u32 a, vector_u32 b, vector_f32 x) {
  return (a == b) ? x : (vector_f32)(0.0f);
}

// Lane by lane: the greater of two unsigned numbers.
VECTOR_INLINE vector_u32 vector_greater_bits(vector_u32 a, vector_u32 b) {
  return __builtin_elementwise_max(a, b);
}

// The lanes added as ((0+8)+(4+12)) + ..., the same tree on every processor.
VECTOR_INLINE float vector_sum(vector_f32 x) {
  vector_f32_half half = x.lo + x.hi;
  vector_f32_quarter quarter = half.lo + half.hi;
  return (quarter.x + quarter.z) + (quarter.y + quarter.w);
}

// The greatest lane of a vector without NaN, by compare and select in the same tree.
VECTOR_INLINE float vector_maximum(vector_f32 x) {
  vector_f32_half half = (x.hi > x.lo) ? x.hi : x.lo;
  vector_f32_quarter quarter = (half.hi > half.lo) ? half.hi : half.lo;
  float even = quarter.z > quarter.x ? quarter.z : quarter.x;
  float odd = quarter.w > quarter.y ? quarter.w : quarter.y;
  return odd > even ? odd : even;
}

// MARK: Nonzero lanes

// One bit for each lane in which `x` has any of `bits`.
VECTOR_INLINE uint32_t vector_lanes_with(vector_u32 x, uint32_t bits) {
  typedef _Bool vector_bool __attribute__((ext_vector_type(16)));
  vector_bool lanes = __builtin_convertvector((x & bits) != 0u, vector_bool);
  return __builtin_bit_cast(uint16_t, lanes);
}

// Appends `first + lane` to the list for each set bit of `lanes`, in order, and returns how many;
// up to sixteen entries may be written.
VECTOR_INLINE long vector_append_lanes(int32_t *list, long first, uint32_t lanes) {
#if defined(__AVX512F__)
  typedef int32_t vector_i32 __attribute__((ext_vector_type(16)));
  vector_i32 all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  all += (vector_i32)(int32_t)first;
  // To a register and then to memory: compressing straight to memory is slow on some processors.
  all = __builtin_ia32_compresssi512_mask(all, all, (unsigned short)lanes);
  __builtin_memcpy(list, &all, sizeof all);
#else
  int32_t *next = list;
  for (uint32_t left = lanes; left != 0; left &= left - 1) {
    *next++ = (int32_t)first + (int32_t)__builtin_ctz(left);
  }
#endif
  return __builtin_popcount(lanes);
}

// A value and the offset that it belongs to.
typedef struct {
  int32_t offset;
  float value;
} vector_indexed;

// Appends for each set bit of `lanes`, in order, the lane's value with the offset
// `(first + lane) * scale`, and returns how many; up to sixteen entries may be written.
VECTOR_INLINE long vector_append_indexed(
  vector_indexed *list, long first, long scale, vector_f32 x, uint32_t lanes) {
#if defined(__AVX512F__)
  typedef int32_t vector_i32 __attribute__((ext_vector_type(16)));
  vector_i32 offsets = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  offsets = offsets * (int32_t)scale + (int32_t)(first * scale);
  offsets = __builtin_ia32_compresssi512_mask(offsets, offsets, (unsigned short)lanes);
  x = __builtin_ia32_compresssf512_mask(x, x, (unsigned short)lanes);
  vector_f32 y = __builtin_bit_cast(vector_f32, offsets);
  vector_f32 low = __builtin_shufflevector(
    y, x, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  vector_f32 high = __builtin_shufflevector(
    y, x, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  __builtin_memcpy(list, &low, sizeof low);
  __builtin_memcpy(list + 8, &high, sizeof high);
#else
  vector_indexed *next = list;
  for (uint32_t left = lanes; left != 0; left &= left - 1) {
    int lane = __builtin_ctz(left);
    next->offset = (int32_t)((first + lane) * scale);
    next->value = x[lane];
    ++next;
  }
#endif
  return __builtin_popcount(lanes);
}

// MARK: Transposing

// One stage of the transposition: swaps the off-diagonal blocks of `d` lanes between rows i, i + d.
#define VECTOR_SWAP(r, i, d)                                                                     \
  do {                                                                                           \
    vector_f32 a = (r)[i], b = (r)[(i) + (d)];                                                   \
    (r)[i] = __builtin_shufflevector(a, b, VECTOR_KEEP_##d);                                     \
    (r)[(i) + (d)] = __builtin_shufflevector(a, b, VECTOR_TAKE_##d);                             \
  } while (0)
#define VECTOR_KEEP_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define VECTOR_TAKE_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define VECTOR_KEEP_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define VECTOR_TAKE_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define VECTOR_KEEP_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define VECTOR_TAKE_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define VECTOR_KEEP_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define VECTOR_TAKE_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31

// Writes the transpose of sixteen rows of sixteen lanes, `rows` of them real and the others zero:
// the first `columns` of its rows, which may be fewer than sixteen, `target_row` floats apart.
VECTOR_INLINE void vector_transpose(
  const float *source, long source_row, long rows, long columns, float *target, long target_row) {
  vector_f32 r[16];
  if (rows == 16 && columns == 16) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) r[i] = vector_load(source + i * source_row);
  } else {
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i)
      r[i] = i < rows ? vector_load_first(source + i * source_row, columns, (vector_f32)(0.0f))
                      : (vector_f32)(0.0f);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; ++i) VECTOR_SWAP(r, i, 8);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; ++i) VECTOR_SWAP(r, i / 4 * 8 + i % 4, 4);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; ++i) VECTOR_SWAP(r, i / 2 * 4 + i % 2, 2);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; ++i) VECTOR_SWAP(r, i * 2, 1);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; ++i)
    if (i < columns) vector_store(target + i * target_row, r[i]);
}

// MARK: The floating-point mode

#if defined(__x86_64__)
enum { vector_flush_bits = 0x8040 };  // MXCSR: flush to zero, denormals are zero
VECTOR_INLINE void vector_flush_denormals(void) {
  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | vector_flush_bits);
}
VECTOR_INLINE int vector_flushes_denormals(void) {
  return (__builtin_ia32_stmxcsr() & vector_flush_bits) == vector_flush_bits;
}
// The control bits: masks, rounding, what becomes of denormals; not the flags of what has happened.
VECTOR_INLINE uint64_t vector_floating_point_mode(void) {
  return __builtin_ia32_stmxcsr() & 0xffc0;
}
#elif defined(__aarch64__)
VECTOR_INLINE uint64_t vector_fpcr(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  return mode;
}
VECTOR_INLINE void vector_flush_denormals(void) {
  uint64_t mode = vector_fpcr() | (UINT64_C(1) << 24);  // FPCR.FZ
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}
VECTOR_INLINE int vector_flushes_denormals(void) { return (int)(vector_fpcr() >> 24 & 1); }
VECTOR_INLINE uint64_t vector_floating_point_mode(void) { return vector_fpcr(); }
#else
#error "Kernels are written for x86-64 and arm64."
#endif

#pragma clang diagnostic pop
