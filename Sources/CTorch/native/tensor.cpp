// What a tensor is, and its way in and out of the program's memory.
#include "ctorch.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cstring>

#include "support.h"

using namespace ctorch;

#pragma GCC visibility push(default)
extern "C" {

void ctimpl_free(const void *pointer) { std::free(const_cast<void *>(pointer)); }

void ctimpl_release(ct_tensor tensor) {
  if (tensor != nullptr) c10::raw::intrusive_ptr::decref(impl(tensor));
}

ct_int ctimpl_dim(ct_tensor tensor) { return impl(tensor)->dim(); }

void ctimpl_sizes(ct_tensor tensor, ct_int *out) {
  auto sizes = impl(tensor)->sizes();
  std::copy(sizes.begin(), sizes.end(), out);
}

ct_err ctimpl_strides(ct_tensor tensor, ct_int *out) {
  return guarded("strides", {{"self", tensor}}, [&] {
    auto strides = impl(tensor)->strides();
    std::copy(strides.begin(), strides.end(), out);
  });
}

ct_int ctimpl_numel(ct_tensor tensor) { return impl(tensor)->numel(); }

ct_dtype ctimpl_dtype_of(ct_tensor tensor) {
  return static_cast<ct_dtype>(c10::typeMetaToScalarType(impl(tensor)->dtype()));
}

ct_device ctimpl_device_of(ct_tensor tensor) {
  at::Device device = impl(tensor)->device();
  return {static_cast<int32_t>(device.type()), device.has_index() ? device.index() : 0};
}

bool ctimpl_is_contiguous(ct_tensor tensor) { return impl(tensor)->is_contiguous(); }

bool ctimpl_requires_grad(ct_tensor tensor) { return Ref(tensor)->requires_grad(); }

bool ctimpl_is_leaf(ct_tensor tensor) { return Ref(tensor)->is_leaf(); }

bool ctimpl_shares_storage(ct_tensor a, ct_tensor b) {
  return impl(a)->has_storage() && impl(b)->has_storage() && Ref(a)->is_alias_of(Ref(b));
}

ct_err ctimpl_data(ct_tensor tensor, void **out) {
  return guarded("data", {{"self", tensor}}, [&] { *out = Ref(tensor)->data_ptr(); });
}

ct_err ctimpl_from_bytes(
    const void *bytes, ct_int count, const ct_int *sizes, ct_int dims, ct_dtype dtype, ct_device device,
    ct_tensor *out) {
  return guarded("tensor", {}, [&] {
    at::Tensor tensor = at::empty(ints(sizes, dims), at::TensorOptions(scalar_type(dtype)));
    TORCH_CHECK(
        static_cast<ct_int>(tensor.nbytes()) == count, "shape ", ints(sizes, dims), " needs ", tensor.nbytes(),
        " bytes and there are ", count);
    if (count > 0) std::memcpy(tensor.mutable_data_ptr(), bytes, count);
    at::Device target = to_device(device);
    if (!target.is_cpu()) tensor = tensor.to(target);
    *out = own(std::move(tensor));
  });
}

ct_err ctimpl_from_blob(
    void *bytes, const ct_int *sizes, ct_int dims, ct_dtype dtype, void *owner, void (*release)(void *owner),
    ct_tensor *out) {
  return guarded("tensor", {}, [&] {
    *out = own(at::from_blob(
        bytes, ints(sizes, dims), [owner, release](void *) { release(owner); }, at::TensorOptions(scalar_type(dtype))));
  });
}

ct_err ctimpl_to_bytes(ct_tensor tensor, void *bytes, ct_int count) {
  return guarded("bytes", {{"self", tensor}}, [&] {
    at::Tensor packed = Ref(tensor)->to(at::kCPU).contiguous();
    TORCH_CHECK(
        static_cast<ct_int>(packed.nbytes()) == count, "there are ", packed.nbytes(), " bytes and room for ", count);
    if (count > 0) std::memcpy(bytes, packed.const_data_ptr(), count);
  });
}

ct_err ctimpl_item_double(ct_tensor tensor, double *out) {
  return guarded("item", {{"self", tensor}}, [&] { *out = Ref(tensor)->item().toDouble(); });
}

}
#pragma GCC visibility pop
