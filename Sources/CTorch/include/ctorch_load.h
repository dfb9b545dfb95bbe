// What works before LibTorch is loaded: loading it, and what must be known of the processor before that.
#ifndef CTORCH_LOAD_H
#define CTORCH_LOAD_H

#include "ctorch_types.h"

#ifdef __cplusplus
extern "C" {
#endif

// Loads the shim (libctorch) at `path` and with it the LibTorch that it was built against. A shim that was
// built against another LibTorch than the one that loads, and one that lacks a function, are refused.
// Nothing happens when it is loaded already. Returns a message for ct_load_free, or NULL.
ct_err ct_load(const char *path);
void ct_load_free(ct_err message);
bool ct_loaded(void);
// Where the loaded shim lies; NULL before.
const char *ct_loaded_path(void);
// Why the CUDA half of LibTorch, though it is there, did not load; NULL if it did or if there is none.
const char *ct_cuda_problem(void);

// Whether CPUID announces AMX tiles while the leaf that describes them (0x1D) is empty, as some virtual machines do.
// oneDNN then configures a tile palette that is not there, and the first bf16 product dies with SIGILL.
bool ct_cpu_announces_hidden_amx(void);
bool ct_cpu_has_avx512_bf16(void);
bool ct_cpu_has_amx_bf16(void);

// The device on which tensors are made when nothing else is said; the CPU at first.
ct_device ct_current_device(void);
void ct_set_current_device(ct_device device);

#ifdef __cplusplus
}
#endif
#endif
