"""Two SQLite files: the index, which can be rebuilt from the photos, and the ledger, which cannot.

The index holds photos, albums, what the networks said and the candidates. The ledger holds decisions, times that a
person stated, and the journal of every write with the bytes it replaced (`synchronous=FULL`, never rebuilt).
Only this room and `places` know the database library.
"""
