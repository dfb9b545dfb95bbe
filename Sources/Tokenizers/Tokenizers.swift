// The room Tokenizers; see docs/architecture.md.
