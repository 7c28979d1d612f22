"""Cards made of software, for people without hardware and for tests.

Never a back door: their keys hang from a test CA made per run.
"""
