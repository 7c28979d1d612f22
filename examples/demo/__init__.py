"""The whole road on one machine: card, daemon, portal, browser."""
