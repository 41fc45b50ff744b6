"""From photos to albums, corrected and cut.

`clocks` says which capture times of a folder cannot be, `clock_offsets` how far the clocks of cameras are off
(`offset_search` compares two of them), `group` cuts the time line. All are pure; `arrange` applies them to a library.
"""
