#ifndef CIMAGES_H
#define CIMAGES_H

#include <stddef.h>
#include <stdint.h>

// Images in memory to rows of bytes, by libpng 1.6 and TurboJPEG. Both are loaded when the first
// image needs them, so that neither is needed to build, nor to run without images.

// The bytes of a message, its zero among them.
enum { CIMAGES_MESSAGE_SIZE = 256 };

// What a call returns.
enum {
  CIMAGES_DONE = 0,
  // The message says what the library found wrong.
  CIMAGES_DAMAGED = 1,
  // The library could not be loaded; the message says why.
  CIMAGES_NO_LIBRARY = 2,
};

// Reads a PNG image of known width and height into rows of `channels` bytes a pixel.
//
// Palettes become colours and 16 bits 8, rounded to nearest; nothing corrects gamma. Channels are
// those of the file, grey or colours, and with `has_alpha` one behind them, 255 where the image has
// none; without it transparency is dropped.
int cimages_png(
  const unsigned char *file, size_t size, uint32_t width, uint32_t height, int channels,
  int has_alpha, unsigned char *pixels, char *message);

// Reads the header of a JPEG image; `file` may be its beginning.
//
// `components` is 1 for grey, 3 for colours and 4 for printing inks.
int cimages_jpeg_header(
  const unsigned char *file, size_t size, int *width, int *height, int *components, char *message);

// Reads a JPEG image of known width and height into rows of 1 (grey), 3 or 4 bytes a pixel, with
// the accurate transform. What the library only warns of, such as an end too early, is damage.
int cimages_jpeg(
  const unsigned char *file, size_t size, int width, int height, int channels,
  unsigned char *pixels, char *message);

#endif
