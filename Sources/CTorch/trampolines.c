// trampolines
