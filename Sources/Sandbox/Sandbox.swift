// The room Sandbox; see docs/architecture.md.
