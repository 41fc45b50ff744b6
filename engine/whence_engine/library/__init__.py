"""Two SQLite files: the index, which can be rebuilt from the photos, and the ledger, which cannot.

The index holds photos, albums, tracks, what the networks said and the candidates. The ledger holds decisions, what a
person said of times, clocks, tracks and pairs of one moment, and the journal of every write with the bytes it replaced
(`synchronous=FULL`, never rebuilt).
Only this room and `places` know the database library.
"""
