"""Tracks of GPS loggers and phones: a reader per format makes `Fixes`, `track` makes one clean `Track` of them.

`sniff` tells formats apart by their first bytes, and `read` has the file read; `between` says where somebody was
between two fixes, and how surely. Pure but for opening the file; nothing here knows photos, places or the library.
"""
