// The room Harness; see docs/architecture.md.
