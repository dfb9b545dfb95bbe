// Reads one text column of a Parquet file. The work is done by Apache Arrow's C++ library, behind a table of
// functions in a library of its own (native/), which is loaded only when a Parquet file is opened.
#ifndef CPARQUET_H
#define CPARQUET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CPARQUET_VERSION 1

/// A file that is being read.
typedef struct cparquet_reader cparquet_reader;

/// Some rows of the column. Row i is the bytes starts[i] up to ends[i] of data; a null row has none.
/// All is valid until the next call with the same reader.
typedef struct {
  int64_t rows;
  const int64_t *starts;
  const int64_t *ends;
  const uint8_t *data;
} cparquet_batch;

/// What the library can do. Each function that returns an int returns 0, or another number after writing a
/// message (one line, closed by a zero byte, cut to its capacity).
typedef struct {
  /// CPARQUET_VERSION of the header that the library was built with.
  int32_t version;
  /// Opens a file at a column of strings or bytes.
  int (*open)(const char *path, const char *column, cparquet_reader **reader, char *message, size_t capacity);
  /// The next rows; no rows at the end.
  int (*next)(cparquet_reader *reader, cparquet_batch *batch, char *message, size_t capacity);
  void (*close)(cparquet_reader *reader);
} cparquet_functions;

/// Loads the library once and returns its functions, or NULL after writing a message.
const cparquet_functions *cparquet_load(const char *path, char *message, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
