"""From photos to albums: `clocks` says which capture times of a folder cannot be, `group` cuts the time line.

Both are pure; `arrange` applies them to a library.
"""
