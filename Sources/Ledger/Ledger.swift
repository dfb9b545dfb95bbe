// The room Ledger; see docs/architecture.md.
