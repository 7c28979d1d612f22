"""What crosses the socket: JSON-RPC, messages, errors, texts, token. No I/O."""
