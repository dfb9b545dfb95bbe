// The hand-written half of the C ABI over LibTorch; ctorch_ops.h is the generated one.
// Tools/ctorch/generate.py reads the prototypes from this file: one in a line.
#ifndef CTORCH_H
#define CTORCH_H

#include "ctorch_types.h"

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Memory
void ct_free(const void *pointer);
void ct_release(ct_tensor tensor);

// MARK: What a tensor is
ct_int ct_dim(ct_tensor tensor);
// `out` has room for ct_dim numbers.
void ct_sizes(ct_tensor tensor, ct_int *out);
ct_err ct_strides(ct_tensor tensor, ct_int *out);
ct_int ct_numel(ct_tensor tensor);
ct_dtype ct_dtype_of(ct_tensor tensor);
ct_device ct_device_of(ct_tensor tensor);
bool ct_is_contiguous(ct_tensor tensor);
bool ct_requires_grad(ct_tensor tensor);
bool ct_is_leaf(ct_tensor tensor);
// Whether two tensors look at the same memory.
bool ct_shares_storage(ct_tensor a, ct_tensor b);
// Address of the first element.
ct_err ct_data(ct_tensor tensor, void **out);

// MARK: In and out
// Copies `count` bytes, which must be what the shape needs.
ct_err ct_from_bytes(const void *bytes, ct_int count, const ct_int *sizes, ct_int dims, ct_dtype dtype, ct_device device, ct_tensor *out);
// A view of foreign memory; `release(owner)` is called when the last tensor that looks at it is gone.
ct_err ct_from_blob(void *bytes, const ct_int *sizes, ct_int dims, ct_dtype dtype, void *owner, void (*release)(void *owner), ct_tensor *out);
// Copies the elements, in row-major order and on the CPU, to `bytes`, which has room for `count` bytes.
ct_err ct_to_bytes(ct_tensor tensor, void *bytes, ct_int count);
ct_err ct_item_double(ct_tensor tensor, double *out);

// MARK: Autograd
ct_err ct_set_requires_grad(ct_tensor tensor, bool on);
// `gradient` may be NULL for a scalar.
ct_err ct_backward(ct_tensor tensor, ct_tensor gradient, bool retain_graph, bool create_graph);
// Gradients of the sum of `outputs`; `gradients` has room for `input_count` tensors, NULL where an input is not used.
ct_err ct_gradients(const ct_tensor *outputs, const ct_tensor *output_gradients, ct_int output_count, const ct_tensor *inputs, ct_int input_count, bool retain_graph, bool create_graph, ct_tensor *gradients);
// NULL where there is none.
ct_err ct_grad(ct_tensor tensor, ct_tensor *out);
ct_err ct_set_grad(ct_tensor tensor, ct_tensor gradient);
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool on);

// MARK: Mixed precision
// Whether operators on devices of this type compute in a shorter type where that is safe, and in which.
ct_err ct_autocast(int32_t type, bool *on, ct_dtype *dtype);
ct_err ct_set_autocast(int32_t type, bool on, ct_dtype dtype);
// A nested region begins or ends; with the last one the copies of parameters that it made are dropped.
ct_err ct_enter_autocast(void);
ct_err ct_leave_autocast(void);

// MARK: Random numbers
ct_err ct_manual_seed(uint64_t seed);
// The state of a device's generator as a tensor of bytes.
ct_err ct_random_state(ct_device device, ct_tensor *out);
ct_err ct_set_random_state(ct_device device, ct_tensor state);

// MARK: Devices and memory
ct_int ct_device_count(int32_t type);
ct_err ct_synchronize(ct_device device);
ct_err ct_memory_allocated(ct_device device, ct_int *current, ct_int *peak);
ct_err ct_reset_peak_memory(ct_device device);
ct_err ct_empty_cache(int32_t type);

// MARK: The library
// The version that this was compiled against, and that of the LibTorch that is loaded: major, minor, patch in bytes 7, 6, 5.
uint64_t ct_compiled_version(void);
uint64_t ct_running_version(void);
const char *ct_version_name(void);
ct_err ct_threads(ct_int *out);
ct_err ct_set_threads(ct_int count);
ct_err ct_set_deterministic(bool on);
// "highest", "high" or "medium".
ct_err ct_set_matmul_precision(const char *precision);

#ifdef __cplusplus
}
#endif
#endif
