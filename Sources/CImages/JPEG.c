#include "CImages.h"
#include "Library.h"

#include <pthread.h>

// The functions of TurboJPEG's interface in its second version, which its third one still has.
// Source: turbojpeg.h of libjpeg-turbo 2.1.5.
typedef void *tj_handle;

static tj_handle (*init_decompress)(void);
static int (*decompress_header)(
  tj_handle, const unsigned char *, unsigned long, int *, int *, int *, int *);
static int (*decompress)(
  tj_handle, const unsigned char *, unsigned long, unsigned char *, int, int, int, int, int);
static char *(*get_error)(tj_handle);
static int (*destroy)(tj_handle);

static const char *const names[] = {
#ifdef __APPLE__
  "libturbojpeg.0.dylib", "/opt/homebrew/lib/libturbojpeg.0.dylib",
  "/usr/local/lib/libturbojpeg.0.dylib",
#else
  "libturbojpeg.so.0",
#endif
  NULL,
};

static const struct cimages_symbol symbols[] = {
  {"tjInitDecompress", (void **)&init_decompress},
  {"tjDecompressHeader3", (void **)&decompress_header},
  {"tjDecompress2", (void **)&decompress},
  {"tjGetErrorStr2", (void **)&get_error},
  {"tjDestroy", (void **)&destroy},
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_loaded;
static char load_message[CIMAGES_MESSAGE_SIZE];

static void load(void) {
  is_loaded = cimages_load(names, symbols, sizeof symbols / sizeof *symbols, load_message);
}

// Makes a handle; returns what a call returns.
static int begin(tj_handle *handle, char *message) {
  pthread_once(&once, load);
  if (!is_loaded) {
    cimages_say(message, load_message);
    return CIMAGES_NO_LIBRARY;
  }
  *handle = init_decompress();
  if (*handle != NULL) return CIMAGES_DONE;
  cimages_say(message, get_error(NULL));
  return CIMAGES_DAMAGED;
}

// Ends with the library's result of a call.
static int end(tj_handle handle, int result, char *message) {
  if (result != 0) cimages_say(message, get_error(handle));
  destroy(handle);
  return result == 0 ? CIMAGES_DONE : CIMAGES_DAMAGED;
}

int cimages_jpeg_header(
  const unsigned char *file, size_t size, int *width, int *height, int *components, char *message
) {
  // TJCS_RGB, TJCS_YCbCr, TJCS_GRAY, TJCS_CMYK, TJCS_YCCK.
  static const int counts[] = {3, 3, 1, 4, 4};
  tj_handle handle = NULL;
  int status = begin(&handle, message);
  if (status != CIMAGES_DONE) return status;
  int sampling = 0, space = 0;
  int result = decompress_header(
    handle, file, (unsigned long)size, width, height, &sampling, &space);
  status = end(handle, result, message);
  if (status != CIMAGES_DONE) return status;
  // Of tables alone, or a file's beginning, the library says no more.
  if (*width < 1 || *height < 1) {
    cimages_say(message, "the file ends before the image begins");
    return CIMAGES_DAMAGED;
  }
  if (space < 0 || space >= (int)(sizeof counts / sizeof *counts)) {
    cimages_say(message, "an unknown space of colours");
    return CIMAGES_DAMAGED;
  }
  *components = counts[space];
  return CIMAGES_DONE;
}

int cimages_jpeg(
  const unsigned char *file, size_t size, int width, int height, int channels,
  unsigned char *pixels, char *message
) {
  // TJPF_RGB, TJPF_GRAY, TJPF_RGBA.
  enum { rgb = 0, grey = 6, rgba = 7 };
  enum { accurate_dct = 4096, stop_on_warning = 8192, limit_scans = 32768 };
  tj_handle handle = NULL;
  int status = begin(&handle, message);
  if (status != CIMAGES_DONE) return status;
  int format = channels == 1 ? grey : channels == 3 ? rgb : rgba;
  int result = decompress(
    handle, file, (unsigned long)size, pixels, width, width * channels, height, format,
    accurate_dct | stop_on_warning | limit_scans);
  return end(handle, result, message);
}
