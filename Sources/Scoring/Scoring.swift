// The room Scoring; see docs/architecture.md.
