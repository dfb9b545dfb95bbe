// The room Torch; see docs/architecture.md.
