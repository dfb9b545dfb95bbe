// The room Lab; see docs/architecture.md.
