// Random numbers, devices, memory, threads, versions.
#include "ctorch.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/version.h>

#include <climits>
#include <mutex>

#include "support.h"

using namespace ctorch;

namespace {

// The generator of a device. It is shared by all threads of the process and has a lock of its own.
at::Generator generator(ct_device device) { return at::globalContext().defaultGenerator(to_device(device)); }

// The allocator of an accelerator, once that has been started.
c10::DeviceAllocator *allocator(at::DeviceType type) {
  at::globalContext().lazyInitDevice(type);
  return c10::getDeviceAllocator(type);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

ct_err ctimpl_manual_seed(uint64_t seed) {
  return guarded("seed", {}, [&] { at::manual_seed(seed); });
}

ct_err ctimpl_random_state(ct_device device, ct_tensor *out) {
  return guarded("random state", {}, [&] {
    at::Generator source = generator(device);
    std::lock_guard<std::mutex> lock(source.mutex());
    *out = own(source.get_state());
  });
}

ct_err ctimpl_set_random_state(ct_device device, ct_tensor state) {
  return guarded("random state", {{"state", state}}, [&] {
    at::Generator target = generator(device);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_state(Ref(state));
  });
}

ct_int ctimpl_device_count(int32_t type) {
  switch (static_cast<at::DeviceType>(type)) {
    case at::kCPU:
    case at::kMeta: return 1;
    case at::kCUDA: return at::hasCUDA() ? at::detail::getCUDAHooks().deviceCount() : 0;
    case at::kMPS: return at::hasMPS() ? 1 : 0;
    default: return 0;
  }
}

ct_err ctimpl_synchronize(ct_device device) {
  return guarded("synchronize", {}, [&] {
    at::Device target = to_device(device);
    if (target.is_cuda()) at::detail::getCUDAHooks().deviceSynchronize(target.index());
  });
}

ct_err ctimpl_memory_allocated(ct_device device, ct_int *current, ct_int *peak) {
  return guarded("memory", {}, [&] {
    auto stats = allocator(to_device(device).type())->getDeviceStats(to_device(device).index());
    constexpr size_t all = 0;  // c10::CachingAllocator::StatType::AGGREGATE
    *current = stats.allocated_bytes[all].current;
    *peak = stats.allocated_bytes[all].peak;
  });
}

ct_err ctimpl_reset_peak_memory(ct_device device) {
  return guarded("memory", {}, [&] {
    allocator(to_device(device).type())->resetPeakStats(to_device(device).index());
  });
}

ct_err ctimpl_empty_cache(int32_t type) {
  return guarded("memory", {}, [&] { allocator(static_cast<at::DeviceType>(type))->emptyCache(); });
}

uint64_t ctimpl_compiled_version() { return TORCH_ABI_VERSION; }

uint64_t ctimpl_running_version() { return aoti_torch_abi_version(); }

const char *ctimpl_version_name() { return TORCH_VERSION; }

ct_err ctimpl_threads(ct_int *out) {
  return guarded("threads", {}, [&] { *out = at::get_num_threads(); });
}

ct_err ctimpl_set_threads(ct_int count) {
  return guarded("threads", {}, [&] {
    TORCH_CHECK(count > 0 && count <= INT_MAX, "a number of threads is at least 1, not ", count);
    at::set_num_threads(static_cast<int>(count));
  });
}

ct_err ctimpl_set_deterministic(bool on) {
  return guarded("deterministic", {}, [&] { at::globalContext().setDeterministicAlgorithms(on, /*warn_only=*/false); });
}

ct_err ctimpl_set_matmul_precision(const char *precision) {
  return guarded("matmul precision", {}, [&] { at::globalContext().setFloat32MatmulPrecision(precision); });
}

}
#pragma GCC visibility pop
