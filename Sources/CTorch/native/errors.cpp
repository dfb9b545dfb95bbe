// Exceptions as messages.
#include <algorithm>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>

#include "support.h"

namespace ctorch {
namespace {

// More tensors of a list say no more.
constexpr ct_int shown_of_list = 4;

void show(std::ostream &out, ct_tensor tensor) {
  if (tensor == nullptr) {
    out << "none";
    return;
  }
  out << c10::toString(c10::typeMetaToScalarType(impl(tensor)->dtype())) << '[';
  bool first = true;
  for (int64_t size : impl(tensor)->sizes()) {
    out << (first ? "" : ", ") << size;
    first = false;
  }
  out << ']';
}

void show(std::ostream &out, const Operand &operand) {
  out << operand.name << ' ';
  if (operand.tensors == nullptr) {
    show(out, operand.tensor);
    return;
  }
  out << '(' << operand.count << " tensors";
  for (ct_int index = 0; index < std::min(operand.count, shown_of_list); index++) {
    out << (index == 0 ? ": " : ", ");
    show(out, operand.tensors[index]);
  }
  out << (operand.count > shown_of_list ? ", …)" : ")");
}

std::string exception_text() {
  try {
    throw;
  } catch (const c10::Error &error) {
    return error.what_without_backtrace();
  } catch (const std::exception &error) {
    return error.what();
  } catch (...) {
    return "an exception of an unknown kind";
  }
}

// LibTorch's messages may span lines; an error of Apus is one line.
std::string one_line(const std::string &text) {
  std::string line;
  for (char character : text) {
    if (character != '\n') {
      line += character;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

ct_err describe_exception(const char *operation, const Operand *operands, size_t count) noexcept {
  try {
    std::ostringstream out;
    out << operation << ": " << one_line(exception_text());
    for (size_t index = 0; index < count; index++) {
      out << (index == 0 ? " (" : ", ");
      show(out, operands[index]);
    }
    if (count > 0) out << ')';
    return strdup(out.str().c_str());
  } catch (...) {
    return strdup("out of memory while an error was described");
  }
}

}  // namespace ctorch
