"""Tracks and clocks: the page on which photos are laid along GPS tracks until the clock of their camera fits.

`tracks_page` puts it together: `loading` reads tracks beside the window, `tracks_model` lists them, `clock_box` shifts
a clock. What a person says goes through `telling`.
"""
