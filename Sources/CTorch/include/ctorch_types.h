// The types that cross the C ABI between Swift and LibTorch.
#ifndef CTORCH_TYPES_H
#define CTORCH_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A counted reference to a tensor. The pointer is LibTorch's own (c10::TensorImpl *): functions borrow
// their arguments and hand out new references, which end with ct_release.
typedef struct ct_tensor_impl *ct_tensor;

// NULL when a call succeeded, else a message that the caller frees with ct_free.
typedef const char *ct_err;

// Integers are intptr_t, which Swift imports as Int.
typedef intptr_t ct_int;

// c10::ScalarType's numbers; CT_NO_DTYPE where none is asked for.
typedef int32_t ct_dtype;
#define CT_NO_DTYPE (-1)

// c10::DeviceType's number and the index; CT_NO_DEVICE as the type where none is asked for.
typedef struct {
  int32_t type;
  int32_t index;
} ct_device;
#define CT_NO_DEVICE (-1)

enum { CT_SCALAR_REAL = 0, CT_SCALAR_INT = 1, CT_SCALAR_BOOL = 2 };

// A number whose kind takes part in type promotion. A boolean is 0 or 1 in `integer`.
typedef struct {
  double real;
  ct_int integer;
  uint8_t kind;  // CT_SCALAR_…
} ct_scalar;

typedef struct {
  ct_int value;
  bool has_value;
} ct_optional_int;

typedef struct {
  double value;
  bool has_value;
} ct_optional_double;

typedef struct {
  ct_scalar value;
  bool has_value;
} ct_optional_scalar;

#ifdef __cplusplus
}
#endif
#endif
