"""From folders on a disk to rows of the index: walk, read what is new, follow what moved, pair, miss what is gone.

`refresh.scan` is the one door; the other modules are its parts: `walk` lists folders, `sidecars` and `pairs` tell by
names what belongs together, `reunite` recognises photos that moved.
"""
