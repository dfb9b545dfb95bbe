// The room NN; see docs/architecture.md.
