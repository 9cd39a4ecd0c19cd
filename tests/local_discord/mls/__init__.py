"""The few structures of MLS (RFC 9420) that a delivery service of DAVE has to read and write.

In: bytes as davey sends them. Out: frozen dataclasses whose `bytes()` are what was parsed, or
`Garbled`, and nothing else, when the bytes are something else. Ciphersuite 2 only (P-256, SHA-256).
Nothing here checks a signature or knows a secret of a member.
"""
