// The room Research; see docs/architecture.md.
