"""Examples built on the public parts of Jisr."""
