"""What a call becomes: a window, a card, an outcome."""
