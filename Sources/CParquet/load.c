#include "CParquet.h"

#include <dlfcn.h>
#include <stdio.h>

const cparquet_functions *cparquet_load(const char *path, char *message, size_t capacity) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(message, capacity, "%s", dlerror());
    return NULL;
  }
  // A function pointer does not fit into void * by the C standard; POSIX says that dlsym's does.
  const cparquet_functions *(*table)(void);
  *(void **)&table = dlsym(library, "cparquet_table");
  if (!table) {
    snprintf(message, capacity, "%s has no cparquet_table", path);
    dlclose(library);
    return NULL;
  }
  const cparquet_functions *functions = table();
  if (functions->version != CPARQUET_VERSION) {
    snprintf(message, capacity, "%s has version %d, not %d", path, functions->version, CPARQUET_VERSION);
    dlclose(library);
    return NULL;
  }
  return functions;
}
