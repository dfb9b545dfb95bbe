// The room Checkpoints; see docs/architecture.md.
