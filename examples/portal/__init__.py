"""A relying party to copy from: log in with the card, sign, log out.

Built only on jisr_relying and the shim. The ministry does not exist.
"""
