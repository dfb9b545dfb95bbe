// What CPUID says of the instructions that bf16 products use. It must be known before LibTorch loads.
#include "ctorch_load.h"

#if defined(__x86_64__)
#include <cpuid.h>

static const unsigned int amx_bf16_bit = 1u << 22;  // leaf 7.0, EDX
static const unsigned int amx_tile_bit = 1u << 24;  // leaf 7.0, EDX
static const unsigned int avx512_bf16_bit = 1u << 5;  // leaf 7.1, EAX
static const unsigned int tile_leaf = 0x1D;

static bool announces_amx(void) {
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return false;
  return (edx & amx_tile_bit) && (edx & amx_bf16_bit);
}

// Leaf 0x1D gives the highest palette in EAX; a processor with tiles has palette 1.
static bool describes_tiles(void) {
  unsigned int eax, ebx, ecx, edx;
  return __get_cpuid_count(tile_leaf, 0, &eax, &ebx, &ecx, &edx) && eax != 0;
}

bool ct_cpu_announces_hidden_amx(void) { return announces_amx() && !describes_tiles(); }

bool ct_cpu_has_amx_bf16(void) { return announces_amx() && describes_tiles(); }

bool ct_cpu_has_avx512_bf16(void) {
  unsigned int eax, ebx, ecx, edx;
  return __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) && (eax & avx512_bf16_bit);
}

#else

bool ct_cpu_announces_hidden_amx(void) { return false; }
bool ct_cpu_has_amx_bf16(void) { return false; }
bool ct_cpu_has_avx512_bf16(void) { return false; }

#endif
