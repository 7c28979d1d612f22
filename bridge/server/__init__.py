"""The listener, the gate, one session per connection."""
