"""Models on their way to other programs and back; started by scripts/round-trip."""
