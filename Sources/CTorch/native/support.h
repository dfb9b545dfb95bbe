// What the functions of the C ABI share: borrowing, owning, conversions, errors.
#pragma once

#include <ATen/core/List.h>
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <vector>

#include "ctorch_types.h"

namespace ctorch {

static_assert(sizeof(ct_int) == sizeof(int64_t), "Apus needs a 64-bit machine");

using Impl = c10::TensorImpl;

inline Impl *impl(ct_tensor tensor) { return reinterpret_cast<Impl *>(tensor); }

/// A caller's tensor without a change of its count. It converts to `const at::Tensor &` and to nothing else: as an rvalue
/// it would be moved out of.
struct Ref {
  at::Tensor tensor;
  explicit Ref(ct_tensor borrowed)
      : tensor(c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim(impl(borrowed))) {}
  ~Ref() { (void)tensor.unsafeReleaseTensorImpl(); }
  Ref(const Ref &) = delete;
  Ref &operator=(const Ref &) = delete;
  operator const at::Tensor &() const { return tensor; }
  const at::Tensor *operator->() const { return &tensor; }
};

/// A counted copy of the reference.
inline at::Tensor copy(ct_tensor tensor) {
  return at::Tensor(c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim_copy(impl(tensor)));
}

/// Hands the reference to the caller; an undefined tensor is NULL.
inline ct_tensor own(at::Tensor &&tensor) {
  if (!tensor.defined()) return nullptr;
  return reinterpret_cast<ct_tensor>(tensor.unsafeReleaseTensorImpl());
}

/// Hands a list to the caller: the array, from malloc, and its references.
inline ct_tensor *own_all(std::vector<at::Tensor> &&tensors, ct_int *count) {
  auto *out = static_cast<ct_tensor *>(std::malloc(sizeof(ct_tensor) * (tensors.size() + 1)));
  TORCH_CHECK(out != nullptr, "out of memory");
  for (size_t index = 0; index < tensors.size(); index++) out[index] = own(std::move(tensors[index]));
  *count = static_cast<ct_int>(tensors.size());
  return out;
}

/// A caller's list of tensors.
struct Tensors {
  std::vector<at::Tensor> list;
  Tensors(const ct_tensor *tensors, ct_int count) {
    list.reserve(count);
    for (ct_int index = 0; index < count; index++) list.push_back(copy(tensors[index]));
  }
  operator at::TensorList() const { return list; }
};

inline std::optional<at::Tensor> optional_tensor(ct_tensor tensor) {
  if (tensor == nullptr) return std::nullopt;
  return copy(tensor);
}

inline c10::List<std::optional<at::Tensor>> optional_tensors(const ct_tensor *tensors, ct_int count) {
  c10::List<std::optional<at::Tensor>> list;
  list.reserve(count);
  for (ct_int index = 0; index < count; index++) list.push_back(optional_tensor(tensors[index]));
  return list;
}

inline at::Scalar to_scalar(ct_scalar number) {
  switch (number.kind) {
    case CT_SCALAR_REAL: return at::Scalar(number.real);
    case CT_SCALAR_BOOL: return at::Scalar(number.integer != 0);
    default: return at::Scalar(static_cast<int64_t>(number.integer));
  }
}

inline std::optional<at::Scalar> to_scalar(ct_optional_scalar number) {
  if (!number.has_value) return std::nullopt;
  return to_scalar(number.value);
}

inline std::optional<int64_t> optional_int(ct_optional_int number) {
  if (!number.has_value) return std::nullopt;
  return number.value;
}

inline std::optional<c10::SymInt> optional_sym_int(ct_optional_int number) {
  if (!number.has_value) return std::nullopt;
  return c10::SymInt(number.value);
}

inline std::optional<double> optional_double(ct_optional_double number) {
  if (!number.has_value) return std::nullopt;
  return number.value;
}

inline at::IntArrayRef ints(const ct_int *numbers, ct_int count) {
  return {reinterpret_cast<const int64_t *>(numbers), static_cast<size_t>(count)};
}

inline at::OptionalIntArrayRef optional_ints(const ct_int *numbers, ct_int count) {
  if (numbers == nullptr) return std::nullopt;
  return ints(numbers, count);
}

inline c10::SymIntArrayRef sym_ints(const ct_int *numbers, ct_int count) {
  return c10::fromIntArrayRefSlow(ints(numbers, count));
}

inline at::ScalarType scalar_type(ct_dtype dtype) { return static_cast<at::ScalarType>(dtype); }

inline std::optional<at::ScalarType> optional_scalar_type(ct_dtype dtype) {
  if (dtype == CT_NO_DTYPE) return std::nullopt;
  return scalar_type(dtype);
}

inline at::Device to_device(ct_device device) {
  auto type = static_cast<at::DeviceType>(device.type);
  // "cpu" and "cpu:0" differ for LibTorch, and to go from one to the other is a copy.
  if (type == at::kCPU || type == at::kMeta) return at::Device(type);
  return at::Device(type, static_cast<c10::DeviceIndex>(device.index));
}

inline std::optional<at::Device> optional_device(ct_device device) {
  if (device.type == CT_NO_DEVICE) return std::nullopt;
  return to_device(device);
}

/// An argument as an error message shows it.
struct Operand {
  const char *name;
  const ct_tensor *tensors;
  ct_int count;
  ct_tensor tensor;
  Operand(const char *name, ct_tensor tensor) : name(name), tensors(nullptr), count(1), tensor(tensor) {}
  Operand(const char *name, const ct_tensor *tensors, ct_int count)
      : name(name), tensors(tensors), count(count), tensor(nullptr) {}
};

/// The exception that is being handled, as the message of an operator: its name, what was wrong, and the operands.
ct_err describe_exception(const char *operation, const Operand *operands, size_t count) noexcept;

/// Runs the body of a C function; an exception becomes its error.
template <typename Body>
inline ct_err guarded(const char *operation, std::initializer_list<Operand> operands, Body &&body) noexcept {
  try {
    body();
    return nullptr;
  } catch (...) {
    return describe_exception(operation, operands.begin(), operands.size());
  }
}

}  // namespace ctorch
