"""The daemon: the only package with I/O."""
