// The room Safetensors; see docs/architecture.md.
