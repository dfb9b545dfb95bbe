// The room Search; see docs/architecture.md.
