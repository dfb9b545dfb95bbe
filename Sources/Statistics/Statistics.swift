// The room Statistics; see docs/architecture.md.
