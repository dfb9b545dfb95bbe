// Loads libctorch and, with it, LibTorch.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trampolines.h"

#if defined(__APPLE__)
#define CUDA_LIBRARY "libtorch_cuda.dylib"
#define CUDA_DRIVER "libcuda.dylib"
#else
#define CUDA_LIBRARY "libtorch_cuda.so"
#define CUDA_DRIVER "libcuda.so.1"
#endif

static const char prefix[] = "ctimpl_";
// EX_CONFIG of sysexits.h.
static const int exit_configuration = 78;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *loaded_path;
static char *cuda_problem;

__attribute__((format(printf, 1, 2))) static char *message(const char *format, ...) {
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  if (vasprintf(&text, format, arguments) < 0) text = NULL;
  va_end(arguments);
  return text ? text : strdup("out of memory");
}

static void *symbol(void *library, const char *name) {
  char full[256];
  snprintf(full, sizeof full, "%s%s", prefix, name);
  return dlsym(library, full);
}

// Versions are major, minor, patch in the highest bytes, as TORCH_ABI_VERSION has them.
static char *check_version(void *library, const char *path) {
  uint64_t (*compiled)(void) = (uint64_t(*)(void))symbol(library, "compiled_version");
  uint64_t (*running)(void) = (uint64_t(*)(void))symbol(library, "running_version");
  if (!compiled || !running) return message("%s is not Apus's libctorch: build it with Sources/CTorch/native/Makefile", path);
  uint64_t built = compiled() >> 40, found = running() >> 40;
  if (built == found) return NULL;
  return message(
      "%s was built for LibTorch %d.%d.%d and LibTorch %d.%d.%d was loaded: build it again for that one", path,
      (int)(built >> 16), (int)(built >> 8 & 255), (int)(built & 255), (int)(found >> 16), (int)(found >> 8 & 255),
      (int)(found & 255));
}

// The CUDA half registers itself when it loads, which must be before the first operator runs. Without a driver it
// would only cost seconds.
static void load_cuda(void *library) {
  Dl_info torch;
  void *inside = symbol(library, "running_version");
  void *abi = dlsym(library, "aoti_torch_abi_version");
  if (!inside || !abi || !dladdr(abi, &torch) || !torch.dli_fname) return;
  const char *slash = strrchr(torch.dli_fname, '/');
  if (!slash) return;
  char *path = message("%.*s/%s", (int)(slash - torch.dli_fname), torch.dli_fname, CUDA_LIBRARY);
  FILE *file = fopen(path, "rb");
  if (file) {
    fclose(file);
    if (!dlopen(CUDA_DRIVER, RTLD_NOW | RTLD_GLOBAL) || !dlopen(path, RTLD_NOW | RTLD_GLOBAL)) {
      cuda_problem = strdup(dlerror());
    }
  }
  free(path);
}

static char *load(const char *path) {
  if (ct_cpu_announces_hidden_amx()) setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16", 0);

  // Lazily at first: a shim for another version may lack symbols, and the versions make the better message.
  void *library = dlopen(path, RTLD_LAZY | RTLD_GLOBAL);
  if (!library) return message("libctorch does not load: %s", dlerror());
  char *problem = check_version(library, path);
  if (problem) {
    dlclose(library);
    return problem;
  }
  if (!dlopen(path, RTLD_NOW | RTLD_GLOBAL)) return message("libctorch does not load: %s", dlerror());
  load_cuda(library);

  void **found = calloc((size_t)ct_name_count, sizeof *found);
  if (!found) return message("out of memory");
  for (int index = 0; index < ct_name_count; index++) {
    found[index] = symbol(library, ct_names[index]);
    if (!found[index]) {
      free(found);
      return message("%s lacks %s%s: it is older or newer than this program; build it again", path, prefix, ct_names[index]);
    }
  }
  memcpy(ct_table, found, (size_t)ct_name_count * sizeof *found);
  free(found);
  loaded_path = strdup(path);
  return NULL;
}

ct_err ct_load(const char *path) {
  pthread_mutex_lock(&lock);
  char *problem = loaded_path ? NULL : load(path);
  pthread_mutex_unlock(&lock);
  return problem;
}

void ct_load_free(ct_err text) { free((void *)text); }

bool ct_loaded(void) { return ct_loaded_path() != NULL; }

const char *ct_loaded_path(void) {
  pthread_mutex_lock(&lock);
  const char *path = loaded_path;
  pthread_mutex_unlock(&lock);
  return path;
}

const char *ct_cuda_problem(void) { return cuda_problem; }

void ct_load_or_exit(void) {
  const char *path = getenv("APUS_CTORCH");
  const char *problem = path && *path ? ct_load(path) : "LibTorch is not loaded: start by the launcher ./apus, or set APUS_CTORCH to libctorch";
  if (!problem) return;
  fprintf(stderr, "%s\n", problem);
  exit(exit_configuration);
}

static _Atomic uint64_t current_device;

ct_device ct_current_device(void) {
  uint64_t packed = atomic_load_explicit(&current_device, memory_order_relaxed);
  return (ct_device){.type = (int32_t)(packed >> 32), .index = (int32_t)(uint32_t)packed};
}

void ct_set_current_device(ct_device device) {
  uint64_t packed = (uint64_t)(uint32_t)device.type << 32 | (uint32_t)device.index;
  atomic_store_explicit(&current_device, packed, memory_order_relaxed);
}
