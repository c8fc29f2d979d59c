#include "CImages.h"
#include "Library.h"

#include <pthread.h>
#include <setjmp.h>
#include <string.h>

// The functions of libpng 1.6, declared as its manual does (libpng-manual.txt, "Reading"); the two
// structures are the library's own. Source: png.h of libpng 1.6.39.
typedef void png_struct;
typedef void png_info;
struct color {
  unsigned char red, green, blue;
};
typedef void (*png_error_function)(png_struct *, const char *);
typedef void (*png_read_function)(png_struct *, unsigned char *, size_t);

static const char *(*get_libpng_ver)(const png_struct *);
static png_struct *(*create_read_struct)(
  const char *, void *, png_error_function, png_error_function);
static png_info *(*create_info_struct)(png_struct *);
static void (*destroy_read_struct)(png_struct **, png_info **, png_info **);
static void *(*get_error_ptr)(const png_struct *);
static void *(*get_io_ptr)(const png_struct *);
static void (*set_read_fn)(png_struct *, void *, png_read_function);
static void (*set_crc_action)(png_struct *, int, int);
static void (*set_user_limits)(png_struct *, uint32_t, uint32_t);
static void (*set_chunk_malloc_max)(png_struct *, size_t);
static void (*read_info)(png_struct *, png_info *);
static uint32_t (*get_image_width)(const png_struct *, const png_info *);
static uint32_t (*get_image_height)(const png_struct *, const png_info *);
static uint32_t (*get_plte)(const png_struct *, png_info *, struct color **, int *);
static uint32_t (*get_trns)(const png_struct *, png_info *, unsigned char **, int *, void **);
static void (*set_packing)(png_struct *);
static void (*set_expand)(png_struct *);
static void (*set_scale_16)(png_struct *);
static void (*set_strip_alpha)(png_struct *);
static void (*set_add_alpha)(png_struct *, uint32_t, int);
static int (*set_interlace_handling)(png_struct *);
static unsigned char (*get_color_type)(const png_struct *, const png_info *);
static void (*read_update_info)(png_struct *, png_info *);
static unsigned char (*get_channels)(const png_struct *, const png_info *);
static size_t (*get_rowbytes)(const png_struct *, const png_info *);
static void (*read_row)(png_struct *, unsigned char *, unsigned char *);
static void (*read_end)(png_struct *, png_info *);

static const char *const names[] = {
#ifdef __APPLE__
  "libpng16.16.dylib", "/opt/homebrew/lib/libpng16.16.dylib", "/usr/local/lib/libpng16.16.dylib",
#else
  "libpng16.so.16",
#endif
  NULL,
};

static const struct cimages_symbol symbols[] = {
  {"png_get_libpng_ver", (void **)&get_libpng_ver},
  {"png_create_read_struct", (void **)&create_read_struct},
  {"png_create_info_struct", (void **)&create_info_struct},
  {"png_destroy_read_struct", (void **)&destroy_read_struct},
  {"png_get_error_ptr", (void **)&get_error_ptr},
  {"png_get_io_ptr", (void **)&get_io_ptr},
  {"png_set_read_fn", (void **)&set_read_fn},
  {"png_set_crc_action", (void **)&set_crc_action},
  {"png_set_user_limits", (void **)&set_user_limits},
  {"png_set_chunk_malloc_max", (void **)&set_chunk_malloc_max},
  {"png_read_info", (void **)&read_info},
  {"png_get_image_width", (void **)&get_image_width},
  {"png_get_image_height", (void **)&get_image_height},
  {"png_get_PLTE", (void **)&get_plte},
  {"png_get_tRNS", (void **)&get_trns},
  {"png_set_packing", (void **)&set_packing},
  {"png_set_expand", (void **)&set_expand},
  {"png_set_scale_16", (void **)&set_scale_16},
  {"png_set_strip_alpha", (void **)&set_strip_alpha},
  {"png_set_add_alpha", (void **)&set_add_alpha},
  {"png_set_interlace_handling", (void **)&set_interlace_handling},
  {"png_get_color_type", (void **)&get_color_type},
  {"png_read_update_info", (void **)&read_update_info},
  {"png_get_channels", (void **)&get_channels},
  {"png_get_rowbytes", (void **)&get_rowbytes},
  {"png_read_row", (void **)&read_row},
  {"png_read_end", (void **)&read_end},
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;
static char load_message[CIMAGES_MESSAGE_SIZE];

static void load(void) {
  is_loaded = cimages_load(names, symbols, sizeof symbols / sizeof *symbols, load_message);
}

// A file that is being read.
struct reader {
  const unsigned char *next;
  size_t left;
  char *message;
  jmp_buf failure;
};

// Never returns to the library, as it demands.
static void fail(png_struct *png, const char *text) {
  struct reader *reader = get_error_ptr(png);
  cimages_say(reader->message, text);
  longjmp(reader->failure, 1);
}

// What is wrong with a chunk that is needed, or with that of opacity, changes or adds to
// the pixels; the rest, such as a colour profile's faults, does not reach them.
static void warn(png_struct *png, const char *text) {
  static const char *const needed[] = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    if (strncmp(text, needed[i], 4) == 0) fail(png, text);
  }
}

static void read_bytes(png_struct *png, unsigned char *bytes, size_t count) {
  struct reader *reader = get_io_ptr(png);
  if (count > reader->left) fail(png, "the file ends too early");
  memcpy(bytes, reader->next, count);
  reader->next += count;
  reader->left -= count;
}

// The library passes over chunks of data behind the end of what they compress without a word.
static void expect_end_of_data(png_struct *png, const struct reader *reader) {
  // A chunk's length, name and checksum.
  enum { frame = 12 };
  const unsigned char *next = reader->next;
  size_t left = reader->left;
  while (left >= frame) {
    size_t size = 0;
    for (int i = 0; i < 4; i++) size = size << 8 | next[i];
    // What is wrong here is the library's to find.
    if (size > left - frame) return;
    if (size > 0 && memcmp(next + 4, "IDAT", 4) == 0) fail(png, "IDAT: more data than pixels");
    next += size + frame;
    left -= size + frame;
  }
}

// Replaces the indices at the ends of rows, a byte each, by the palette's colours.
static void apply_palette(
  png_struct *png, png_info *info, uint32_t width, uint32_t height, int channels,
  unsigned char *pixels
) {
  struct color *colors = NULL;
  unsigned char *alphas = NULL;
  void *color = NULL;
  int count = 0, alpha_count = 0;
  get_plte(png, info, &colors, &count);
  get_trns(png, info, &alphas, &alpha_count, &color);
  if (alphas == NULL) alpha_count = 0;
  size_t row_size = (size_t)width * (size_t)channels;
  for (uint32_t row = 0; row < height; row++) {
    // A colour is written before the next index, or over it once it has been read.
    unsigned char *pixel = pixels + row * row_size;
    const unsigned char *index = pixel + row_size - width;
    for (uint32_t x = 0; x < width; x++, index++, pixel += channels) {
      int found = *index;
      if (found >= count) fail(png, "PLTE: a pixel's index is beyond the palette");
      pixel[0] = colors[found].red;
      pixel[1] = colors[found].green;
      pixel[2] = colors[found].blue;
      if (channels == 4) pixel[3] = found < alpha_count ? alphas[found] : 255;
    }
  }
}

int cimages_png(
  const unsigned char *file, size_t size, uint32_t width, uint32_t height, int channels,
  int has_alpha, unsigned char *pixels, char *message
) {
  enum { error_quit = 1, filler_after = 1, opaque = 255, largest_chunk = 1 << 23, palette = 3 };
  pthread_once(&once, load);
  if (!is_loaded) {
    cimages_say(message, load_message);
    return CIMAGES_NO_LIBRARY;
  }
  struct reader reader = {.next = file, .left = size, .message = message};
  // Written before the jump is armed, and not after it but by the library.
  png_struct *volatile png = NULL;
  png_info *volatile info = NULL;
  int volatile status = CIMAGES_DAMAGED;
  cimages_say(message, "the library could not begin");
  if (setjmp(reader.failure) == 0) {
    png = create_read_struct(get_libpng_ver(NULL), &reader, fail, warn);
    if (png == NULL) return CIMAGES_DAMAGED;
    info = create_info_struct(png);
    if (info == NULL) fail(png, "out of memory");
    set_read_fn(png, &reader, read_bytes);
    set_crc_action(png, error_quit, error_quit);
    set_user_limits(png, width, height);
    set_chunk_malloc_max(png, largest_chunk);
    read_info(png, info);
    if (get_image_width(png, info) != width || get_image_height(png, info) != height) {
      fail(png, "another size than a moment ago");
    }
    // The library makes black pixels of indices beyond the palette.
    int has_palette = get_color_type(png, info) == palette;
    if (has_palette) {
      set_packing(png);
    } else {
      set_expand(png);
      set_scale_16(png);
      if (has_alpha) {
        set_add_alpha(png, opaque, filler_after);
      } else {
        set_strip_alpha(png);
      }
    }
    int passes = set_interlace_handling(png);
    read_update_info(png, info);
    int read_channels = has_palette ? 1 : channels;
    size_t row_size = (size_t)width * (size_t)channels;
    size_t read_size = (size_t)width * (size_t)read_channels;
    if (
      get_channels(png, info) != read_channels || get_rowbytes(png, info) != read_size
      || (has_palette && channels < 3)
    ) {
      fail(png, "another form than its header says");
    }
    for (int pass = 0; pass < passes; pass++) {
      for (uint32_t row = 0; row < height; row++) {
        read_row(png, pixels + (row + 1) * row_size - read_size, NULL);
      }
    }
    expect_end_of_data(png, &reader);
    read_end(png, NULL);
    if (reader.left > 0) fail(png, "bytes behind the image's end");
    if (has_palette) apply_palette(png, info, width, height, channels, pixels);
    status = CIMAGES_DONE;
  }
  png_struct *last = png;
  png_info *last_info = info;
  destroy_read_struct(&last, &last_info, NULL);
  return status;
}
