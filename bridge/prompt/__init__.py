"""The native window: a process of its own, one per question."""
