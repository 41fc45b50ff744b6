"""Tracks of GPS loggers and phones: a reader per format makes `Fixes`, `track` makes one clean `Track` of them.

`read` tells formats apart by their first bytes; `between` says where somebody was between two fixes, and how surely.
Pure but for opening the file; nothing here knows photos, places or the library.
"""
