// The functions of CParquet.h over Apache Arrow's C++ library, as the pyarrow wheel carries it.
#include "CParquet.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

// Declared before its file: destroyed in the reverse order, readers first.
struct cparquet_reader {
  std::unique_ptr<parquet::arrow::FileReader> file;
  std::unique_ptr<arrow::RecordBatchReader> batches;
  std::shared_ptr<arrow::RecordBatch> current;
  std::vector<int64_t> starts;
  std::vector<int64_t> ends;
};

namespace {

constexpr int64_t kBatchRows = 4096;

int fail(const std::string &what, char *message, size_t capacity) {
  if (capacity == 0) return 1;
  const size_t length = std::min(what.size(), capacity - 1);
  std::memcpy(message, what.data(), length);
  message[length] = 0;
  // One line, whatever Arrow says.
  std::replace(message, message + length, '\n', ' ');
  return 1;
}

// Arrow reports by Status, the Parquet layer by exceptions: both become messages, none passes into Swift.
template <typename Body>
int guarded(char *message, size_t capacity, Body body) {
  try {
    const arrow::Status status = body();
    return status.ok() ? 0 : fail(status.ToString(), message, capacity);
  } catch (const std::exception &error) {
    return fail(error.what(), message, capacity);
  } catch (...) {
    return fail("an unknown error", message, capacity);
  }
}

arrow::Status open_column(const char *path, const char *column, cparquet_reader &reader) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
  // One thread, rows in order: the caller works on other cores.
  parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_batch_size(kBatchRows);
  properties.set_pre_buffer(false);
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(file));
  builder.properties(properties);
  ARROW_RETURN_NOT_OK(builder.Build(&reader.file));

  std::shared_ptr<arrow::Schema> schema;
  ARROW_RETURN_NOT_OK(reader.file->GetSchema(&schema));
  const auto field = schema->GetFieldByName(column);
  if (!field) {
    std::string names;
    for (const auto &name : schema->field_names()) names += (names.empty() ? "" : ", ") + name;
    return arrow::Status::KeyError("no column \"", column, "\" (its columns: ", names, ")");
  }
  const auto type = field->type()->id();
  if (type != arrow::Type::STRING && type != arrow::Type::LARGE_STRING && type != arrow::Type::BINARY &&
      type != arrow::Type::LARGE_BINARY) {
    return arrow::Status::TypeError("the column \"", column, "\" holds ", field->type()->ToString(), ", no text");
  }
  const auto metadata = reader.file->parquet_reader()->metadata();
  const int index = metadata->schema()->ColumnIndex(std::string(column));
  if (index < 0) return arrow::Status::KeyError("no column \"", column, "\"");
  std::vector<int> groups(static_cast<size_t>(metadata->num_row_groups()));
  for (size_t group = 0; group < groups.size(); ++group) groups[group] = static_cast<int>(group);
  ARROW_ASSIGN_OR_RAISE(reader.batches, reader.file->GetRecordBatchReader(groups, {index}));
  return arrow::Status::OK();
}

template <typename Strings>
void point_at(const arrow::Array &array, cparquet_reader &reader, cparquet_batch *batch) {
  const auto &strings = static_cast<const Strings &>(array);
  for (int64_t row = 0; row < strings.length(); ++row) {
    const int64_t start = strings.value_offset(row);
    reader.starts.push_back(start);
    reader.ends.push_back(strings.IsNull(row) ? start : start + strings.value_length(row));
  }
  batch->data = strings.raw_data();
}

arrow::Status read_batch(cparquet_reader &reader, cparquet_batch *batch) {
  *batch = {0, nullptr, nullptr, nullptr};
  reader.starts.clear();
  reader.ends.clear();
  // A batch may be empty without being the last.
  do {
    ARROW_RETURN_NOT_OK(reader.batches->ReadNext(&reader.current));
    if (!reader.current) return arrow::Status::OK();
  } while (reader.current->num_rows() == 0);
  ARROW_RETURN_NOT_OK(reader.current->Validate());
  const auto column = reader.current->column(0);
  switch (column->type_id()) {
    case arrow::Type::STRING: point_at<arrow::StringArray>(*column, reader, batch); break;
    case arrow::Type::LARGE_STRING: point_at<arrow::LargeStringArray>(*column, reader, batch); break;
    case arrow::Type::BINARY: point_at<arrow::BinaryArray>(*column, reader, batch); break;
    case arrow::Type::LARGE_BINARY: point_at<arrow::LargeBinaryArray>(*column, reader, batch); break;
    default: return arrow::Status::TypeError("the column holds no text");
  }
  batch->rows = static_cast<int64_t>(reader.starts.size());
  batch->starts = reader.starts.data();
  batch->ends = reader.ends.data();
  return arrow::Status::OK();
}

int open(const char *path, const char *column, cparquet_reader **out, char *message, size_t capacity) {
  return guarded(message, capacity, [&] {
    auto reader = std::make_unique<cparquet_reader>();
    ARROW_RETURN_NOT_OK(open_column(path, column, *reader));
    *out = reader.release();
    return arrow::Status::OK();
  });
}

int next(cparquet_reader *reader, cparquet_batch *batch, char *message, size_t capacity) {
  return guarded(message, capacity, [&] { return read_batch(*reader, batch); });
}

void close(cparquet_reader *reader) { delete reader; }

}  // namespace

extern "C" __attribute__((visibility("default"))) const cparquet_functions *cparquet_table(void) {
  static const cparquet_functions functions = {CPARQUET_VERSION, open, next, close};
  return &functions;
}
