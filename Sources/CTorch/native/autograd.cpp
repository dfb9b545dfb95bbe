// Gradients and mixed precision: what follows the calling thread.
#include "ctorch.h"

#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "support.h"

using namespace ctorch;

#pragma GCC visibility push(default)
extern "C" {

ct_err ctimpl_set_requires_grad(ct_tensor tensor, bool on) {
  return guarded("requiresGrad", {{"self", tensor}}, [&] { Ref(tensor)->requires_grad_(on); });
}

ct_err ctimpl_backward(ct_tensor tensor, ct_tensor gradient, bool retain_graph, bool create_graph) {
  return guarded("backward", {{"self", tensor}, {"gradient", gradient}}, [&] {
    torch::autograd::variable_list gradients;
    if (gradient != nullptr) gradients.push_back(copy(gradient));
    torch::autograd::backward({copy(tensor)}, gradients, retain_graph, create_graph);
  });
}

ct_err ctimpl_gradients(
    const ct_tensor *outputs, const ct_tensor *output_gradients, ct_int output_count, const ct_tensor *inputs,
    ct_int input_count, bool retain_graph, bool create_graph, ct_tensor *gradients) {
  return guarded("grad", {{"outputs", outputs, output_count}, {"inputs", inputs, input_count}}, [&] {
    Tensors out(outputs, output_count), in(inputs, input_count);
    torch::autograd::variable_list seeds;
    if (output_gradients != nullptr) seeds = Tensors(output_gradients, output_count).list;
    auto found = torch::autograd::grad(out.list, in.list, seeds, retain_graph, create_graph, /*allow_unused=*/true);
    for (size_t index = 0; index < found.size(); index++) gradients[index] = own(std::move(found[index]));
  });
}

ct_err ctimpl_grad(ct_tensor tensor, ct_tensor *out) {
  return guarded("grad", {{"self", tensor}}, [&] {
    at::Tensor gradient = Ref(tensor)->grad();
    *out = own(std::move(gradient));
  });
}

ct_err ctimpl_set_grad(ct_tensor tensor, ct_tensor gradient) {
  return guarded("grad", {{"self", tensor}, {"gradient", gradient}}, [&] {
    Ref(tensor)->mutable_grad() = gradient != nullptr ? copy(gradient) : at::Tensor();
  });
}

bool ctimpl_grad_enabled() { return c10::GradMode::is_enabled(); }

void ctimpl_set_grad_enabled(bool on) { c10::GradMode::set_enabled(on); }

ct_err ctimpl_autocast(int32_t type, bool *on, ct_dtype *dtype) {
  return guarded("autocast", {}, [&] {
    auto device = static_cast<at::DeviceType>(type);
    *on = at::autocast::is_autocast_enabled(device);
    *dtype = static_cast<ct_dtype>(at::autocast::get_autocast_dtype(device));
  });
}

ct_err ctimpl_set_autocast(int32_t type, bool on, ct_dtype dtype) {
  return guarded("autocast", {}, [&] {
    auto device = static_cast<at::DeviceType>(type);
    at::autocast::set_autocast_dtype(device, scalar_type(dtype));
    at::autocast::set_autocast_enabled(device, on);
  });
}

ct_err ctimpl_enter_autocast() {
  return guarded("autocast", {}, [] { at::autocast::increment_nesting(); });
}

ct_err ctimpl_leave_autocast() {
  return guarded("autocast", {}, [] {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  });
}

}
#pragma GCC visibility pop
