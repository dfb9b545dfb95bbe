// An experiment imports Lab and so reaches tensors, layers and optimizers: nothing that touches a file, a pointer or
// the system is public in these rooms.
@_exported import NN
@_exported import Torch
